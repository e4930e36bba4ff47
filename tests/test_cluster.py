"""A sweep on a real cluster of two local workers: the numbers of one process, and workers may die."""

import logging
import os
import signal
import threading
import time
from dataclasses import replace

import pytest
import slow_points
from slow_points import WAIT, Wait
from test_experiments import data, known, lines, until  # noqa: F401 (fixtures)

from skbook import results
from skbook.experiments import __main__ as command
from skbook.experiments import sweep

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")


@pytest.fixture
def address(request):
    """A scheduler with two new workers of two threads each; the parameter says how many may die of one point."""
    with dask.config.set({"distributed.scheduler.allowed-failures": getattr(request, "param", 3)}), \
            distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None,
                                     silence_logs=logging.CRITICAL) as cluster:
        yield cluster.scheduler_address


def test_one_flag_takes_a_sweep_to_the_cluster(address, known, data, capsys):  # noqa: F811
    assert command.main(["run", "wait", "--scale", "full", "--cluster", address]) == 0
    assert "9 points: 9 computed" in capsys.readouterr().out
    here = [sweep.compute(WAIT, config) for config in WAIT.at("full")]
    assert results.load("wait").points == here


def where(log, what: str) -> dict[int, int]:
    """Point to the process in which it last began, or ended."""
    said = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
    return {int(k): int(pid) for kind, k, pid in said if kind == what}


def under_way(log) -> dict[int, int]:
    return {k: pid for k, pid in where(log, "begin").items() if k not in where(log, "end")}


def stored(folder) -> int:
    return len(list((folder / "wait").glob("*.json")))


@pytest.fixture
def beside():
    """Run a function in a thread beside the test, and join it."""
    threads = []

    def start(function):
        threads.append(threading.Thread(target=function))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join()


def test_when_a_worker_is_killed_nothing_is_lost_and_nothing_runs_twice(address, tmp_path, beside):
    log, go, lost = tmp_path / "log", tmp_path / "go", []
    configs = [Wait(k, 0.4, str(log)) for k in range(3)] + [Wait(k, 0, str(log), str(go)) for k in range(3, 12)]

    def kill():
        """End a worker in the middle of its points, when three are stored and all four threads wait in others."""
        try:
            until(lambda: stored(tmp_path) == 3 and len(under_way(log)) == 4)
            killed = next(iter(under_way(log).values()))
            lost.extend(k for k, pid in under_way(log).items() if pid == killed)
            os.kill(killed, signal.SIGKILL)
        finally:
            go.touch()

    beside(kill)
    found = sweep.run(WAIT, configs, cluster=address, folder=tmp_path)
    assert not found.failed and len(found.points) == found.new == 12
    assert lines(log, "end") == dict.fromkeys(range(12), 1), "a finished point ran again"
    assert lost and lines(log, "begin") == {k: 1 + (k in lost) for k in range(12)}, "only what was lost begins anew"
    assert sweep.run(WAIT, configs, cluster=address, folder=tmp_path).new == 0


def test_a_delivered_point_is_not_computed_again_when_its_worker_dies(address, tmp_path, beside):
    log, go, began = tmp_path / "log", tmp_path / "go", []

    def kill():
        """End the worker whose only point was delivered, while the other one works on and has a thread to spare."""
        try:
            until(lambda: stored(tmp_path) == 1 and under_way(log))
            assert where(log, "end")[0] != under_way(log)[1]
            os.kill(where(log, "end")[0], signal.SIGKILL)
            time.sleep(1)
            began.append(lines(log, "begin"))
        finally:
            go.touch()

    beside(kill)
    configs = [Wait(0, 0.3, str(log)), Wait(1, 0, str(log), str(go))]
    assert len(sweep.run(WAIT, configs, cluster=address, folder=tmp_path).points) == 2
    assert began == [{0: 1, 1: 1}]


@pytest.mark.parametrize("address", [0], indirect=True)
def test_a_point_that_kills_its_workers_is_given_up_and_named(address, tmp_path):
    deadly = replace(WAIT, point=slow_points.deadly)
    found = sweep.run(deadly, [Wait(1), Wait(-1), Wait(2)], cluster=address, folder=tmp_path)
    assert -1 in [failed.config["k"] for failed in found.failed]
    assert all("gave this point up" in failed.error for failed in found.failed)
    assert len(found.points) + len(found.failed) == 3
    again = sweep.run(deadly, [Wait(1), Wait(2)], cluster=address, folder=tmp_path)  # the cluster is still in order
    assert [point.config["k"] for point in again.points] == [1, 2]


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "PATIENCE", 1)
    with pytest.raises(ValueError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        sweep.run(WAIT, [Wait(1), Wait(2)], cluster="tcp://127.0.0.1:9", folder=tmp_path)
