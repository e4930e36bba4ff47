"""All small machines: the lazy enumeration equals brute force, symmetries are exact, runs are what a table says."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skbook import machines
from skbook.machines import HALT, actions, halting_programs, history, output_weights, run, smallest_programs, twins

CAPS = {1: 1, 2: 6, 3: 21}
STRINGS_3 = output_weights(3, 21)


# ---- against brute force --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_states", [1, 2])
def test_enumeration_equals_running_every_table(n_states):
    brute = Counter()
    for table in itertools.product(actions(n_states), repeat=2 * n_states):
        for blank in (0, 1):
            brute[run(table, 20, blank)] += 1
    del brute[None]
    assert brute == output_weights(n_states, CAPS[n_states]) == output_weights(n_states, 20)


def run_all(n_states: int, max_steps: int, blank: int, chunk: int = 2**18):
    """Every table of the (n, 2) machines by brute force, many at once: output -> tables. Knows no symmetry."""
    action = np.array(actions(n_states), dtype=np.int16)
    entries, found = 2 * n_states, Counter()
    for start in range(0, len(action)**entries, chunk):
        numbers = np.arange(start, min(start + chunk, len(action)**entries))
        tables = np.stack([numbers // len(action)**i % len(action) for i in range(entries)], axis=1)
        found += outputs(tables, action, max_steps, blank)
    return found


def outputs(tables, action, max_steps, blank):
    """One chunk: all machines step together; those that halt write down their cells and leave."""
    n, middle, found = len(tables), max_steps, Counter()
    tape = np.full((n, 2 * max_steps + 1), blank, dtype=np.int8)
    head, low, high = (np.full(n, middle) for _ in range(3))
    state, going = np.zeros(n, dtype=int), np.arange(n)
    for _ in range(max_steps):
        at = tables[going, 2 * state[going] + tape[going, head[going]]]
        tape[going, head[going]] = action[at, 0]
        head[going] += action[at, 1]
        state[going] = action[at, 2]
        low[going], high[going] = np.minimum(low[going], head[going]), np.maximum(high[going], head[going])
        halted = going[state[going] == HALT]
        for width in np.unique(high[halted] - low[halted]):
            of_width = halted[high[halted] - low[halted] == width]
            cells = tape[of_width[:, None], low[of_width, None] + np.arange(width + 1)]
            written, times = np.unique(cells @ (1 << np.arange(width, -1, -1)), return_counts=True)
            found.update({f"{w:0{width + 1}b}": int(k) for w, k in zip(written, times, strict=True)})
        going = going[state[going] != HALT]
    return found


def test_the_brute_force_is_right_where_the_plain_one_can_be_tried():
    plain = Counter(run(table, 8) for table in itertools.product(actions(2), repeat=4))
    del plain[None]
    assert run_all(2, 8, blank=0) == plain


def test_all_machines_with_three_states_equal_brute_force():
    found = run_all(3, 21, blank=0)
    assert sum(found.values()) == 2_147_184  # of 14**6 = 7,529,536
    flipped = Counter({x.translate(machines._FLIP): k for x, k in found.items()})
    assert found + flipped == STRINGS_3


def test_one_chunk_of_the_other_blank_is_the_complement():
    action = np.array(actions(3), dtype=np.int16)
    numbers = np.random.default_rng(5).integers(0, 14, size=(4000, 6))
    for row, blank in itertools.product(numbers[:50].tolist(), (0, 1)):
        table = [tuple(action[i].tolist()) for i in row]
        alone = outputs(np.array([row]), action, 21, blank)
        assert (run(table, 21, blank),) == (tuple(alone) or (None,))


# ---- what is true of all of them ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n_states", "longest"), [(1, 1), (2, 6), (3, 21)])
def test_the_slowest_machine_that_halts(n_states, longest):
    assert max(program.steps for program, _ in halting_programs(n_states, 60)) == longest
    assert output_weights(n_states, longest) == output_weights(n_states, 60)
    assert n_states == 1 or output_weights(n_states, longest - 1) != output_weights(n_states, 60)


def test_complement_and_reversal_change_nothing():
    for x, weight in STRINGS_3.items():
        assert STRINGS_3[x[::-1]] == STRINGS_3[x.translate(machines._FLIP)] == weight


def test_the_number_of_tables():
    assert len(actions(4)) ** 8 == 11_019_960_576


def test_no_more_tables_halt_than_there_are():
    assert 0 < sum(STRINGS_3.values()) < 2 * 14**6
    assert sum(machines.output_distribution(3, 21).values()) == pytest.approx(1, abs=1e-12)


def test_every_program_writes_what_it_says_and_looks_at_every_entry_it_fills():
    for program, tables in halting_programs(3, 21):
        runs = history(program.table, 21, program.blank)
        assert (runs[-1].tape, len(runs) - 1, runs[-1].state) == (program.output, program.steps, HALT)
        assert tables % program.tables == 0
        looked = {2 * c.state + int(c.tape[c.head]) for c in runs[:-1]}
        assert looked == {i for i, action in enumerate(program.table) if action is not None}


def test_twins_write_the_images():
    for program, _ in itertools.islice(halting_programs(3, 21), 0, None, 7):
        for twin in twins(program):
            assert run(twin.table, 21, twin.blank) == twin.output


def test_smallest_programs_have_fewest_entries():
    smallest = smallest_programs(3, 21)
    assert list(smallest) == list(STRINGS_3)
    fewest = {}
    for program, _ in halting_programs(3, 21):
        for twin in twins(program):
            fewest[twin.output] = min(fewest.get(twin.output, 99), twin.entries)
    assert {x: program.entries for x, program in smallest.items()} == fewest
    for x, program in smallest.items():
        assert run(program.table, 21, program.blank) == x
        assert STRINGS_3[x] / (2 * 14**6) >= 2**-program.bits * (1 - 1e-12)  # one term of the sum


@given(st.lists(st.sampled_from(actions(3)), min_size=6, max_size=6), st.sampled_from([0, 1]))
def test_a_table_that_halts_is_counted(table, blank):
    written = run(table, 21, blank)
    assert written is None or written in STRINGS_3


# ---- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: output_weights(0, 5), "n_states must be a whole number from 1"),
    (lambda: output_weights(2.5, 5), "n_states must be a whole number"),
    (lambda: machines.output_distribution(2, 0), "max_steps must be a whole number from 1"),
    (lambda: smallest_programs(2, True), "max_steps must be a whole number"),
    (lambda: run([(0, 1, 0)] * 3, 5), "lists 2n entries"),
    (lambda: run([], 5), "lists 2n entries"),
    (lambda: run([(0, 1, 1)] * 2, 5), "lists 2n entries"),
    (lambda: run([(1, 0, HALT)] * 2, 5, blank=2), "blank symbol must be 0 or 1"),
    (lambda: run([(1, 1, 0), None], 0), "max_steps must be"),
    (lambda: run([None, None], 5), "not filled"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()
