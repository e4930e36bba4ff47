"""What an experiment is, and where to find all of them.

Every module of this package may hold ``EXPERIMENTS``, a tuple; chapters keep theirs in a module of the chapter's name.
Such a module imports what is heavy (torch, numba) inside its functions, so that looking experiments up stays light.
"""

import importlib
import importlib.util
import json
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import numpy as np

from skbook import results, scale
from skbook.datasets import _near
from skbook.results import Point


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    Parameters
    ----------
    name : of the experiment and of its result card.
    says : one sentence, what is run.
    config : a frozen dataclass, the settings of ONE point: numbers, strings, truth values, or lists of them. A setting
        ``seed`` says that points repeat each other; a card with seeds has three or more for every other setting.
    point : from a config to a dict of what it gave: numbers or lists of numbers. Without seeds, any JSON value.
    points : the configs at the current scale (``scale.pick``); those of quick are among those of full, those of full
        among those of gpu. Quick points are recomputed by the tests: all together in a few seconds.
    data : names of the datasets that ``point`` reads.
    needs : modules that ``point`` needs beside numpy, such as ``torch``.
    rounding : by how much, relative to its size, a number may differ between processors.
    """

    name: str
    says: str
    config: type
    point: Callable[[Any], dict]
    points: Callable[[], list]
    data: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    rounding: float = 1e-6

    def at(self, name: str) -> list:
        """The configs at a scale.

        >>> len(find("machines_4_2").at("full"))
        1
        """
        with scale.at(name):
            return list(self.points())

    def lacks(self) -> list[str]:
        """The modules it needs that this machine does not have."""
        return [name for name in self.needs if importlib.util.find_spec(name) is None]


def every() -> dict[str, Experiment]:
    """All experiments, name to experiment, chapter by chapter in the order of the alphabet."""
    package = importlib.import_module(__package__)
    modules = [importlib.import_module(f"{__package__}.{module.name}")
               for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_")]
    return {experiment.name: experiment for module in modules for experiment in getattr(module, "EXPERIMENTS", ())}


def names() -> list[str]:
    """The names of all experiments.

    >>> "machines_4_2" in names()
    True
    """
    return list(every())


def find(name: str) -> Experiment:
    """An experiment by name; ``ValueError`` if there is none."""
    if name not in (known := every()):
        raise ValueError(f"There is no experiment {name!r}.{_near(name, known)} "
                         "`python -m skbook.experiments list` shows all.")
    return known[name]


def live(name: str) -> dict[str, np.ndarray]:
    """Run an experiment at the current scale, here and now; nothing is stored. Columns as in ``Card.table``.

    This is how a page draws its quick run beside the card.
    """
    experiment = find(name)
    return results.table([compute(experiment, config) for config in experiment.points()])


def compute(experiment: Experiment, config) -> Point:
    """One point, run on one thread and checked: ``ValueError`` if what it gave cannot stand in a card."""
    with _one_thread(experiment.needs):
        metrics = as_json(experiment.point(config))
    if not isinstance(metrics, dict) or not metrics:
        raise ValueError(f"the point gave {type(metrics).__name__}, expected a dict with at least one metric")
    if bad := next(results.unfit(metrics), ""):
        raise ValueError(f"the metric {bad} is {dict(results.leaves(metrics))[bad]!r}, expected a finite number")
    return Point(settings(config), metrics)


@contextmanager
def _one_thread(needs: tuple[str, ...]) -> Iterator[None]:
    """Torch on one thread, on which its digits depend, and then on as many as the reader had."""
    if "torch" not in needs:
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def settings(config) -> dict:
    """A config as it stands in a card.

    >>> settings(3)
    Traceback (most recent call last):
    ValueError: the config 3 is no dataclass: an experiment's points are instances of its config
    """
    if not is_dataclass(config) or isinstance(config, type):
        raise ValueError(f"the config {config!r} is no dataclass: an experiment's points are instances of its config")
    return as_json(asdict(config))


def as_json(value):
    """A value as it comes back from a JSON file; numpy's numbers and arrays are welcome."""
    return json.loads(json.dumps(value, default=_plain))


def _plain(value):
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise ValueError(f"{value!r} ({type(value).__name__}) has no place in a result card: give numbers or lists of them")
