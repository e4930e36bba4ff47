"""Tables of real training runs, ready for :func:`skbook.chinchilla.fit_chinchilla`: a row a finished run.

Knows how three public tables of :mod:`skbook.datasets` say size, data and loss, and brings them to one form: columns
``params``, ``tokens`` and ``loss`` in **bits a token**, and ``group``, a label shared by runs that are not independent
(seeds of one setting). Leaves out no finished run. Serves *Joint scaling*.
"""

import math

import numpy as np

from skbook import datasets

TOKENS_A_PARAMETER = 20  # what the ladder calls one times Chinchilla, so that it tells the exact sizes
TRAIN_SETS = {"c4_original": "C4", "rpj": "RedPajama", "rw_original": "RefinedWeb"}
OWN_TEXT = {"c4_original": "loss_c4_val", "rpj": "loss_paloma_redpajama",
            "rw_original": "loss_paloma_falcon-refinedweb"}  # validation text of the same make as the training set
SIZES = ("params", "params_no_embed")  # with and without the tables of tokens
LADDER, GRID = "OLMo ladder", "over-training, "
SINGLE_PASS = "C4, one pass"


def olmo_ladder(column: str = "c4_en") -> dict[str, np.ndarray]:
    """The 25 runs of the OLMo ladder: five sizes, each trained on five amounts of data, with their last evaluation.

    Evaluations on the way are left out: within a run they are not independent, and its step size had not come down yet.

    Parameters
    ----------
    column : one of the table's validation texts.

    Raises
    ------
    ValueError
        If there is no such column.

    Examples
    --------
    >>> table = olmo_ladder()
    >>> len(table["loss"]), table["params"].min().round(-6) / 1e6, table["params"].max().round(-7) / 1e9
    (25, np.float64(191.0), np.float64(3.17))
    """
    rows = datasets.load("olmo_ladder_loss")
    texts = list(rows)[list(rows).index("gflops") + 1:]
    if column not in texts:
        raise ValueError(f"the ladder was not evaluated on {column!r}, but on {', '.join(texts)}.")
    settings = sorted(set(zip(rows["size"].tolist(), rows["chinchilla_multiple"].tolist(), strict=True)))
    last = []
    for size, multiple in settings:
        run = np.flatnonzero((rows["size"] == size) & (rows["chinchilla_multiple"] == multiple))
        last.append(run[np.argmax(rows["step"][run])])
    tokens = rows["tokens"][last]
    sizes = {size: tokens[i] / TOKENS_A_PARAMETER for i, (size, multiple) in enumerate(settings) if multiple == 1}
    return _table([sizes[size] for size, _ in settings], tokens, rows[column][last], np.arange(len(last)))


def overtraining(train_set: str, column: str | None = None, size: str = "params") -> dict[str, np.ndarray]:
    """The runs of the over-training grid on one of its three training sets, evaluated on one validation text.

    On C4 the models of RedPajama and RefinedWeb are scored on text of another make than they were trained on.

    Parameters
    ----------
    train_set : ``"c4_original"``, ``"rpj"`` or ``"rw_original"``.
    column : a column of losses; that of the training set's own text (``OWN_TEXT``) if not given.
    size : ``"params"``, or ``"params_no_embed"``, without the tables that hold a vector for each token.

    Raises
    ------
    ValueError
        If there is no such training set, no such column of losses, or no such count of parameters.

    Examples
    --------
    >>> len(overtraining("rpj")["loss"])
    35
    """
    if train_set not in TRAIN_SETS:
        raise ValueError(f"the grid has no training set {train_set!r}, but {', '.join(TRAIN_SETS)}.")
    rows = datasets.load("overtraining_104_models")
    column, texts = column or OWN_TEXT[train_set], [name for name in rows if name.startswith("loss_")]
    if column not in texts:
        raise ValueError(f"the grid was not evaluated on {column!r}, but on {', '.join(texts)}.")
    if size not in SIZES:
        raise ValueError(f"the grid does not count parameters as {size!r}, but as {' and as '.join(SIZES)}.")
    here = rows["train_set"] == train_set
    return _table(rows[size][here], rows["tokens"][here], rows[column][here], np.arange(here.sum()))


def single_pass() -> dict[str, np.ndarray]:
    """Of the data-constrained runs on C4, those that read each token once; seeds of one setting share a group.

    Examples
    --------
    >>> table = single_pass()
    >>> len(table["loss"]), len(set(table["group"].tolist()))
    (41, 33)
    """
    rows = datasets.load("data_constrained_c4_runs")
    once = rows["epochs"] == 1
    settings = np.char.add(rows["params"][once].astype(str), np.char.add("-", rows["tokens"][once].astype(str)))
    return _table(rows["params"][once], rows["tokens"][once], rows["val_loss"][once],
                  np.unique(settings, return_inverse=True)[1])


def all_tables() -> dict[str, dict[str, np.ndarray]]:
    """All five tables by the names that the chapter gives them, each scored on held-out text of its own kind."""
    grid = {GRID + name: overtraining(key) for key, name in TRAIN_SETS.items()}
    return {LADDER: olmo_ladder()} | grid | {SINGLE_PASS: single_pass()}


def published(law: str, quantity: str) -> tuple[float, str]:
    """A published constant, and how it was checked: ``""``, or ``"as commonly cited"`` if not at its source.

    Raises
    ------
    ValueError
        If the table has no such row.

    Examples
    --------
    >>> published("Chinchilla approach 3", "beta")
    (0.28, '')
    >>> published("Kaplan L(D)", "alpha_D")
    (0.095, 'as commonly cited')
    """
    rows = datasets.load("published_constants")
    here = np.flatnonzero((rows["law"] == law) & (rows["quantity"] == quantity))
    if len(here) != 1:
        raise ValueError(f"{len(here)} rows of the published constants say {quantity!r} of {law!r}; laws are "
                         f"{', '.join(dict.fromkeys(rows['law'].tolist()))}.")
    checked = str(rows["checked"][here[0]]).startswith("yes")
    return float(rows["value"][here[0]]), "" if checked else "as commonly cited"


def _table(params, tokens, loss_nats, group) -> dict[str, np.ndarray]:
    return {"params": np.asarray(params, float), "tokens": np.asarray(tokens, float),
            "loss": np.asarray(loss_nats, float) / math.log(2), "group": np.asarray(group)}
