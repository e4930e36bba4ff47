"""Live figure *what all machines with three states write*, and its twin in Python.

Knows, for every string that some (3, 2) machine writes, how many (table, blank) pairs halt with it and the smallest
machine that does, which the reader runs step by step. :func:`state` and the function of the same name in
``output_explorer.js`` use whole numbers alone and agree. The rows lie in ``machines_3_2.txt``, which :func:`build`
makes from ``skbook.machines``. Serves *Kolmogorov complexity*.
"""

from functools import cache

import traitlets

from skbook import machines, plots
from skbook.letters import log2_fixed
from skbook.widgets.base import LiveFigure, bits, count, module, source, style, whole

N_STATES, MAX_STEPS = 3, 21
LETTERS = "ABC"
TABLE = "machines_3_2.txt"
Row = tuple[str, int, int, str]  # string, weight, blank, table in the usual shorthand


def shorthand(table) -> str:
    """A table as people print it: state by state, for each symbol what is written, the move, the next state.

    ``N`` stays where it is, ``H`` halts, and ``...`` is an entry where the machine never looks.

    >>> shorthand([(1, 1, 1), None, (0, 0, -1), (1, -1, 0)])
    '1RB...0NH1LA'
    """
    return "".join("..." if a is None else f"{a[0]}{'NRL'[a[1]]}{'H' if a[2] < 0 else LETTERS[a[2]]}" for a in table)


def build() -> str:
    """The text of ``machines_3_2.txt``, from all machines: string, weight, blank and table, commas between the rows.

    By length, within a length the commonest first, then in the order of binary numbers.
    """
    weights, smallest = machines.output_weights(N_STATES, MAX_STEPS), machines.smallest_programs(N_STATES, MAX_STEPS)
    order = sorted(weights, key=lambda x: (len(x), -weights[x], x))
    return ",\n".join(f"{x} {weights[x]} {smallest[x].blank} {shorthand(smallest[x].table)}" for x in order)


@cache
def rows() -> tuple[Row, ...]:
    """What the file says, row by row.

    >>> len(rows()), rows()[0]
    (128, ('0', 1075648, 0, '0NH...............'))
    """
    cells = (row.split() for row in source(TABLE).split(","))
    return tuple((string, int(weight), int(blank), table) for string, weight, blank, table in cells)


def run(table: str, blank: int) -> list[tuple[str, int, str]]:
    """The run of a machine in shorthand: tape, place of the head on it, and state, before every step and at the end.

    >>> run("1RB...0NH...", 0)
    [('0', 0, 'A'), ('10', 1, 'B'), ('10', 1, 'H')]
    """
    tape, head, now = str(blank), 0, "A"
    seen = [(tape, head, now)]
    while now != "H":
        at = 6 * LETTERS.index(now) + 3 * int(tape[head])
        write, move, now = table[at:at + 3]
        tape = tape[:head] + write + tape[head + 1:]
        head += {"R": 1, "L": -1, "N": 0}[move]
        if head < 0:
            tape, head = str(blank) + tape, 0
        elif head == len(tape):
            tape += str(blank)
        seen.append((tape, head, now))
    return seen


def state(length: int, rank: int, step: int) -> dict:
    """Everything that the figure shows: the ``rank``-th commonest string of a length, its machine after some steps.

    A rank or a step beyond the last counts as the last.

    Raises
    ------
    ValueError
        If the length is not from 1 to 7, or a rank or step is not a whole number (from 1, from 0).

    Examples
    --------
    >>> now = state(5, 1, 99)
    >>> now["string"], now["bits"], now["tape"], now["state"]
    ('00000', '13.33', '00000', 'H')
    """
    lengths = sorted({len(row[0]) for row in rows()})
    if length not in lengths:
        raise ValueError(f"no machine with three states writes {length!r} symbols; choose from 1 to {lengths[-1]}.")
    whole(rank, "rank", 1), whole(step, "step")
    here = [row for row in rows() if len(row[0]) == length]
    rank = min(rank, len(here))
    string, weight, blank, table = here[rank - 1]
    seen = run(table, blank)
    step = min(step, len(seen) - 1)
    total = sum(row[1] for row in rows())
    now = {"length": length, "rank": rank, "of": len(here), "string": string, "bits": _bits(total, weight),
           "one_in": (2 * total + weight) // (2 * weight),
           "heights": [_thousandths(row[1], here[0][1]) for row in here], "strings": [row[0] for row in here],
           "blank": blank, "table": table, "filled": table.replace("...", ""),
           "steps": len(seen) - 1, "step": step, "tape": seen[step][0], "head": seen[step][1], "state": seen[step][2]}
    sliders = {"length": [length, lengths[-1], str(length)],
               "rank": [rank, len(here), f"{string}, {rank} of {len(here)}"],
               "step": [step, len(seen) - 1, f"{step} of {len(seen) - 1}"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _bits(total: int, weight: int) -> str:
    return bits(log2_fixed(total) - log2_fixed(weight))


def _thousandths(weight: int, most: int) -> int:
    return (2000 * weight + most) // (2 * most)


def _sentence(now: dict) -> str:
    entries = len(now["filled"]) // 3
    head = (f"Length {now['length']}, place {now['rank']} of {now['of']}: one halting machine in {now['one_in']:,} "
            f"writes {now['string']}, {now['bits']} bits. Its smallest machine fills {entries} of 6 entries and starts "
            f"on a tape of {now['blank']}s. ")
    place = f"The tape is {now['tape']}, the head on cell {now['head'] + 1}"
    if now["state"] == "H":
        return f"{head}{place}; after {count(now['steps'], 'step')} it has halted."
    at = 6 * LETTERS.index(now["state"]) + 3 * int(now["tape"][now["head"]])
    write, move, target = now["table"][at:at + 3]
    way = {"R": "moves right", "L": "moves left", "N": "stays"}[move]
    then = "halts" if target == "H" else f"goes to state {target}"
    return (f"{head}After {now['step']} of {count(now['steps'], 'step')}: {place[0].lower()}{place[1:]}, state "
            f"{now['state']}. It reads {now['tape'][now['head']]}, writes {write}, {way} and {then}.")


def static_frame(length: int = 5, rank: int = 1):
    """One state of the figure for print: how often each string of a length is written, the chosen one dark.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(length, rank, 0)
    fig, ax = plots.subplots()
    bars = ax.bar(range(1, now["of"] + 1), [height / 1000 for height in now["heights"]], color="#cfcabb")
    bars[now["rank"] - 1].set_color(plots.COLORS["measured"])
    ax.set(xlabel=f"strings of length {length}, the commonest first", ylabel="how often, the commonest = 1")
    return fig


class OutputExplorer(LiveFigure):
    """Choose a length, then a string: how often machines write it, and the smallest of them at work.

    Attributes
    ----------
    length : symbols; ``rank`` : 1 for the commonest string of that length; ``step`` : steps made.
    """

    controls = ("length", "rank", "step")
    state = staticmethod(state)
    _esm = module("output_explorer.js")
    _css = style("output_explorer.css")
    length = traitlets.Int(5, min=1, max=7).tag(sync=True)
    rank = traitlets.Int(1, min=1).tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)
    table = traitlets.Unicode(source(TABLE).strip()).tag(sync=True)
    reserve = traitlets.Unicode("clamp(40rem, 62rem - 52vw, 53rem)").tag(sync=True)
