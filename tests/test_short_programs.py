"""The four strings are what they are called, and flip programs do what their instructions say."""

import itertools
from collections import Counter

import numpy as np
import pytest

from skbook import compressors, datasets, flip_programs, machines, quiz
from skbook.flip_programs import INSTRUCTIONS, output_distribution, programs, run
from skbook.four_strings import NAMES, four_strings, pack, thue_morse


# ---- the four strings ------------------------------------------------------------------------------------------------


def test_thue_morse_appends_its_complement():
    x = "0"
    for _ in range(9):
        assert thue_morse(len(x)) == x
        x += x.translate(str.maketrans("01", "10"))


def test_no_block_comes_three_times_in_a_row_in_thue_morse():
    x = thue_morse(300)
    cubes = [(i, n) for n in range(1, 100) for i in range(300 - 3 * n) if x[i:i + n] * 3 == x[i:i + 3 * n]]
    assert cubes == []
    assert "000" in "1000" and [i for i in range(2) if "0001"[i] * 3 == "0001"[i:i + 3]] == [0]  # the test can fail


@pytest.mark.parametrize("n", [1, 2, 7, 64, 1000])
def test_four_strings_have_their_length_and_their_order(n):
    cast = four_strings(n, np.random.default_rng(1))
    assert tuple(cast) == NAMES and {len(x) for x in cast.values()} == {n}
    assert set(cast["constant"]) == {"0"} and cast["Thue–Morse"] == thue_morse(n)
    assert all(a != b for a, b in itertools.pairwise(cast["periodic"]))


def test_only_the_random_string_needs_the_generator():
    one, other = (four_strings(500, np.random.default_rng(k)) for k in (1, 2))
    assert [name for name in NAMES if one[name] != other[name]] == ["random"]
    assert abs(one["random"].count("1") - 250) < 4 * np.sqrt(125)


def test_packing_keeps_every_bit():
    x = four_strings(203, np.random.default_rng(3))["random"]
    assert "".join(f"{byte:08b}" for byte in pack(x)) == x + "0" * 5
    assert pack("") == b""


# ---- flip programs ---------------------------------------------------------------------------------------------------


def balanced(text):
    depth = [text[:i].count("[") - text[:i].count("]") for i in range(len(text) + 1)]
    return min(depth) >= 0 and depth[-1] == 0


@pytest.mark.parametrize("length", range(6))
def test_programs_are_all_texts_whose_brackets_match(length):
    every = {text for text in map("".join, itertools.product(INSTRUCTIONS, repeat=length)) if balanced(text)}
    made = list(programs(length))
    assert set(made) == every and len(made) == len(every)


@pytest.mark.parametrize(("program", "output"), [
    ("", "0"), ("!", "1"), ("!!", "0"), (">", "00"), ("<!", "10"), ("!>!>!", "111"), ("[!]", "0"), ("![!]", "0"),
    ("![>]", "10"), (">!<[!]", "01"), ("!>!<[>]", "110"), ("![]", None), ("![>!]", None),
])
def test_runs_by_hand(program, output):
    assert run(program, 500) == output


def test_steps_count_instructions():
    assert run("!>!", 3) == "11" and run("!>!", 2) is None


def test_distribution_is_the_weighted_count_of_both_blanks():
    weights = Counter()
    for length in range(5):
        for program in programs(length):
            x = run(program, 60)
            for y in () if x is None else (x, x.translate(flip_programs._FLIP)):
                weights[y] += 5.0 ** -length
    found = output_distribution(4, 60)
    assert set(found) == set(weights)
    assert all(found[x] == pytest.approx(w / sum(weights.values())) for x, w in weights.items())


def test_symmetries_are_exact():
    m = output_distribution(6, 100)
    assert all(m[x] == m[x[::-1]] == m[x.translate(flip_programs._FLIP)] for x in m)


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: four_strings(0, np.random.default_rng(1)), "whole number of symbols from 1"),
    (lambda: four_strings(2.5, np.random.default_rng(1)), "whole number of symbols"),
    (lambda: pack("012"), "string of 0 and 1"),
    (lambda: list(programs(-1)), "whole number of instructions"),
    (lambda: run("a", 5), "not one of"),
    (lambda: run("![", 5), "never closed"),
    (lambda: run("]", 5), "closes nothing"),
    (lambda: output_distribution(3, -1), "max_steps"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()


# ---- the numbers of the quiz -----------------------------------------------------------------------------------------


def test_numbers_of_the_quiz_are_true():
    questions = {question.id: question for question in quiz.load("kolmogorov").questions}
    assert sum(2**length for length in range(30 - 20 + 1)) < 2 ** (30 - 19) < 2**30 / 500_000
    actions = len(machines.actions(3))
    assert [option.value for option in questions["tables"].options] == [actions**2, actions**4, 2 * actions, 1]
    assert f"{actions} possible actions" in questions["tables"].prompt


def test_turkic_texts_in_cyrillic_are_nearer_to_russian_than_to_turkish():
    texts = datasets.declarations()
    for code in ("tat", "kaz"):
        russian, turkish = (compressors.ncd(texts[code].encode(), texts[other].encode(), "zlib")
                            for other in ("rus", "tur"))
        assert russian < turkish
