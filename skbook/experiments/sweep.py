"""Run the points of an experiment, each at most once: on one core, on all of them, or on a cluster.

A finished point is a small file of its own, named by the hash of everything that it depends on: experiment, settings,
checksums of its data, source of its recipe. It is written in one move by the process that collects the
results, so a killed run leaves whole files or none, workers need no common disk, and to resume is to skip what is
there. Many cores and clusters are joblib's matter: the same loop, with processes here or with Dask's workers anywhere.
"""

import hashlib
import inspect
import json
import os
import platform
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from skbook import datasets
from skbook.experiments.registry import Experiment, compute, settings
from skbook.results import Point

FOLDER = ".points"
PATIENCE = 20  # seconds to wait for a scheduler, and for a first worker
EXTRA = "pip install 'skbook[sweep]' brings it; --jobs 1 does without"


@dataclass(frozen=True)
class Done:
    """A finished point, and where and how it was made."""

    point: Point
    hardware: str
    commit: str
    wall_seconds: float


@dataclass(frozen=True)
class Failed:
    """A point that raised: its settings and the traceback."""

    config: dict
    error: str


@dataclass(frozen=True)
class Sweep:
    """What a sweep has: the finished points in the order asked for, those that failed, and how many were new."""

    done: list[Done]
    failed: list[Failed]
    new: int

    @property
    def points(self) -> list[Point]:
        return [done.point for done in self.done]


class Store:
    """The finished points of one experiment on disk."""

    def __init__(self, experiment: Experiment, folder: Path | None = None):
        self.experiment, self.folder = experiment, Path(folder or _home()) / experiment.name
        self._depends = {"experiment": experiment.name, "data": checksums(experiment.data),
                         "source": _source(experiment)}

    def path(self, config) -> Path:
        """Where the point of these settings is, or will be."""
        digest = _sha256({**self._depends, "config": settings(config)})
        return self.folder / f"{digest[:20]}.json"

    def read(self, config) -> Done | None:
        """The finished point, or None if there is none; ``ValueError`` if its file is damaged."""
        path = self.path(config)
        try:
            raw = json.loads(path.read_bytes())
            whole = raw.pop("sha256") == _sha256(raw) and raw["config"] == settings(config)
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            raise ValueError(f"The point file {path} is damaged. Delete it, and the point {settings(config)} is "
                             "computed again; the others are kept.")
        return Done(Point(raw["config"], raw["metrics"]), raw["hardware"], raw["commit"], raw["wall_seconds"])

    def finished(self, configs: list) -> list[Done]:
        """Those of these points that are finished, in their order."""
        return [done for config in configs if (done := self.read(config)) is not None]

    def write(self, config, done: Done) -> None:
        """Keep a finished point: a reader finds a whole file or none."""
        raw = {"experiment": self.experiment.name, "config": done.point.config, "hardware": done.hardware,
               "commit": done.commit, "wall_seconds": done.wall_seconds, "metrics": done.point.metrics}
        path = self.path(config)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        unfinished.write_text(json.dumps(raw | {"sha256": _sha256(raw)}, indent=1), encoding="utf-8")
        os.replace(unfinished, path)


def run(experiment: Experiment, configs: list, *, jobs: int = 1, cluster: str | None = None,
        folder: Path | None = None, fresh: bool = False, progress: bool = True) -> Sweep:
    """Run the points that are not finished yet, and give all of them.

    Parameters
    ----------
    experiment, configs : what to run; two equal configs are one point.
    jobs : processes on this machine, one point each at a time. With 1, everything runs in this process.
    cluster : the address of a Dask scheduler (``tcp://host:8786``) whose workers run the points in place of ``jobs``.
    folder : where finished points are kept.
    fresh : run all points again, whether they are finished or not.
    progress : show a bar.

    Returns
    -------
    A :class:`Sweep`. A point that raises is among its ``failed``, with its traceback; the others go on.

    Raises
    ------
    ValueError
        If a module that the experiment needs is missing, or the file of a finished point is damaged.
    """
    if missing := experiment.lacks():
        raise ValueError(f"The experiment {experiment.name!r} needs {', '.join(missing)}, not installed here.")
    store = Store(experiment, folder)
    configs = list({store.path(config): config for config in configs}.values())
    todo = [config for config in configs if fresh or store.read(config) is None]
    failed, here = [], commit()
    with _results(experiment, todo, jobs, cluster) as outcomes, _bar(len(configs), len(todo), progress) as bar:
        for index, outcome, seconds, hardware in outcomes:
            if isinstance(outcome, Failed):
                failed.append(outcome)
            else:
                store.write(todo[index], Done(outcome, hardware, here, seconds))
            bar.update()
    return Sweep(store.finished(configs), failed, len(todo) - len(failed))


def checksums(data: tuple[str, ...]) -> dict[str, str]:
    """Dataset to the SHA-256 of its file."""
    root = datasets._find(None)
    known = datasets._checksums(root)
    return {name: known[datasets.describe(name).file] for name in data}


def hardware() -> str:
    """The kind of machine that this process runs on, not its name."""
    torch = sys.modules.get("torch")
    card = f"{torch.cuda.get_device_name()}, " if torch and torch.cuda.is_initialized() else ""
    return f"{card}one core, {platform.machine()}, {platform.python_implementation()} {platform.python_version()}"


def commit() -> str:
    """The commit of the code that runs, with a plus if the package was changed since; else its version."""
    if root := datasets.checkout():  # else a repository around this folder is not the book's
        try:
            head = _git(root, "rev-parse", "--short=12", "HEAD")
            return head + ("+" if _git(root, "status", "--porcelain", "--", "skbook") else "")
        except (OSError, subprocess.CalledProcessError):
            pass
    try:
        return f"skbook {version('skbook')}"
    except PackageNotFoundError:
        return "unknown"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def _results(experiment: Experiment, configs: list, jobs: int, cluster: str | None):
    """An iterator over (index, Point or Failed, seconds, hardware), as points finish, in any order."""
    tasks = [(_source(experiment), index, config) for index, config in enumerate(configs)]
    if not cluster and (jobs == 1 or len(tasks) < 2):
        yield (_attempt(experiment, *task) for task in tasks)
        return
    joblib = _needed("joblib")
    with _backend(joblib, jobs, cluster):
        # One point a batch, for a batch is delivered, and lost, as a whole; all at once, for workers may come later.
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="all")
        yield parallel(joblib.delayed(_attempt)(experiment, *task) for task in tasks)


@contextmanager
def _backend(joblib, jobs: int, cluster: str | None):
    if not cluster:
        with joblib.parallel_config(backend="loky", n_jobs=jobs, inner_max_num_threads=1):
            yield
        return
    try:
        client = _needed("distributed").Client(cluster, timeout=PATIENCE)
    except OSError as error:
        raise ValueError(f"No Dask scheduler answers at {cluster} ({error}): start one with `dask scheduler`, and "
                         f"workers with `dask worker {cluster} --nthreads 1`.") from None
    from skbook.experiments._cluster import Backend

    backend = Backend(client=client, wait_for_workers_timeout=PATIENCE)
    backend.lost = _lost
    try:
        with joblib.parallel_config(backend=backend):
            yield
    finally:
        client.close()


def _needed(name: str):
    try:
        return __import__(name)
    except ImportError:
        raise ValueError(f"Several processes or a cluster need {name}: {EXTRA}.") from None


def _attempt(experiment: Experiment, source: str, index: int, config):
    """One point, in whatever process this is; an error is a result, so that the others go on."""
    start = time.perf_counter()
    try:
        if _source(experiment) != source:
            raise ValueError("this worker has another version of the recipe: install the same skbook everywhere")
        outcome = compute(experiment, config)
    except Exception:
        outcome = Failed(settings(config), traceback.format_exc())
    return index, outcome, round(time.perf_counter() - start, 3), hardware()


def _lost(experiment: Experiment, source: str, index: int, config, error: Exception):
    """A point that the cluster gave up, because workers died of it."""
    return index, Failed(settings(config), f"the cluster gave this point up: {error}"), 0.0, ""


@contextmanager
def _bar(total: int, todo: int, progress: bool) -> Iterator:
    try:
        from tqdm.auto import tqdm
    except ImportError:  # a bar is a comfort, not a need
        progress = False
    if not progress:
        yield _NoBar()
        return
    with tqdm(total=total, initial=total - todo, unit="point", disable=None) as bar:  # None: only on a terminal
        yield bar


class _NoBar:
    def update(self) -> None:
        pass


def _home() -> Path:
    """Where finished points are kept: in the checkout, else in the folder of the reader."""
    return (datasets.checkout() or Path.cwd()) / FOLDER


def _source(experiment: Experiment) -> str:
    """The hash of the file that holds the recipe: a point of another recipe is another point."""
    return hashlib.sha256(inspect.getsource(inspect.getmodule(experiment.point)).encode()).hexdigest()


def _sha256(value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
