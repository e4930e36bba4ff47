r"""The fit that made scaling laws famous: loss as a constant and two power laws, with intervals from a bootstrap.

.. math:: L(N, D) = E + \Bigl[\Bigl(\frac{A}{N^{\alpha}}\Bigr)^q + \Bigl(\frac{B}{D^{\beta}}\Bigr)^q\Bigr]^{1/q}

with N parameters and D tokens. The sharpness q ≥ 1 is given or fitted: q = 1 is the published law, a sum; q = ∞ is a
max.
Knows no theory of where the powers come from: :mod:`skbook.scaling` does, and offers :func:`fit_chinchilla`, too.
Serves *Joint scaling*.

How it is solved. Residuals of log L count by Huber's loss, so that an odd run does not decide. Each Huber loss lies
below a parabola that touches it; Levenberg and Marquardt's step on these parabolas, all starts and all resampled
tables at once as one batch of small systems, is taken where it lowers the loss. Logs of N and D are centred, which
makes the result independent of units.
"""

import math
from dataclasses import dataclass, field
from numbers import Real

import numpy as np

from skbook.checks import whole

NAMES = ("E", "A", "alpha", "B", "beta", "sharpness")
DELTA = 1e-3  # where Huber's loss turns from square to absolute, as in the papers whose law this is
STEPS, PATIENCE = 400, 8  # steps at most; steps in a row that hardly lower the loss, after which a fit is done
FACES = 2  # a term must be visible by this many Huber deltas somewhere in the table, else it is not measured
FLAT, STEEP = 0.02, 3.0  # exponents beyond these are the edge of what a table can show


@dataclass(frozen=True)
class Fit:
    """A fitted law. ``E``, ``A`` and ``B`` are in units of the table's losses, N and D in the table's own units.

    Attributes
    ----------
    intervals : name to the 95 % bootstrap interval, also of ``size_exponent`` and ``size_minus_data`` (α − β). A given
        sharpness has none.
    objective : sum of Huber losses.
    residual : root of the mean square of the residuals of log L.
    warning : in words, if the table does not determine the law; else empty.
    draws : shape (resampled tables, 6), in the order of ``NAMES``.
    """

    E: float
    A: float
    alpha: float
    B: float
    beta: float
    sharpness: float
    rows: int
    groups: int
    objective: float
    residual: float
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)
    warning: str = ""
    draws: np.ndarray = field(default=None, repr=False, compare=False)

    @property
    def size_exponent(self) -> float:
        r"""Exponent of the best size against compute ∝ N·D, :math:`\beta/(\alpha + \beta)`, for every sharpness."""
        return self.beta / (self.alpha + self.beta)

    def __call__(self, params, tokens):
        """The loss that the law gives."""
        size, data = self.A * np.asarray(params, float) ** -self.alpha, self.B * np.asarray(tokens, float) ** -self.beta
        return self.E + _joined(size, data, self.sharpness)

    def __repr__(self):
        shown = ", ".join(f"{name} {getattr(self, name):.3g}" + (" ({:.3g} to {:.3g})".format(*self.intervals[name])
                          if name in self.intervals else "") for name in NAMES)
        return f"Fit({self.rows} rows: {shown}{'; ' + self.warning if self.warning else ''})"


def fit_chinchilla(table, sharpness: float | None = 1.0, groups=None, n_bootstrap: int = 200) -> Fit:
    r"""Fit the law to a table of finished runs, and say how far to trust it.

    .. math:: \min_{E, A, B, \alpha, \beta} \sum_i \mathrm{Huber}_\delta\bigl(\log L(N_i, D_i) - \log L_i\bigr),
              \qquad \delta = 10^{-3}

    Parameters
    ----------
    table : mapping with columns ``params``, ``tokens`` and ``loss``, each of shape (runs,) and positive. A row is a
        finished run: losses on the way of one run are neither independent nor comparable with finished ones.
    sharpness : q ≥ 1; 1 is the sum of the two powers, ``math.inf`` their max; ``None`` fits it as a sixth number.
    groups : shape (runs,), a label for each row; rows with equal labels are resampled together (same run, or seeds of
        one setting). Each row by itself if not given.
    n_bootstrap : resampled tables, a whole number; 0 gives no intervals.

    Returns
    -------
    Fit. The resampling has its own generator, so equal tables give equal intervals.

    Raises
    ------
    ValueError
        If a column is missing, of the wrong shape or not positive (the row is named), if there are not more runs than
        fitted numbers (5, or 6 with the sharpness), fewer than 3 different sizes or numbers of tokens, or sharpness is
        below 1, or n_bootstrap is no whole number from 0.

    Examples
    --------
    >>> n, d = (grid.ravel() for grid in np.meshgrid([1e7, 1e8, 1e9], [1e9, 1e10, 1e11]))
    >>> law = 2 + 400 / n**0.35 + 900 / d**0.3
    >>> fit = fit_chinchilla({"params": n, "tokens": d, "loss": law}, n_bootstrap=0)
    >>> round(fit.alpha, 4), round(fit.beta, 4), round(fit.E, 4)
    (0.35, 0.3, 2.0)

    Source: Hoffmann et al. (2022), appendix D, for the law and its loss; Besiroglu et al. (2024) for the intervals.
    """
    n, d, loss = (_column(table, name) for name in ("params", "tokens", "loss"))
    group = _groups(groups, len(loss))
    _refuse_poor(n, d, loss, sharpness)
    n_bootstrap = whole(n_bootstrap, "n_bootstrap")
    x, y = np.log(n), np.log(d)
    centre = x.mean(), y.mean()
    problem = x - centre[0], y - centre[1], np.log(loss), None if sharpness is None else float(sharpness)
    fitted = NAMES if sharpness is None else NAMES[:-1]

    theta, cost = descend(_starts(np.log(loss)), problem, np.ones((1, len(loss))))
    best = theta[np.argmin(cost)]
    draws = _resampled(best, problem, group, n_bootstrap)
    point, draws = _natural(best[None], centre, sharpness)[0], _natural(draws, centre, sharpness)
    errors = _residuals(best[None], problem)[0][0]
    return Fit(*map(float, point), rows=len(loss), groups=int(group.max()) + 1, objective=float(cost.min()),
               residual=float(np.sqrt((errors**2).mean())), intervals=_intervals(draws, fitted),
               warning=_warning(best, draws, problem), draws=draws)


# ---- the law and its descent; theta = (log E, log A', log B', log α, log β, log(q − 1)), where A' is the term
# at the centre. A given q leaves the sixth coordinate where it is. ----

def _joined(size, data, q):
    """The two terms joined; q = ∞ is the max."""
    top, ratio = np.maximum(size, data), np.minimum(size, data) / np.maximum(size, data)
    return top * (1 + ratio**q) ** (1 / q)


def _residuals(theta, problem):
    """Residuals log L − log loss and their slopes, shapes (batch, rows) and (batch, rows, 6)."""
    x, y, log_loss, given = problem
    e, a, b, log_alpha, log_beta, eta = (theta[:, k, None] for k in range(6))
    alpha, beta, q = np.exp(log_alpha), np.exp(log_beta), 1 + np.exp(eta) if given is None else given
    size, data, floor = np.exp(a - alpha * x), np.exp(b - beta * y), np.exp(e)
    joined, gap = _joined(size, data, q), np.abs(np.log(size / data))
    total = floor + joined
    less = np.exp(-q * gap) / (1 + np.exp(-q * gap))  # share of the smaller term in the joint one
    of_size = np.where(size >= data, 1 - less, less)
    s, t = joined * of_size / total, joined * (1 - of_size) / total
    sharper = (1 - q) * joined / total * (np.log1p(np.exp(-q * gap)) / q + gap * less) / q if given is None else 0 * s
    slopes = np.stack([floor / total + 0 * x, s, t, -s * alpha * x, -t * beta * y, sharper], axis=-1)
    return np.log(total) - log_loss, slopes


def _huber(r):
    r = np.abs(r)
    return np.where(r <= DELTA, r**2 / 2, DELTA * (r - DELTA / 2))


def descend(theta, problem, weights, steps: int = STEPS):
    """Lower the misfit of every member of a batch at once.

    Parameters
    ----------
    theta : starts, shape (batch, 6), in the coordinates named above.
    problem : x and y, centred logs of N and D; logs of the losses; the given q, or ``None``.
    weights : shape (batch or 1, rows), how often each row stands in the table; 0 leaves it out.

    Returns
    -------
    theta and sum of Huber losses, shapes (batch, 6) and (batch,).
    """
    theta, weights = theta.copy(), np.broadcast_to(weights, (len(theta), weights.shape[1]))
    cost, live = np.full(len(theta), np.inf), np.arange(len(theta))  # live: who still moves
    t, w, damping, still = theta.copy(), weights, np.full(len(theta), 1e-2), np.zeros(len(theta), int)
    r, slopes = _residuals(t, problem)
    now = (w * _huber(r)).sum(axis=1)
    for _ in range(steps):
        parabola = w * np.minimum(1, DELTA / np.maximum(np.abs(r), 1e-300))  # that touches Huber's loss at r
        weighed = slopes * parabola[:, :, None]
        hessian, downhill = slopes.transpose(0, 2, 1) @ weighed, (weighed * r[:, :, None]).sum(axis=1)
        scale = np.einsum("bkk->bk", hessian) + 1e-12
        ridge = (damping[:, None] * scale)[:, :, None] * np.eye(6)
        tried = t - np.clip(np.linalg.solve(hessian + ridge, downhill[..., None])[..., 0], -1, 1)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            r_tried, slopes_tried = _residuals(tried, problem)
            then = (w * _huber(r_tried)).sum(axis=1)
        better = then < now  # false for nan, too
        still = np.where(better & (now - then > 1e-10 * now), 0, still + 1)
        for old, new in ((t, tried), (r, r_tried), (slopes, slopes_tried), (now, then)):
            old[better] = new[better]
        damping = np.clip(np.where(better, damping / 4, damping * 5), 1e-9, 1e9)
        theta[live], cost[live] = t, now
        move = still < PATIENCE
        if not move.any():
            break
        live, t, w, damping, still, r, slopes, now = (v[move] for v in (live, t, w, damping, still, r, slopes, now))
    return theta, cost


def _starts(log_loss):
    """A grid of starts: how much of the loss never goes away, how the rest is shared, how steep each part is."""
    grid = [(math.log(u), math.log((1 - u) * v), math.log((1 - u) * (1 - v)), math.log(a), math.log(b), 0.0)
            for u in (0.2, 0.6, 0.9) for v in (0.3, 0.7) for a in (0.15, 0.4, 0.9) for b in (0.15, 0.4, 0.9)]
    return np.array(grid) + np.array([1, 1, 1, 0, 0, 0]) * np.median(log_loss)


def _resampled(best, problem, group, n_bootstrap):
    """The fit of each resampled table, from the best of three starts: the fit, and two with another floor."""
    if not n_bootstrap:
        return np.empty((0, 6))
    rng, m = np.random.default_rng(0), int(group.max()) + 1
    counts = np.array([np.bincount(rng.integers(m, size=m), minlength=m) for _ in range(n_bootstrap)])
    starts = best + np.array([[0, 0, 0, 0, 0, 0], [-0.3, 0.5, 0.5, -0.5, -0.5, 0], [0.05, -0.3, -0.3, 0.3, 0.3, 0]])
    weights = np.tile(counts[:, group], (3, 1)).astype(float)
    theta, cost = descend(np.repeat(starts, n_bootstrap, axis=0), problem, weights)
    winner = np.argmin(cost.reshape(3, n_bootstrap), axis=0)
    return theta.reshape(3, n_bootstrap, 6)[winner, np.arange(n_bootstrap)]


def _natural(theta, centre, sharpness):
    """From theta to E, A, α, B, β, q in the table's own units."""
    e, a, b = theta[:, 0], theta[:, 1], theta[:, 2]
    alpha, beta = np.exp(theta[:, 3]), np.exp(theta[:, 4])
    q = 1 + np.exp(theta[:, 5]) if sharpness is None else np.full(len(e), float(sharpness))
    with np.errstate(over="ignore"):
        size, data = np.exp(a + alpha * centre[0]), np.exp(b + beta * centre[1])
    return np.stack([np.exp(e), size, alpha, data, beta, q], axis=-1)


def _intervals(draws, fitted):
    """Those of the fitted numbers alone: one that was given has none."""
    if not len(draws):
        return {}
    alpha, beta = draws[:, 2], draws[:, 4]
    columns = {name: draws[:, NAMES.index(name)] for name in fitted}
    columns |= {"size_exponent": beta / (alpha + beta), "size_minus_data": alpha - beta}
    return {name: tuple(map(float, np.quantile(column, (0.025, 0.975)))) for name, column in columns.items()}


def _warning(best, draws, problem) -> str:
    """What the table leaves open, in words."""
    x, y, log_loss, _ = problem
    e, a, b, alpha, beta = best[0], best[1], best[2], math.exp(best[3]), math.exp(best[4])
    seen = {"the constant E": np.exp(e - log_loss), "the size term": np.exp(a - alpha * x - log_loss),
            "the data term": np.exp(b - beta * y - log_loss)}
    said = [f"{name} is too small to be seen" for name, share in seen.items() if share.max() < FACES * DELTA]
    odd = [name for name, value in (("alpha", alpha), ("beta", beta)) if not FLAT < value < STEEP]
    said += [f"{name} runs to the edge" for name in odd]
    loose = ((draws[:, [2, 4]] < FLAT) | (draws[:, [2, 4]] > STEEP)).any(axis=1).mean() if len(draws) else 0
    if not odd and loose > 0.05:
        said.append("in one of twenty resampled tables or more an exponent runs to the edge")
    return "; ".join(said)


# ---- what a table must be ----

def _column(table, name) -> np.ndarray:
    if name not in table:
        raise ValueError(f"the table has no column {name!r}; it needs params, tokens and loss, a row a finished run.")
    try:
        x = np.asarray(table[name], dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"the column {name!r} must hold numbers.") from None
    if x.ndim != 1:
        raise ValueError(f"the column {name!r} has shape {x.shape}; it needs one number for each run.")
    bad = ~(np.isfinite(x) & (x > 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise ValueError(f"{name} is {x[row]:g} in row {row}; the logarithm is needed, so drop or mend rows whose "
                         f"{name} is not finite and above 0.")
    return x


def _groups(groups, rows: int) -> np.ndarray:
    if groups is None:
        return np.arange(rows)
    labels = np.asarray(groups)
    if labels.shape != (rows,):
        raise ValueError(f"groups has shape {labels.shape}; give one label for each of the {rows} rows.")
    return np.unique(labels, return_inverse=True)[1]


def _refuse_poor(n, d, loss, sharpness):
    if not len(n) == len(d) == len(loss):
        raise ValueError(f"the columns have {len(n)}, {len(d)} and {len(loss)} rows; they must be equally long.")
    fitted = 6 if sharpness is None else 5
    if len(loss) <= fitted:
        raise ValueError(f"{len(loss)} runs cannot determine {fitted} numbers and leave an error: give at least "
                         f"{fitted + 1}.")
    for name, x in (("params", n), ("tokens", d)):
        if len(np.unique(x)) < 3:
            raise ValueError(f"{name} takes {len(np.unique(x))} different values; an exponent and a constant need "
                             "at least 3.")
    if sharpness is not None and not (isinstance(sharpness, Real) and sharpness >= 1):
        raise ValueError(f"sharpness is {sharpness!r}; it is 1 for the sum, math.inf for the max, between, or None.")
