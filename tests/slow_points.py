"""Experiments that tests run in other processes: each point leaves two lines in a file, at its start and its end."""

import os
import time
from dataclasses import dataclass

import numpy as np

from skbook import scale
from skbook.experiments.registry import Experiment


@dataclass(frozen=True)
class Wait:
    """Wait for some seconds and, if a file is named, until it is there; then draw a number."""

    k: int = 0
    seconds: float = 0.0
    log: str = ""
    file: str = ""
    seed: int = 0


def wait(config: Wait) -> dict:
    """What a generator with this seed draws; the log tells who ran what."""
    _note(config, "begin")
    _sleep(config)
    if config.k < 0:
        raise RuntimeError(f"no point at k = {config.k}")
    _note(config, "end")
    return {"x": np.random.default_rng([config.k, config.seed]).normal(config.k)}


def _sleep(config: Wait) -> None:
    time.sleep(config.seconds)
    patience = time.monotonic() + 60
    while config.file and not os.path.exists(config.file) and time.monotonic() < patience:
        time.sleep(0.01)


def _note(config: Wait, what: str) -> None:
    if config.log:
        with open(config.log, "a") as file:
            file.write(f"{what} {config.k} {os.getpid()}\n")


def configs() -> list[Wait]:
    """One setting at quick, three at full, three seeds each."""
    return [Wait(k, seed=seed) for k in scale.pick(quick=[1], full=[1, 2, 3]) for seed in range(3)]


WAIT = Experiment("wait", "Points that only wait.", Wait, wait, configs)
EXPERIMENTS = (WAIT,)


def deadly(config: Wait) -> dict:
    """Like ``wait``, but a negative k takes the whole process with it when it has waited."""
    if config.k < 0:
        _sleep(config)
        os._exit(1)
    return wait(config)
