"""All small Turing machines at once: what they write, how often, and the smallest machine that writes a given string.

A table of an (n, 2) machine has 2n entries, one for each state and symbol, each holding one of 4n + 2 actions. Running
all of them one by one is hopeless for n = 4. So a machine starts with an empty table, an entry is filled only when the
machine first needs it, new states are numbered in the order in which they are first used, and a machine that halts
counts for all the tables that agree with it where it looked. This is exact, and weights are whole numbers. It knows
nothing of universal machines, and needs none. Serves the chapter *Kolmogorov complexity*; needs no numpy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log2

from skbook.checks import whole

HALT = -1  # the next state of the two actions that write and stop
RIGHT, LEFT = 1, -1
Action = tuple[int, int, int]  # write, move (1 right, -1 left, 0 stay), next state


def actions(n_states: int) -> list[Action]:
    """The 4n + 2 actions of an (n, 2) machine: 4n that write, move and go on, and two that write and halt.

    Raises
    ------
    ValueError
        If the number of states is not a whole number from 1.

    Examples
    --------
    >>> len(actions(3)), actions(1)
    (14, [(0, 1, 0), (1, 1, 0), (0, -1, 0), (1, -1, 0), (0, 0, -1), (1, 0, -1)])
    """
    n_states = whole(n_states, "n_states", 1)
    going = [(write, move, state) for state in range(n_states) for move in (RIGHT, LEFT) for write in (0, 1)]
    return [*going, (0, 0, HALT), (1, 0, HALT)]


@dataclass(frozen=True)
class Program:
    """A table filled as far as the machine looked, with what it writes from an empty tape and how long that takes.

    Attributes
    ----------
    table : action at 2 · state + symbol read, or None where the machine never looked.
    blank : the symbol on the empty tape.
    """

    table: tuple[Action | None, ...]
    blank: int
    output: str
    steps: int

    @property
    def entries(self) -> int:
        """How many entries of the table it needs."""
        return sum(action is not None for action in self.table)

    @property
    def tables(self) -> int:
        """How many full tables agree with it: (4n + 2) for each entry where it never looked."""
        return (2 * len(self.table) + 2) ** (len(self.table) - self.entries)

    @property
    def bits(self) -> float:
        """Bits to write it down, entry by entry in the order of need, log₂(4n + 2) bits each, and one for the blank."""
        return 1 + self.entries * log2(2 * len(self.table) + 2)

    def mirrored(self) -> "Program":
        """Left and right exchanged: writes the reversed string."""
        table = tuple(action and (action[0], -action[1], action[2]) for action in self.table)
        return replace(self, table=table, output=self.output[::-1])

    def complemented(self) -> "Program":
        """0 and 1 exchanged, on the tape as in the table: writes the complement."""
        flipped = tuple(action and (1 - action[0], *action[1:]) for action in self.table)
        swapped = tuple(flipped[i ^ 1] for i in range(len(flipped)))
        return replace(self, table=swapped, blank=1 - self.blank, output=self.output.translate(_FLIP))


_FLIP = str.maketrans("01", "10")


def halting_programs(n_states: int, max_steps: int) -> Iterator[tuple[Program, int]]:
    """Programs on blank 0 that halt within ``max_steps``, each with the number of tables that it stands for.

    Each comes once for all ways of naming its states, and only in the version that first moves right (or halts at
    once): :func:`twins` gives the others. A program in which every entry that it can still reach is filled never
    halts, since an entry that halts ends the run at once, and is not followed.

    Source: after the normal form of Lin and Rado, Computer studies of Turing machine problems, J. ACM 12 (1965).

    Examples
    --------
    >>> [(program.output, tables) for program, tables in halting_programs(1, 1)]
    [('0', 6), ('1', 6)]
    """
    n_states, max_steps = whole(n_states, "n_states", 1), whole(max_steps, "max_steps", 1)
    going = actions(n_states)[:-2]
    alphabet, entries = len(going) + 2, 2 * n_states
    # A run that waits for a new entry: table, state, symbol under the head, the cells to its left and right as numbers
    # (the nearest cell is the last binary digit), how many cells were visited on either side, steps, states in use,
    # ways to name them. Nothing in it is ever changed in place, so branches share it and nothing has to be undone.
    todo = [((None,) * entries, 0, 0, 0, 0, 0, 0, 0, 1, 1)]
    while todo:
        table, state, symbol, left, right, n_left, n_right, steps, used, names = todo.pop()
        while (action := table[at := 2 * state + symbol]) is not None and steps < max_steps:
            write, move, state = action
            if move > 0:
                left, symbol, right = 2 * left + write, right & 1, right >> 1
                n_left, n_right = n_left + 1, n_right - 1 if n_right else 0
            else:
                right, symbol, left = 2 * right + write, left & 1, left >> 1
                n_right, n_left = n_right + 1, n_left - 1 if n_left else 0
            steps += 1
        if steps >= max_steps:
            continue
        stands_for = names * alphabet ** (table.count(None) - 1)
        before = f"{left:0{n_left}b}" if n_left else ""
        after = f"{right:0{n_right}b}"[::-1] if n_right else ""
        for write in (0, 1):
            filled = (*table[:at], (write, 0, HALT), *table[at + 1:])
            yield Program(filled, 0, f"{before}{write}{after}", steps + 1), stands_for
        for action in going[:4 * (used + 1)]:  # to a state in use, or to the first new one
            known = max(used, action[2] + 1)
            filled = (*table[:at], action, *table[at + 1:])
            if (steps or action[1] > 0) and None in filled[:2 * known]:
                ways = names * (n_states - used) if known > used else names
                todo.append((filled, state, symbol, left, right, n_left, n_right, steps, known, ways))


def twins(program: Program) -> Iterator[Program]:
    """The program and its images when left and right, 0 and 1, or both are exchanged.

    A program that halts at its first step never moves, so it is its own mirror image.

    >>> first = next(program for program, _ in halting_programs(2, 6) if program.output == "001")
    >>> sorted(twin.output for twin in twins(first))
    ['001', '011', '100', '110']
    """
    mirrors = (program, program.mirrored()) if program.steps > 1 else (program,)
    for one in mirrors:
        yield one
        yield one.complemented()


def output_weights(n_states: int, max_steps: int) -> dict[str, int]:
    """How many (table, blank) pairs halt with each output, of all ``2 (4n + 2)^(2n)``; exact.

    Keys come by length, then in the order of binary numbers.

    Raises
    ------
    ValueError
        If a count is not a whole number from 1.

    Examples
    --------
    >>> weights = output_weights(2, 6)
    >>> sum(weights.values()), weights["0"], weights["00"]
    (6088, 2000, 508)
    """
    weights: dict[str, int] = {}
    for program, tables in halting_programs(n_states, max_steps):
        x = program.output
        for y in (x, x[::-1]) if program.steps > 1 else (x,):
            for z in (y, y.translate(_FLIP)):
                weights[z] = weights.get(z, 0) + tables
    return {x: weights[x] for x in _by_length(weights)}


def output_distribution(n_states: int, max_steps: int) -> dict[str, float]:
    r"""How often each string is written by an (n, 2) machine that halts, all tables and both blanks counted alike.

    .. math:: m(x) = \frac{|\{(T, b) : T \text{ halts on blank } b \text{ with output } x\}|}
                         {|\{(T, b) : T \text{ halts on blank } b\}|}

    The output is the string of all visited cells, left to right. ``max_steps`` counts the step that halts: 6, 21 and
    107 suffice for 2, 3 and 4 states, because no machine that halts runs longer (Brady 1983 for four).

    Parameters
    ----------
    n_states : 1 to 4 in reasonable time; each further state costs some hundred times as much.
    max_steps : runs longer than this count as not halting.

    Raises
    ------
    ValueError
        If a count is not a whole number from 1.

    Examples
    --------
    >>> m = output_distribution(2, 6)
    >>> round(sum(m.values()), 9), m["01"] == m["10"], m["0"] > m["00"] > m["000"]
    (1.0, True, True)

    Source: the design of Delahaye and Zenil, Applied Mathematics and Computation 219 (2012), without sampling.
    """
    weights = output_weights(n_states, max_steps)
    whole = sum(weights.values())
    return {x: weight / whole for x, weight in weights.items()}


def smallest_programs(n_states: int, max_steps: int) -> dict[str, Program]:
    """For each output a program with the fewest entries; among these the fastest, then the first in order.

    Examples
    --------
    >>> smallest = smallest_programs(2, 6)
    >>> smallest["0"].entries, smallest["00"].entries, round(smallest["00"].bits, 3)
    (1, 2, 7.644)
    """
    best: dict[str, tuple] = {}
    for program, _ in halting_programs(n_states, max_steps):
        for twin in twins(program):
            key = (twin.entries, twin.steps, twin.blank, [action or (9, 9, 9) for action in twin.table])
            if twin.output not in best or key < best[twin.output][0]:
                best[twin.output] = key, twin
    return {x: best[x][1] for x in _by_length(best)}


def _by_length(strings) -> list[str]:
    return sorted(strings, key=lambda x: (len(x), x))


@dataclass(frozen=True)
class Configuration:
    """A machine at rest between two steps: the visited cells, where the head is among them, and the state."""

    tape: str
    head: int
    state: int


def history(table: Sequence[Action | None], max_steps: int, blank: int = 0) -> list[Configuration]:
    """All configurations of a run from the start until it halts (state −1), or until ``max_steps`` have been made.

    Written without any trick, a dictionary for the tape: what the enumeration is tested against.

    Raises
    ------
    ValueError
        If the table is not one, the blank not 0 or 1, or the machine needs an entry that is not filled.

    Examples
    --------
    >>> [c.tape for c in history([(1, 1, 1), None, (1, 0, HALT), None], 6)]
    ['0', '10', '11']
    """
    _refuse_table(table, blank)
    max_steps = whole(max_steps, "max_steps", 1)
    tape, head, state = {0: blank}, 0, 0
    seen = [Configuration(str(blank), 0, 0)]
    while state != HALT and len(seen) <= max_steps:
        tape[head], move, state = _entry(table, state, tape[head])
        head += move
        tape.setdefault(head, blank)
        first = min(tape)
        seen.append(Configuration("".join(str(tape[i]) for i in range(first, max(tape) + 1)), head - first, state))
    return seen


def run(table: Sequence[Action | None], max_steps: int, blank: int = 0) -> str | None:
    """What a machine writes from an empty tape, or None when it has not halted after ``max_steps``.

    Raises
    ------
    ValueError
        As :func:`history`.

    Examples
    --------
    >>> run([(1, 1, 1), None, (1, 0, HALT), None], 6), run([(0, 1, 0)] * 4, 6)
    ('11', None)
    """
    _refuse_table(table, blank)
    max_steps = whole(max_steps, "max_steps", 1)
    tape, head, state = {0: blank}, 0, 0
    for _ in range(max_steps):
        tape[head], move, state = _entry(table, state, tape[head])
        head += move
        tape.setdefault(head, blank)
        if state == HALT:
            return "".join(str(tape[i]) for i in range(min(tape), max(tape) + 1))
    return None


def _entry(table, state: int, symbol: int) -> Action:
    action = table[2 * state + symbol]
    if action is None:
        raise ValueError(f"state {state} reads {symbol}, but that entry of the table is not filled.")
    return action


@cache
def _allowed(n_states: int) -> frozenset[Action | None]:
    return frozenset([None, *actions(n_states)])


def _refuse_table(table, blank) -> None:
    if blank not in (0, 1):
        raise ValueError(f"the blank symbol must be 0 or 1, got {blank!r}.")
    if not table or len(table) % 2 or not _allowed(len(table) // 2).issuperset(table):
        raise ValueError("a table lists 2n entries, entry 2 · state + symbol, each None or one of actions(n): "
                         "(write 0 or 1, move 1 or -1, next state), or (write, 0, -1) to halt.")
