"""Experiments by name on the command line: ``python -m skbook.experiments list | run | sweep | show``."""

import argparse
import csv
import itertools
import os
import sys
from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import get_type_hints

from skbook import results
from skbook.experiments import cards, registry, sweep
from skbook.experiments.registry import Experiment
from skbook.results import Point
from skbook.scale import SCALES

WIDE = 60  # characters; what is longer is cut in tables


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if all went well, 1 if a point failed or left its card's band, 2 for a request that makes no sense."""
    wanted = _parser().parse_args(arguments)
    try:
        return wanted.command(wanted)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted. Finished points are kept: the same command goes on from there.", file=sys.stderr)
        return 130


def show_list(wanted) -> int:
    """Name, sentence, points at each scale, and whether there is a card."""
    cards_there = results.names()
    for name, experiment in registry.every().items():
        counts = ", ".join(f"{scale} {len(experiment.at(scale))}" for scale in SCALES)
        print(f"{name}\n    {experiment.says}\n    points: {counts}; card: {'yes' if name in cards_there else 'no'}")
    return 0


def show_card(wanted) -> int:
    """Provenance and table of a card; without a card, of the points that are finished."""
    if wanted.name in results.names():
        card = results.load(wanted.name)
        print(card)
        _print_table(card.points)
        return 0
    experiment = registry.find(wanted.name)
    configs = experiment.at(wanted.scale)
    done = sweep.Store(experiment).finished(configs)
    print(f"There is no card of {wanted.name} yet; {len(done)} of its {len(configs)} points at the scale "
          f"{wanted.scale} are finished.")
    _print_table([d.point for d in done])
    return 0


def run(wanted) -> int:
    """Run the points of a scale: at quick, compare them with the card; at the others, make the card of them."""
    experiment = registry.find(wanted.name)
    configs = experiment.at(wanted.scale)
    if not configs:
        print(f"{wanted.name} has no points at the scale {wanted.scale}: take another one.")
        return 0
    found = _sweep(experiment, configs, wanted)
    if wanted.scale == "quick":
        _print_table(found.points)
        return max(_compare(experiment, found.points), 1 if found.failed else 0)
    if found.done and (wanted.partial or not found.failed):
        print(cards.write(wanted.name, cards.card(experiment, found.done)))
    else:
        print(f"No card: {len(found.failed)} of {len(configs)} points failed. The others are kept; --partial makes a "
              "card of them.", file=sys.stderr)
    return 1 if found.failed else 0


def run_grid(wanted) -> int:
    """Run all combinations of the settings named, and print what they gave; no card is made."""
    experiment = registry.find(wanted.name)
    found = _sweep(experiment, grid(experiment, wanted.grid), wanted)
    _print_table(found.points)
    if wanted.csv and found.points:
        columns = results.table(found.points)
        with open(wanted.csv, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *zip(*(c.tolist() for c in columns.values()), strict=True)])
    return 1 if found.failed else 0


def grid(experiment: Experiment, settings: Sequence[str]) -> list:
    """All combinations of ``key=value,value`` or ``key=first..last``; what is not named keeps its default.

    >>> from skbook.experiments.kolmogorov import EXPERIMENTS
    >>> grid(EXPERIMENTS[0], ["n_states=2,3", "max_steps=6..7"])[1:3]
    [Machines(n_states=2, max_steps=7), Machines(n_states=3, max_steps=6)]
    """
    kinds, chosen = get_type_hints(experiment.config), {}
    for setting in settings:
        key, equals, values = setting.partition("=")
        if not equals or key not in kinds:
            raise ValueError(f"--grid {setting}: expected SETTING=VALUE,VALUE with a setting of {experiment.name}: "
                             f"{', '.join(kinds)}.")
        chosen[key] = _parsed(key, values, kinds[key])
    missing = [field.name for field in fields(experiment.config) if field.name not in chosen
               and field.default is MISSING and field.default_factory is MISSING]
    if missing:
        raise ValueError(f"{experiment.name} has no default for {', '.join(missing)}: give values with --grid.")
    return [experiment.config(**dict(zip(chosen, values, strict=True)))
            for values in itertools.product(*chosen.values())]


def _parsed(key: str, values: str, kind: type) -> list:
    truth = {"true": True, "false": False}
    read = {int: int, float: float, str: str, bool: lambda value: truth[value.lower()]}.get(kind)
    if read is None:
        raise ValueError(f"--grid {key}: a setting of the kind {kind} cannot be given on the command line.")
    first, dots, last = values.partition("..")
    try:
        return list(range(int(first), int(last) + 1)) if kind is int and dots else list(map(read, values.split(",")))
    except (ValueError, KeyError):
        raise ValueError(f"--grid {key}={values}: expected values of the kind {kind.__name__}.") from None


def _sweep(experiment: Experiment, configs: list, wanted) -> sweep.Sweep:
    found = sweep.run(experiment, configs, jobs=wanted.jobs or _cores(), cluster=wanted.cluster, fresh=wanted.fresh)
    old = len(found.done) - found.new
    print(f"{len(found.done)} points: {found.new} computed, {old} found finished"
          + (" (--fresh computes them again)." if old else "."))
    for failed in found.failed:
        print(f"This point failed: {failed.config}\n{failed.error}", file=sys.stderr)
    return found


def _compare(experiment: Experiment, points: list[Point]) -> int:
    if experiment.name not in results.names():
        print("There is no card to compare with; --scale full makes one.")
        return 0
    found = cards.misses(experiment, results.load(experiment.name), points)
    print(*found or ["All of them agree with the card."], sep="\n")
    return 1 if found else 0


def _print_table(points: list[Point]) -> None:
    if points:
        columns = results.table(points)
        rows = [list(columns), *zip(*([_cell(value) for value in c.tolist()] for c in columns.values()), strict=True)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def _cell(value) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return f"{len(value)} entries"
    shown = str(value)
    if len(shown) <= WIDE:
        return shown
    return f"{len(value)} values" if isinstance(value, list) else shown[:WIDE - 1] + "…"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m skbook.experiments", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "list", show_list)
    shown = _command(commands, "show", show_card)
    runs = _command(commands, "run", run)
    grids = _command(commands, "sweep", run_grid)
    for command in (shown, runs, grids):
        command.add_argument("name", metavar="NAME")
    for command in (shown, runs):
        command.add_argument("--scale", choices=SCALES, default="full" if command is shown else "quick")
    for command in (runs, grids):
        command.add_argument("--jobs", type=int, metavar="N", help="processes; all cores if not given")
        command.add_argument("--cluster", metavar="ADDRESS", help="run on the workers of this Dask scheduler instead")
        command.add_argument("--fresh", action="store_true", help="compute finished points again")
    runs.add_argument("--partial", action="store_true", help="make the card even if points failed")
    grids.add_argument("--grid", nargs="+", required=True, metavar="SETTING=VALUES", help="such as seed=0..4 n=10,100")
    grids.add_argument("--csv", metavar="FILE", help="write the table there, too")
    return parser


def _command(commands, name: str, function) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=function.__doc__.partition("\n")[0], description=function.__doc__)
    parser.set_defaults(command=function)
    return parser


if __name__ == "__main__":
    sys.exit(main())
