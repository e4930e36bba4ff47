"""Experiments: found by name, their points run once and kept, cards that hold and bands that can be missed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import slow_points
from slow_points import WAIT, Wait

from skbook import datasets, experiments, results
from skbook.experiments import __main__ as command
from skbook.experiments import cards, registry, sweep
from skbook.experiments.registry import Experiment, settings
from skbook.results import Point

ROOT = Path(datasets.__file__).resolve().parent.parent
TESTS = Path(__file__).parent


# ---- every experiment of the book ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", experiments.names())
def test_an_experiment_is_named_and_its_scales_contain_each_other(name):
    experiment = experiments.find(name)
    assert experiment.name == name and experiment.says.endswith(".") and is_dataclass(experiment.config)
    quick, full, gpu = ([json.dumps(settings(c)) for c in experiment.at(scale)] for scale in ("quick", "full", "gpu"))
    assert set(quick) <= set(full) <= set(gpu) and len(set(gpu)) == len(gpu) > 0
    assert all(type(config) is experiment.config for config in experiment.at("gpu"))
    sweep.checksums(experiment.data)


@pytest.mark.parametrize("name", [name for name in results.names() if experiments.find(name).at("quick")])
def test_the_quick_points_of_a_card_are_still_in_its_band(name):
    experiment = experiments.find(name)
    if missing := experiment.lacks():
        pytest.skip(f"needs {', '.join(missing)}")
    points = [registry.compute(experiment, config) for config in experiment.at("quick")]
    assert cards.misses(experiment, results.load(name), points) == []


def test_looking_experiments_up_needs_numpy_alone():
    script = ("import sys; from skbook import experiments; experiments.names()\n"
              "heavy = {'torch', 'numba', 'joblib', 'tqdm', 'dask', 'distributed', 'matplotlib'} & set(sys.modules)\n"
              "assert not heavy, heavy")
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_an_unknown_experiment_is_named_with_a_near_one():
    with pytest.raises(ValueError, match=r"no experiment 'machines'.*Did you mean 'machines_4_2'"):
        experiments.find("machines")


# ---- points ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(monkeypatch):
    """The experiments of the tests in place of the book's."""
    monkeypatch.setattr(registry, "every", lambda: {WAIT.name: WAIT})
    return WAIT


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A folder of data of its own, to which cards are written, and one for points."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "SHA256SUMS").write_text("1  text/a.txt\n")
    shutil.copy(ROOT / "data" / "datasets.json", tmp_path / "data")
    monkeypatch.setattr(datasets, "PLACES", (tmp_path / "data",))
    (tmp_path / "pyproject.toml").touch()
    return tmp_path / "data"


def giving(value) -> Experiment:
    return replace(WAIT, point=lambda config: value)


@pytest.mark.parametrize(("value", "words"), [
    ({"x": float("nan")}, "the metric x is nan, expected a finite number"),
    ({"x": [1, None]}, "the metric x/1 is None"),
    ({}, "expected a dict with at least one metric"), (3, "the point gave int"),
    ({"x": object()}, "has no place in a result card"),
])
def test_what_cannot_stand_in_a_card_is_refused(value, words):
    with pytest.raises(ValueError, match=words):
        registry.compute(giving(value), Wait())


def test_numbers_and_arrays_of_numpy_become_plain():
    point = registry.compute(giving({"x": np.float64(2), "y": np.arange(3), "z": {1: np.int64(4)}}), Wait())
    assert point.metrics == {"x": 2.0, "y": [0, 1, 2], "z": {"1": 4}}


def test_a_point_runs_on_one_thread_and_leaves_the_reader_his():
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    counting = replace(WAIT, needs=("torch",), point=lambda config: {"threads": torch.get_num_threads()})
    try:
        torch.set_num_threads(3)
        assert registry.compute(counting, Wait()).metrics == {"threads": 1}
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_a_page_runs_the_current_scale_live(known, monkeypatch):
    assert experiments.live("wait")["k"].tolist() == [1, 1, 1]
    monkeypatch.setenv("SKBOOK_SCALE", "full")
    assert experiments.live("wait")["k"].tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3]


# ---- sweeps ----------------------------------------------------------------------------------------------------------


def lines(log: Path, what: str) -> Counter:
    """How often each point began, or ended."""
    words = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
    return Counter(int(k) for kind, k, _ in words if kind == what)


def waits(log: Path, n: int, seconds: float = 0.0) -> list[Wait]:
    return [Wait(k, seconds, str(log)) for k in range(n)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_finished_points_are_not_run_again(tmp_path, jobs):
    log = tmp_path / "log"
    first = sweep.run(WAIT, waits(log, 3), jobs=jobs, folder=tmp_path)
    second = sweep.run(WAIT, waits(log, 5), jobs=jobs, folder=tmp_path)
    assert (first.new, second.new, len(second.points)) == (3, 2, 5)
    assert second.points[:3] == first.points and [p.config["k"] for p in second.points] == list(range(5))
    assert lines(log, "end") == dict.fromkeys(range(5), 1)
    assert sweep.run(WAIT, waits(log, 2), jobs=jobs, folder=tmp_path, fresh=True).new == 2


def test_one_process_and_two_find_the_same_numbers(tmp_path):
    configs = [Wait(k) for k in range(4)]
    one, two = (sweep.run(WAIT, configs, jobs=jobs, folder=tmp_path / str(jobs)) for jobs in (1, 2))
    assert one.points == two.points


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_point_that_raises_is_reported_and_the_others_are_kept(tmp_path, jobs):
    found = sweep.run(WAIT, [Wait(1), Wait(-1), Wait(2)], jobs=jobs, folder=tmp_path)
    assert [point.config["k"] for point in found.points] == [1, 2] and found.new == 2
    assert found.failed[0].config["k"] == -1 and "no point at k = -1" in found.failed[0].error


def test_a_damaged_point_file_is_named_and_the_rest_stays_usable(tmp_path):
    configs = [Wait(k) for k in range(3)]
    store = sweep.Store(WAIT, tmp_path)
    sweep.run(WAIT, configs, folder=tmp_path)
    path = store.path(configs[1])
    whole = path.read_text()
    for damaged in (whole[:40], "", "[]", whole.replace('"k": 1', '"k": 2'), whole.replace('"wall_seconds": ', "1")):
        path.write_text(damaged)
        with pytest.raises(ValueError, match=rf"The point file {path} is damaged\. Delete it"):
            sweep.run(WAIT, configs, folder=tmp_path)
    path.unlink()
    assert len(store.finished(configs)) == 2
    assert sweep.run(WAIT, configs, folder=tmp_path).new == 1


def test_a_point_depends_on_its_settings_its_data_and_its_recipe(tmp_path, monkeypatch):
    paths = [sweep.Store(WAIT, tmp_path).path(Wait(1))]
    paths.append(sweep.Store(WAIT, tmp_path).path(Wait(2)))
    with_data = replace(WAIT, data=("austen_en",))
    paths.append(sweep.Store(with_data, tmp_path).path(Wait(1)))
    monkeypatch.setattr(sweep, "checksums", lambda data: {"austen_en": "another"})
    paths.append(sweep.Store(with_data, tmp_path).path(Wait(1)))
    monkeypatch.setattr(sweep, "_source", lambda experiment: "another")
    paths.append(sweep.Store(with_data, tmp_path).path(Wait(1)))
    assert len(set(paths)) == len(paths)


def test_outside_a_checkout_a_point_names_the_version_of_the_package(tmp_path, monkeypatch):
    assert len(sweep.commit().rstrip("+")) == 12
    monkeypatch.setattr(datasets, "PLACES", (tmp_path / "data",))
    assert sweep.commit().startswith("skbook 0.")


def test_a_folder_of_data_beside_an_installed_package_is_no_checkout(tmp_path, monkeypatch):
    """Other packages leave a folder of that name in site-packages; nothing of ours goes beside it."""
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(datasets, "PLACES", (tmp_path / "data",))
    monkeypatch.chdir(tmp_path.parent)
    assert datasets.checkout() is None
    assert sweep._home() == tmp_path.parent / ".points"
    with pytest.raises(ValueError, match="written in a checkout"):
        cards.write("wait", {})


def test_a_worker_with_another_recipe_is_refused():
    outcome = sweep._attempt(WAIT, "another", 0, Wait())[1]
    assert "another version of the recipe" in outcome.error


def test_missing_modules_are_named_before_anything_runs(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="needs no_such_module"):
        sweep.run(replace(WAIT, needs=("no_such_module",)), [Wait()], folder=tmp_path)
    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(ValueError, match=r"joblib.*skbook\[sweep\]"):
        sweep.run(WAIT, [Wait(1), Wait(2)], jobs=2, folder=tmp_path)


KILLED = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from slow_points import WAIT, Wait
from skbook.experiments import sweep
sweep.run(WAIT, [Wait(k, 0.15, {log!r}) for k in range(8)], jobs={jobs}, folder=Path({folder!r}))
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_killed_in_the_middle_goes_on_where_it_was(tmp_path, jobs):
    log = tmp_path / "log"
    script = KILLED.format(tests=str(TESTS), log=str(log), jobs=jobs, folder=str(tmp_path))
    running = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, start_new_session=True)
    until(lambda: len(list((tmp_path / "wait").glob("*.json"))) >= 3)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    configs = waits(log, 8, 0.15)
    kept = [done.point.config["k"] for done in sweep.Store(WAIT, tmp_path).finished(configs)]
    assert 3 <= len(kept) < 8
    found = sweep.run(WAIT, configs, folder=tmp_path)
    assert len(found.points) == 8 and found.new == 8 - len(kept)
    assert all(lines(log, "begin")[k] == 1 for k in kept), "a finished point ran again"


def until(true, seconds: float = 60.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


# ---- cards and bands -------------------------------------------------------------------------------------------------


def made(configs) -> tuple[results.Card, list[Point]]:
    """A card of these configs, read back, and its points."""
    points = [registry.compute(WAIT, config) for config in configs]
    done = [sweep.Done(point, "one core", "1234567", 0.5) for point in points]
    return results.read("wait", registry.as_json(cards.card(WAIT, done))), points


def test_a_card_agrees_with_its_own_points_and_with_most_new_seeds():
    card, points = made([Wait(k, seed=seed) for k in (1, 2) for seed in range(5)])
    assert cards.misses(WAIT, card, points) == []
    new = [registry.compute(WAIT, Wait(1, seed=seed)) for seed in range(5, 25)]
    assert len(cards.misses(WAIT, card, new)) <= 4


def test_a_perturbed_card_is_missed():
    card, points = made([Wait(1, seed=seed) for seed in range(4)])
    for shift in (+20, -20):
        moved = [Point(point.config, {"x": point.metrics["x"] + shift}) for point in card.points]
        found = cards.misses(WAIT, replace(card, points=moved), points)
        assert len(found) == 4 and "x at" in found[0] and "the band is" in found[0]
    other = [Point({**point.config, "k": 7}, point.metrics) for point in points]
    assert "is no setting of the card" in cards.misses(WAIT, card, other)[0]


def test_many_numbers_of_one_run_are_judged_together():
    """A run of a new seed is refused in one case of twenty or fewer, if it has one number and if it has fifty."""
    rng = np.random.default_rng([5, 1])
    for n_numbers in (1, 50):
        refused = 0
        for _ in range(200):
            drawn = rng.normal(10, 1, (9, n_numbers))
            points = [Point({"k": 1, "seed": seed}, {"x": x.tolist()}) for seed, x in enumerate(drawn)]
            card = results.Card("x", "x", list(range(8)), "one core", 1, {}, "1234567", points[:8])
            refused += bool(cards.misses(WAIT, card, points[8:]))
        assert refused <= 20  # 10 are expected; three deviations are 9


def test_settings_that_are_lists_have_a_band_too():
    points = [Point({"sizes": sizes, "seed": seed}, {"x": [seed, 2 * seed]}) for sizes in ([1, 2], [3, 4, 5])
              for seed in range(3)]
    card = results.Card("x", "x", [0, 1, 2], "one core", 1, {}, "1234567", points)
    assert cards.misses(WAIT, card, points) == []
    assert len(cards.misses(WAIT, card, [Point({"sizes": [1, 2], "seed": 0}, {"x": [0, 20]})])) == 1
    assert len(cards.misses(WAIT, card, [Point({"sizes": [1, 2], "seed": 0}, {"x": [0, 1, 2]})])) == 1


def test_without_seeds_every_number_is_the_stored_one():
    card = results.Card("x", "x", [], "one core", 1, {}, "1234567", [Point({"n": 1}, {"a": [1, 2.0], "b": "c"})])
    assert cards.misses(WAIT, card, [Point({"n": 1}, {"a": [1, 2.0 * (1 + 1e-8)], "b": "c"})]) == []
    for metrics in ({"a": [2, 2.0], "b": "c"}, {"a": [1, 2.001], "b": "c"}, {"a": [1, 2.0], "b": "d"}, {"a": [1, 2.0]},
                    {"a": [1, 2.0, 3], "b": "c"}):
        assert len(cards.misses(WAIT, card, [Point({"n": 1}, metrics)])) == 1, metrics
    assert "no point of the card" in cards.misses(WAIT, card, [Point({"n": 2}, {"a": 1})])[0]


def test_writing_keeps_the_other_checksums_and_never_loses_points(data):
    card, _ = made([Wait(1, seed=seed) for seed in range(3)])
    raw = {"says": card.says, "seeds": card.seeds, "hardware": "one core", "wall_seconds": 1.5, "data": {},
           "commit": "1234567", "points": [{"config": p.config, "metrics": p.metrics} for p in card.points]}
    cards.write("wait", raw)
    assert results.names() == ["wait"] and results.load("wait").points == card.points
    assert (data / "SHA256SUMS").read_text().endswith("1  text/a.txt\n")
    with pytest.raises(ValueError, match="has 1 points that this one lacks"):
        cards.write("wait", raw | {"seeds": [0, 1], "points": raw["points"][:2]})
    with pytest.raises(ValueError, match="written in a checkout"):
        cards.write("wait", raw, data / "nowhere")


# ---- the command -----------------------------------------------------------------------------------------------------


def test_from_nothing_to_a_card_by_the_command(known, data, capsys):
    assert command.main(["list"]) == 0
    assert "points: quick 3, full 9, gpu 9; card: no" in capsys.readouterr().out
    assert command.main(["run", "wait", "--jobs", "1"]) == 0
    assert "There is no card to compare with" in capsys.readouterr().out
    assert command.main(["show", "wait"]) == 0
    assert "3 of its 9 points at the scale full are finished" in capsys.readouterr().out
    assert command.main(["run", "wait", "--scale", "full", "--jobs", "2"]) == 0
    said = capsys.readouterr().out
    assert "9 points: 6 computed, 3 found finished" in said and "Result card wait: Points that only wait." in said
    assert results.load("wait").seeds == [0, 1, 2] and len(results.load("wait").points) == 9
    assert command.main(["run", "wait", "--fresh", "--jobs", "1"]) == 0
    assert "All of them agree with the card." in capsys.readouterr().out
    assert command.main(["show", "wait"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split()[0] == "3"


def test_the_command_says_when_a_run_leaves_the_band(known, data, capsys):
    command.main(["run", "wait", "--scale", "full", "--jobs", "1"])
    path = data / "results" / "wait.json"
    raw = json.loads(path.read_text())
    for point in raw["points"]:
        point["metrics"]["x"] += 50
    cards.write("wait", raw)
    assert command.main(["run", "wait", "--jobs", "1"]) == 1
    assert "the band is" in capsys.readouterr().out


def test_a_failed_point_leaves_no_card_unless_asked_for(known, data, monkeypatch, capsys):
    monkeypatch.setattr(slow_points, "configs", None)
    broken = replace(WAIT, points=lambda: [Wait(-1), *(Wait(1, seed=seed) for seed in range(3))])
    monkeypatch.setattr(registry, "every", lambda: {"wait": broken})
    assert command.main(["run", "wait", "--scale", "full", "--jobs", "1"]) == 1
    said = capsys.readouterr().err
    assert "This point failed: {'k': -1" in said and "No card: 1 of 4 points failed" in said and results.names() == []
    assert command.main(["run", "wait", "--scale", "full", "--jobs", "1", "--partial"]) == 1
    assert len(results.load("wait").points) == 3


def test_a_grid_runs_all_combinations_and_writes_a_table(known, data, tmp_path, capsys):
    arguments = ["sweep", "wait", "--jobs", "1", "--csv", str(tmp_path / "t.csv"), "--grid", "k=1,2", "seed=0..2"]
    assert command.main(arguments) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 7
    table = (tmp_path / "t.csv").read_text().splitlines()
    assert table[0] == "k,seconds,log,file,seed,x" and len(table) == 7
    assert results.names() == []


@dataclass(frozen=True)
class Needy:
    n: int
    flag: bool = False
    kinds: tuple[str, ...] = ()


@pytest.mark.parametrize(("settings", "words"), [
    (["m=1"], "expected SETTING=VALUE"), (["n"], "expected SETTING=VALUE"), (["n=a"], "values of the kind int"),
    (["flag=true"], "no default for n"), (["n=1", "flag=maybe"], "values of the kind bool"),
    (["n=1", "kinds=a"], "cannot be given on the command line"),
])
def test_a_grid_that_makes_no_sense_is_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        command.grid(replace(WAIT, config=Needy), settings)


def test_a_grid_reads_every_kind():
    assert command.grid(replace(WAIT, config=Needy), ["n=1..2", "flag=true,False"])[1] == Needy(1, False)
    assert command.grid(WAIT, ["seconds=0.5"]) == [Wait(seconds=0.5)]


@pytest.mark.parametrize("arguments", [["run", "moon"], ["show", "moon"], ["sweep", "moon", "--grid", "n=1"]])
def test_an_unknown_name_is_answered_in_one_line(arguments, capsys):
    assert command.main(arguments) == 2
    assert capsys.readouterr().err.startswith("There is no experiment 'moon'.")


def test_a_process_that_dies_ends_the_run_and_leaves_what_was_finished(known, data, monkeypatch, capsys):
    deadly = replace(WAIT, point=slow_points.deadly)
    finished = str(sweep.Store(deadly).path(Wait(1)))  # only then does the third one die, however slow the machine
    deadly = replace(deadly, points=lambda: [Wait(1), Wait(2, 3), Wait(-1, file=finished), Wait(3)])
    monkeypatch.setattr(registry, "every", lambda: {"wait": deadly})
    assert command.main(["run", "wait", "--scale", "full", "--jobs", "2"]) == 1
    assert "A process was killed in mid-sweep" in capsys.readouterr().err
    kept = sweep.Store(deadly).finished(deadly.at("full"))
    assert [done.point.config["k"] for done in kept] in ([1], [1, 3])


def test_interrupting_says_what_is_kept(known, data, monkeypatch, capsys):
    def interrupted(config):
        raise KeyboardInterrupt
    monkeypatch.setattr(registry, "every", lambda: {"wait": replace(WAIT, point=interrupted)})
    assert command.main(["run", "wait", "--jobs", "1"]) == 130
    assert "goes on from there" in capsys.readouterr().err
