"""Make result cards from finished points, and tell whether a new run agrees with a card.

A card is written to ``data/results`` with its checksum. Where an experiment has seeds, a new run of one of
its points has to fall into the card's band, the 95 % prediction interval over the seeds; where nothing is random, every
number has to be the stored one, up to the rounding that the experiment states.
"""

import hashlib
import json
import math
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from skbook import datasets, results
from skbook.experiments.registry import Experiment, compute, find
from skbook.experiments.sweep import Done, checksums
from skbook.results import Card, Point


def card(experiment: Experiment, done: list[Done]) -> dict:
    """The card of these finished points, as it is stored; its seconds are those of all points together."""
    seeds = {d.point.config[results.SEED] for d in done if results.SEED in d.point.config}
    return {"says": experiment.says, "seeds": sorted(seeds), "hardware": _joined(d.hardware for d in done),
            "wall_seconds": max(0.1, round(sum(d.wall_seconds for d in done), 1)), "data": checksums(experiment.data),
            "commit": _joined(d.commit for d in done),
            "points": [{"config": d.point.config, "metrics": d.point.metrics} for d in done]}


def write(name: str, raw: dict, data: Path | None = None) -> Card:
    """Store a card and its checksum.

    Raises
    ------
    ValueError
        If the card is not valid, or one that is there has points that this one lacks.
    """
    data = data or (datasets.checkout() or Path()) / "data"
    if not (data / "SHA256SUMS").is_file():
        raise ValueError("Result cards are written in a checkout of the book: clone its repository.")
    made = results.read(name, raw)
    path = data / results.FOLDER / f"{name}.json"
    if path.is_file():
        there = results.read(name, json.loads(path.read_bytes()))
        kept = [json.dumps(point.config) for point in made.points]
        if lost := [point.config for point in there.points if json.dumps(point.config) not in kept]:
            raise ValueError(f"The result card {name!r} has {len(lost)} points that this one lacks, such as {lost[0]}. "
                             f"Run them too, or delete {path} first.")
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(raw, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m[1]) + "]", text)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    _write_checksum(data, path)
    return made


def misses(experiment: Experiment, stored: Card, points: list[Point]) -> list[str]:
    """Where these points leave the card's band, in words; empty if they agree.

    A point is one new run, whose numbers must *all* lie in their bands. So each of its n numbers has a band of level
    1 − 0.05 / n (Bonferroni): then a run that differs in its seed or in the rounding of its processor is refused in
    at most one case of twenty, however many numbers it has.
    """
    if not stored.seeds:
        return [miss for point in points for miss in _unequal(stored, point, experiment.rounding)]
    return [miss for point in points for miss in _outside(stored, point, experiment.rounding)]


def compare(name: str) -> tuple[bool, float]:
    """Run all points of a card again, storing nothing: whether they agree with it, and the seconds it took."""
    experiment, stored, start = find(name), results.load(name), time.perf_counter()
    points = [compute(experiment, experiment.config(**point.config)) for point in stored.points]
    return not misses(experiment, stored, points), time.perf_counter() - start


def _unequal(stored: Card, point: Point, rounding: float) -> Iterator[str]:
    there = next((other for other in stored.points if other.config == point.config), None)
    if there is None:
        yield f"{point.config} is no point of the card {stored.name!r}"
        return
    before, now = dict(results.leaves(there.metrics)), dict(results.leaves(point.metrics))
    for path in sorted(before.keys() | now.keys()):
        if not _same(before.get(path), now.get(path), rounding):
            yield f"{path} at {point.config} is {now.get(path)!r}, in the card {before.get(path)!r}"


def _same(a, b, rounding: float) -> bool:
    """Numbers that were rounded on their way are the same up to ``rounding``; whole numbers, words and gaps as such."""
    if isinstance(a, float) and results.is_number(b):
        return math.isclose(a, b, rel_tol=rounding, abs_tol=1e-12)
    return type(a) is type(b) and a == b


def _outside(stored: Card, point: Point, rounding: float) -> Iterator[str]:
    group = stored.groups().get(point.setting)
    if group is None:
        yield f"{point.config} is no setting of the card {stored.name!r}"
        return
    if point.metrics.keys() != group[0].metrics.keys():
        yield f"the metrics at {point.config} are {', '.join(point.metrics)}, in the card {', '.join(group[0].metrics)}"
        return
    n_numbers = sum(np.size(value) for value in point.metrics.values())
    band = results.band(stored.name, group, level=1 - 0.05 / n_numbers)
    for key, value in point.metrics.items():
        mean, low, high, value = map(np.asarray, (band[key], band[f"{key}_low"], band[f"{key}_high"], value))
        slack = rounding * np.abs(mean)
        if value.shape != low.shape or np.any((value < low - slack) | (value > high + slack)):
            yield f"{key} at {point.config} is {_short(value)}, the band is {_short(low)} … {_short(high)}"


def _short(value: np.ndarray) -> str:
    return np.array2string(value, precision=6, threshold=6)


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))


def _write_checksum(data: Path, path: Path) -> None:
    """Replace or add the line of this file in ``SHA256SUMS``."""
    sums, file = data / "SHA256SUMS", f"{results.FOLDER}{path.name}"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith(f"  {file}")]
    lines = sorted([*lines, f"{digest}  {file}"], key=lambda line: line.split("  ")[1])
    sums.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
