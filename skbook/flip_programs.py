"""A second family of tiny programs, unlike Turing machines: five instructions on a tape of zeros.

``<`` and ``>`` move the head, ``!`` flips the cell under it, and what stands between ``[`` and ``]`` is repeated while
that cell is 1. The program halts at its end; the output is the string of all visited cells, left to right. It knows
nothing of the Turing machines of ``skbook.machines``, and that is its use: whatever both agree on is not the taste of
one of them. Serves the chapter *Kolmogorov complexity*.
"""

from collections.abc import Iterator

from skbook.checks import whole

INSTRUCTIONS = "<>![]"
_FLIP = str.maketrans("01", "10")


def programs(length: int) -> Iterator[str]:
    """All programs of exactly ``length`` instructions whose brackets match.

    Raises
    ------
    ValueError
        If the length is not a whole number from 0.

    Examples
    --------
    >>> list(programs(1)), len(list(programs(2)))
    (['<', '>', '!'], 10)
    """
    if isinstance(length, bool) or not isinstance(length, int) or length < 0:
        raise ValueError(f"a program has a whole number of instructions from 0, got {length!r}.")
    todo = [("", 0)]
    while todo:
        text, depth = todo.pop()
        if len(text) == length:
            yield text
            continue
        for instruction in reversed(INSTRUCTIONS):
            inside = depth + (instruction == "[") - (instruction == "]")
            if 0 <= inside <= length - len(text) - 1:
                todo.append((text + instruction, inside))


def run(program: str, max_steps: int) -> str | None:
    """What a program writes, or None when it is still running after ``max_steps`` instructions.

    Raises
    ------
    ValueError
        If there is another character in it, or a bracket without its partner.

    Examples
    --------
    >>> run("!>!<", 10), run("![>]", 100), run("![]", 100)
    ('11', '10', None)
    """
    jump, max_steps = _partners(program), whole(max_steps, "max_steps")
    tape, head, at = {0: 0}, 0, 0
    for _ in range(max_steps + 1):
        if at == len(program):
            return "".join(str(tape[i]) for i in range(min(tape), max(tape) + 1))
        instruction = program[at]
        if instruction == "!":
            tape[head] ^= 1
        elif instruction in "<>":
            head += 1 if instruction == ">" else -1
            tape.setdefault(head, 0)
        elif tape[head] == (instruction == "]"):
            at = jump[at]  # past a loop whose cell is 0, or back to the start of one whose cell is 1
        at += 1
    return None


def _partners(program: str) -> dict[int, int]:
    """The place of the partner of every bracket."""
    partner, opened = {}, []
    for at, instruction in enumerate(program):
        if instruction not in INSTRUCTIONS:
            raise ValueError(f"instruction {instruction!r} is not one of {INSTRUCTIONS}.")
        if instruction == "[":
            opened.append(at)
        elif instruction == "]":
            if not opened:
                raise ValueError(f"the bracket at place {at} of {program!r} closes nothing.")
            partner[at], partner[opened[-1]] = opened[-1], at
            opened.pop()
    if opened:
        raise ValueError(f"the bracket at place {opened[-1]} of {program!r} is never closed.")
    return partner


def output_distribution(max_length: int, max_steps: int) -> dict[str, float]:
    r"""How often each string is written when instructions are drawn at random, over programs that halt in time.

    A program of k instructions has weight :math:`5^{-k}`, k from 0 to ``max_length``. Each counts on both blanks: on a
    tape of ones everything is the other way round. Programs that run for more than ``max_steps`` instructions count as
    not halting, which for this family nobody has proved.

    Raises
    ------
    ValueError
        If a count is not a whole number, or negative.

    Examples
    --------
    >>> m = output_distribution(4, 50)
    >>> m["0"] == m["1"] > m["01"] == m["10"], round(sum(m.values()), 9)
    (True, 1.0)
    """
    max_length, max_steps = whole(max_length, "max_length"), whole(max_steps, "max_steps")
    weights: dict[str, int] = {}
    for length in range(max_length, -1, -1):
        for program in programs(length):
            written = run(program, max_steps)
            for x in () if written is None else (written, written.translate(_FLIP)):
                weights[x] = weights.get(x, 0) + len(INSTRUCTIONS) ** (max_length - length)
    total = sum(weights.values())
    return {x: weights[x] / total for x in sorted(weights, key=lambda x: (len(x), x))}
