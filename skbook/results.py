"""Result cards: what a longer run found, with everything that is needed to run it again.

A card is a JSON file under ``data/results``: points (settings and what they gave), seeds, machine, time, checksums of
the data, commit. One that lacks any of these is not shown; one whose bytes differ from ``SHA256SUMS``, or whose data
have changed since, is refused. ``skbook.experiments`` makes cards. Knows how to read them and how far their seeds
scatter, and nothing of what the numbers mean. Serves every chapter that shows more than a page can run.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from html import escape

import numpy as np

from skbook.datasets import _checksums, _find, _near, _verified, describe
from skbook.stats import student_t

FOLDER = "results/"
SEED = "seed"  # the setting that tells repetitions of one experiment apart
SHOWN = 4  # values of a setting that provenance lists before it says how many there are


@dataclass(frozen=True)
class Point:
    """One point of an experiment: its settings, and what they gave."""

    config: dict
    metrics: dict

    @property
    def setting(self) -> tuple:
        """The settings without the seed, to tell which points repeat each other."""
        return tuple((key, repr(value)) for key, value in self.config.items() if key != SEED)


@dataclass(frozen=True, repr=False)
class Card:
    """One run: what was done (``says``, ``seeds``), where, when in the book's history, and its points."""

    name: str
    says: str
    seeds: list[int]
    hardware: str
    wall_seconds: float
    data: dict[str, str]
    commit: str
    points: list[Point]

    @property
    def config(self) -> dict:
        """The settings that all points share; of a card with one point, all of them."""
        first, *others = (point.config for point in self.points)
        return {key: value for key, value in first.items() if all(other[key] == value for other in others)}

    @property
    def metrics(self) -> dict:
        """What the one point of a card gave; ``ValueError`` if there are more."""
        if len(self.points) > 1:
            raise ValueError(f"The result card {self.name!r} has {len(self.points)} points: use table() or band().")
        return self.points[0].metrics

    def table(self) -> dict[str, np.ndarray]:
        """Settings and metrics as columns, one row a point; lists of one length give a column with two axes."""
        return table(self.points)

    def groups(self) -> dict[tuple, list[Point]]:
        """The points that differ in their seed alone, setting by setting."""
        groups: dict[tuple, list[Point]] = {}
        for point in self.points:
            groups.setdefault(point.setting, []).append(point)
        return groups

    def band(self) -> dict[str, np.ndarray]:
        r"""What a new seed would give: the mean of the seeds and a 95 % prediction interval, one row a setting.

        .. math:: \bar x \pm t_{0.975,\,k-1}\; s \sqrt{1 + 1/k}

        for k ≥ 3 seeds with standard deviation s. Columns: the settings without the seed, ``seeds`` (how many), and
        for every ``metric`` its mean under its own name, ``metric_low`` and ``metric_high``. Without seeds the three
        are equal. ``ValueError`` for one or two seeds, or for metrics that are neither numbers nor lists of them.
        """
        rows = [band(self.name, group) for group in self.groups().values()]
        return {key: column([row[key] for row in rows]) for key in rows[0]}

    def provenance(self) -> list[tuple[str, str]]:
        """What a reader should know of the run, as (label, text)."""
        settings = {key: [point.config[key] for point in self.points] for key in self.points[0].config}
        shown = [f"{key} {_values(values)}" for key, values in settings.items()
                 if key != SEED or len(self.points) == 1]
        some = f"{len(self.points)} points; " if len(self.points) > 1 else ""
        return [("run", some + ", ".join(shown)),
                ("seeds", ", ".join(map(str, self.seeds)) or "none: nothing is random"), ("on", self.hardware),
                ("time", f"{self.wall_seconds:,.0f} s"), ("data", ", ".join(self.data) or "none"),
                ("commit", self.commit)]

    def __repr__(self):
        return "\n".join([f"Result card {self.name}: {self.says}",
                          *(f"  {label:<7} {text}" for label, text in self.provenance())])

    def _repr_html_(self):
        rows = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in self.provenance())
        return (f'<div class="sk-claim sk-holds"><p class="sk-claim-head"><span class="sk-kind">Result card</span></p>'
                f'<p class="sk-claim-sentence">{escape(self.says)}</p><dl>{rows}</dl></div>')


def names(root=None) -> list[str]:
    """The names of all cards.

    >>> "machines_4_2" in names()
    True
    """
    files = sorted(file for file in _checksums(_find(root)) if file.startswith(FOLDER))
    return [file.removeprefix(FOLDER).removesuffix(".json") for file in files]


def load(name: str, root=None) -> Card:
    """A card by name: its checksum verified, its provenance complete, its data those of the book.

    Raises
    ------
    ValueError
        If there is no such card, its file is damaged, a field is missing or of the wrong kind, or the book's data have
        changed since it was made.

    Examples
    --------
    >>> load("machines_4_2").config["n_states"]
    4
    """
    root = _find(root)
    if name not in (known := names(root)):
        raise ValueError(f"There is no result card {name!r}.{_near(name, known)} results.names() lists all.")
    card = read(name, json.loads(_verified(root, f"{FOLDER}{name}.json")))
    for data, checksum in card.data.items():
        if (now := _checksums(root).get(describe(data, root).file)) != checksum:
            raise ValueError(f"The result card {name!r} was made from another {data}: its checksum there is "
                             f"{checksum[:12]}…, here {str(now)[:12]}…. {_mend(name)}")
    return card


def read(name: str, raw: dict) -> Card:
    """A card from its JSON; ``ValueError`` names what it lacks, or the field that is wrong and what it should be.

    >>> read("x", {"says": "Nothing."})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: The result card 'x' lacks seeds, hardware, wall_seconds, data, commit, points. Make it again with ...
    """
    if not isinstance(raw, dict):
        raise ValueError(f"The result card {name!r} is no JSON object. {_mend(name)}")
    lacks = [key for key in SCHEMA if raw.get(key) is None or raw[key] == ""]
    if lacks:
        raise ValueError(f"The result card {name!r} lacks {', '.join(lacks)}. {_mend(name)}")
    for key, (expected, good) in SCHEMA.items():
        if not good(raw[key]):
            raise ValueError(f"The result card {name!r} is wrong in {key}: expected {expected}, found "
                             f"{str(raw[key])[:60]!r}. {_mend(name)}")
    points = [Point(point["config"], point["metrics"]) for point in raw["points"]]
    if wrong := next(_wrong_points(points, raw["seeds"]), ""):
        raise ValueError(f"The result card {name!r} is wrong in points: {wrong}. {_mend(name)}")
    return Card(name, **{field.name: raw[field.name] for field in fields(Card)
                         if field.name not in ("name", "points")}, points=points)


def table(points: Iterable[Point]) -> dict[str, np.ndarray]:
    """Settings and metrics of points as columns.

    >>> table([Point({"n": 2}, {"bits": 0.5}), Point({"n": 4}, {"bits": 0.25})])
    {'n': array([2, 4]), 'bits': array([0.5 , 0.25])}
    """
    rows = [{**point.config, **point.metrics} for point in points]
    return {key: column([row[key] for row in rows]) for key in rows[0]} if rows else {}


def column(values: list) -> np.ndarray:
    """Values as an array: one axis for scalars, two for lists of one length, else an array of objects."""
    try:
        made = np.array(values)
        if made.dtype.kind in "biufUS":
            return made
    except ValueError:  # lists of several lengths
        pass
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def leaves(value, path: str = "") -> Iterator[tuple[str, object]]:
    """Everything that is neither dict nor list inside a JSON value, each with its place.

    >>> list(leaves({"a": [1, {"b": 2}]}))
    [('a/0', 1), ('a/1/b', 2)]
    """
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path, value
    else:
        for key, item in inner:
            yield from leaves(item, f"{path}/{key}" if path else str(key))


def unfit(metrics: dict) -> Iterator[str]:
    """The places in metrics of what is neither a finite number nor a word nor a truth value."""
    return (path for path, leaf in leaves(metrics) if not (is_number(leaf) or isinstance(leaf, str | bool)))


def is_number(value) -> bool:
    """Whether a JSON value is a finite number; truth values are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def band(name: str, group: list[Point], level: float = 0.95) -> dict:
    """One row of :meth:`Card.band`: that of points which differ in their seed alone."""
    k, first = len(group), group[0]
    if SEED in first.config and k < 3:
        raise ValueError(f"The result card {name!r} has {k} of the three seeds or more that a band needs at "
                         f"{dict(first.setting)}.")
    row = {key: value for key, value in first.config.items() if key != SEED}
    row["seeds"] = k if SEED in first.config else 0
    for key in first.metrics:
        x = column([point.metrics[key] for point in group])
        if x.dtype.kind not in "iuf":
            raise ValueError(f"The metric {key} of the result card {name!r} is neither a number nor a list of numbers "
                             "of one length, so it has no band.")
        mean = x.mean(axis=0)
        half = student_t(k - 1, level) * x.std(axis=0, ddof=1) * math.sqrt(1 + 1 / k) if k > 1 else 0 * mean
        row |= {name: np.asarray(value).tolist() for name, value in
                ((key, mean), (f"{key}_low", mean - half), (f"{key}_high", mean + half))}
    return row


def _values(values: list) -> str:
    """The different values of a setting in a few words."""
    different = list(dict.fromkeys(", ".join(map(str, value)) if isinstance(value, list) else str(value)
                                   for value in values))
    if len(different) <= SHOWN:
        return ", ".join(different)
    return f"{different[0]} … {different[-1]} ({len(different)} values)"


def _wrong_points(points: list[Point], seeds: list[int]) -> Iterator[str]:
    """What the schema of single fields cannot see."""
    first = points[0]
    for i, point in enumerate(points):
        for part in ("config", "metrics"):
            if (keys := getattr(point, part).keys()) != getattr(first, part).keys():
                yield f"{part} of point {i} has {', '.join(keys)}, that of the first {', '.join(getattr(first, part))}"
        if len(points) > 1 and (twice := point.config.keys() & point.metrics.keys()):
            yield f"{min(twice)} of point {i} is both a setting and a metric"
        if bad := next(unfit(point.metrics), ""):
            yield f"metrics/{bad} of point {i} is no finite number"
    if len({json.dumps(point.config) for point in points}) < len(points):
        yield "two have the same config"
    found = sorted({point.config[SEED] for point in points if SEED in point.config})
    if found != sorted(seeds):
        yield f"they have the seeds {found}, the card names {seeds}"


def _mend(name: str) -> str:
    return f"Make it again with `python -m skbook.experiments run {name} --scale full`."


def _is_point(point) -> bool:
    return (isinstance(point, dict) and point.keys() == {"config", "metrics"} and isinstance(point["config"], dict)
            and isinstance(point["metrics"], dict) and len(point["metrics"]) > 0)


# Field of a card: what it has to be, in words and as a test.
SCHEMA = {
    "says": ("a sentence", lambda x: isinstance(x, str)),
    "seeds": ("a list of whole numbers", lambda x: isinstance(x, list) and all(type(seed) is int for seed in x)),
    "hardware": ("words", lambda x: isinstance(x, str)),
    "wall_seconds": ("a positive number of seconds", lambda x: is_number(x) and x > 0),
    "data": ("names of datasets with their SHA-256", lambda x: isinstance(x, dict) and all(
        isinstance(checksum, str) and re.fullmatch("[0-9a-f]{64}", checksum) for checksum in x.values())),
    "commit": ("seven or more digits of a commit", lambda x: isinstance(x, str) and len(x) >= 7),
    "points": ("a list of one or more points, each a config and metrics",
               lambda x: isinstance(x, list) and len(x) > 0 and all(map(_is_point, x))),
}
