"""Every check accepts right answers, refuses typical wrong ones with the hint they deserve, and holds no answer."""

import importlib
import inspect
import json
import math
import re
from numbers import Real
from pathlib import Path

import numpy as np
import pytest

from skbook import exercises
from skbook.exercises import Verdict, check
from skbook.exercises._answers import NotYet, Sealed, one_function, one_number, one_word, seal
from tools.chapter import Chapter

ROOT = Path(__file__).parents[1]
SLUGS = exercises.chapters()
LABELS = [label for slug in SLUGS for label in exercises.labels(slug)]


def answers(slug):
    """The chapter's file of right and wrong answers."""
    return importlib.import_module(f"tests.exercises.{slug}")


def slug_of(label):
    return label.rpartition("-")[0]


def source_of(slug):
    return Path(importlib.import_module(f"skbook.exercises.{slug}").__file__).read_text()


RIGHT = [(label, answer) for slug in SLUGS for label, given in answers(slug).RIGHT.items() for answer in given]
WRONG = [(label, *pair) for slug in SLUGS for label, given in answers(slug).WRONG.items() for pair in given]


def name(value):
    return getattr(value, "__name__", None) or re.sub(r"\W+", "_", str(value))[:40]


@pytest.mark.parametrize(("label", "answer"), RIGHT, ids=name)
def test_right_answer_is_accepted(label, answer):
    verdict = check(label, answer)
    assert verdict.ok, verdict.hint
    assert verdict == check(label, answer), "a check must give the same verdict twice"


@pytest.mark.parametrize(("label", "answer", "words"), WRONG, ids=name)
def test_wrong_answer_gets_its_hint(label, answer, words):
    verdict = check(label, answer)
    assert not verdict.ok
    assert words in verdict.hint


@pytest.mark.parametrize("slug", SLUGS)
def test_every_exercise_has_answers_of_both_kinds(slug):
    known, given = set(exercises.labels(slug)), answers(slug)
    assert set(given.RIGHT) == set(given.WRONG) == known
    assert 4 <= len(known) <= 6
    for label in known:
        assert len({inspect.getsource(a) if callable(a) else repr(a) for a in given.RIGHT[label]}) >= 2
        assert len({words for _, words in given.WRONG[label]}) >= 3
    assert sum(callable(given.RIGHT[label][0]) for label in known) >= 2, "at least two exercises ask for code"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sealed_mistake_is_made_by_some_answer(slug):
    """A hint that nothing reaches is a hint that nobody has read."""
    module = importlib.import_module(f"skbook.exercises.{slug}")
    for sealed in (value for value in vars(module).values() if isinstance(value, Sealed)):
        tried = set()
        for answer, _ in answers(slug).WRONG[sealed.label]:
            try:
                tried |= sealed.digests(one_word(answer) if sealed.step is None else one_number(answer))
            except NotYet:
                continue
        assert set(sealed.wrong) <= tried


class Hostile:
    """Refuses to be looked at."""

    def __float__(self):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


def raising(*_):
    raise KeyError("lost")


NONSENSE = ["nonsense", "", b"0101", math.nan, math.inf, -math.inf, 1e300, 0, True, 3 + 4j,
            np.zeros((2, 2)), np.array([]), [], [0.5, None], [[0], [1, 2]], {}, {"a": 1}, object(), Hostile(),
            int, raising, print,
            lambda: 0.5, lambda *_: None, lambda *_: ..., lambda *_: "text", lambda *_: math.nan, lambda *_: math.inf,
            lambda *_: np.ones(3), lambda *_: Hostile(), lambda *_: True, lambda *_: -1, lambda *_: 10**400]


@pytest.mark.parametrize("label", LABELS)
def test_nonsense_gets_a_hint_and_never_a_traceback(label):
    for nonsense in NONSENSE:
        verdict = check(label, nonsense)
        assert not verdict.ok
        assert len(verdict.hint) > 20


@pytest.mark.parametrize("label", LABELS)
def test_blank_says_not_answered_yet(label):
    for blank in (None, ..., "", "..."):
        verdict = check(label, blank)
        assert not verdict.ok
        assert "Not answered yet" in repr(verdict)


def test_accidents_in_code_are_explained():
    def call(f, *arguments):
        return one_function(f, "f(x)")(*arguments)

    for broken, words in [(raising, "stopped with KeyError: 'lost'"), (lambda x: None, "returned nothing"),
                          (lambda: 1, "stopped with TypeError"), (lambda x: "1", "leave out the quotation marks"),
                          (lambda x: math.nan, "0 · log 0"), (lambda x: np.ones(2), "shape (2,)")]:
        with pytest.raises(NotYet, match=re.escape(words)):
            call(broken, 3)
    assert "Not answered yet" in repr(check("entropy_and_coding-3", lambda symbols, probabilities: ...))
    with pytest.raises(NotYet, match="without brackets"):
        one_function(0.5, "f(x)")


def test_an_answer_cannot_spoil_the_arguments_of_the_next_call():
    numbers = np.arange(3)
    assert one_function(lambda x: x.sort() or x.fill(0) or 1, "f(x)")(numbers) == 1
    assert numbers.tolist() == [0, 1, 2]


def test_a_sealed_number_accepts_its_neighbouring_roundings_and_no_more():
    sealed = Sealed("x-1", seal("x-1", 0.208, 0.001), step=0.001)
    assert all(sealed.is_right(value) for value in (0.208, 0.207, 0.209, 0.20651, 0.20949))
    assert not any(sealed.is_right(value) for value in (0.206, 0.21, -0.208, 2.08, 1e300))


# --- nothing leaks ----------------------------------------------------------------------------------------------------
def leaks(answer, source):
    """Pieces of an accepted answer that stand in the source of its check."""
    if callable(answer):
        lines = {re.sub(r"\s", "", line) for line in inspect.getsource(answer).splitlines()[1:]}
        flat = re.sub(r"\s", "", source)
        return [line for line in lines if len(line) > 12 and line in flat]
    if isinstance(answer, (Real, np.number)):
        digits = {f"{float(answer):.{places}f}".lstrip("0") for places in (3, 4, 5)}
        return [text for text in digits if text in source]
    word = one_word(answer)
    return re.findall(rf"(?<![0-9a-f]){word}(?![0-9a-f])", source)


@pytest.mark.parametrize(("label", "answer"), RIGHT, ids=name)
def test_no_accepted_answer_stands_in_the_check(label, answer):
    assert leaks(answer, source_of(slug_of(label))) == []


def test_the_leak_test_finds_leaks():
    assert leaks("0101", 'RIGHT = "0101"') and not leaks("0101", '"97c0101ae"')
    assert leaks(0.2084, "if abs(answer - 0.208) < 1e-3:") and not leaks(0.2084, "step=0.001")
    assert leaks(seal, "hashlib.sha256(  f\"{label} {key}\".encode()).hexdigest()[:16]  return hashlib.sha256("
                       "f\"{label} {key}\".encode()).hexdigest()[:16]")


# --- labels and verdicts ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("label", "near"), [
    ("entropy_and_coding-99", "entropy_and_coding-1, entropy_and_coding-2"),
    ("entropy_and_codign-1", "entropy_and_coding-1"),
    ("entropy_and_coding", "entropy_and_coding-1"), ("_answers-1", "A label is a chapter and a number"),
    ("", "entropy_and_coding"),
    (None, "A label is a chapter and a number"), (7, "A label is a chapter and a number"),
    ("../secrets-1", "A label is a chapter and a number")])
def test_unknown_label_names_near_ones(label, near):
    with pytest.raises(ValueError, match=re.escape(near)):
        check(label, 1)


def test_a_verdict_is_words_and_not_colour_alone():
    right, wrong = Verdict(True, "Use `log2`, not <b>.", "x-1"), Verdict(False, "Try again.", "x-1")
    assert right._repr_html_().count("<p>") == 2
    assert "Right." in right._repr_html_() and "Not yet." in wrong._repr_html_()
    assert "<code>log2</code>" in right._repr_html_() and "&lt;b&gt;" in right._repr_html_()
    assert repr(wrong) == "○ x-1: Not yet. Try again."
    with pytest.raises(AttributeError):
        right.ok = False


def test_checks_are_imported_only_when_asked():
    import subprocess
    import sys
    code = ("import sys, skbook.exercises as e; assert 'skbook.exercises.entropy_and_coding' not in sys.modules; "
            "e.check('entropy_and_coding-2', 1); assert 'skbook.exercises.entropy_and_coding' in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def label_calls(notebook):
    """Labels that a chapter checks in its cells, and labels of its exercise directives."""
    cells = json.loads(Path(notebook).read_text())["cells"]
    text = {kind: "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == kind)
            for kind in ("code", "markdown")}
    asked = re.findall(r"check\(\s*[\"']([^\"']+)[\"']", text["code"])
    stated = re.findall(r"^[`:]{3,}\{exercise\}[^\n]*\n(?:[^\n`]*\n)*?:label:\s*(\S+)", text["markdown"], re.MULTILINE)
    return asked, stated


CHAPTERS = {path.stem: path for path in sorted((ROOT / "chapters").glob("*.ipynb"))}


@pytest.mark.parametrize("slug", sorted(set(CHAPTERS) | (set(SLUGS) & set(CHAPTERS))))
def test_chapter_and_checks_name_the_same_exercises(slug):
    asked, stated = label_calls(CHAPTERS[slug])
    known = exercises.labels(slug) if slug in SLUGS else []
    assert sorted(asked) == sorted(known)
    assert set(known) <= set(stated)


def test_label_reader_sees_directives_and_calls(tmp_path):
    markdown = "```{exercise} Toss\n:label: x-1\nHow?\n```\n```{solution} x-1\n:label: x-1-solution\nSo.\n```"
    cells = [{"cell_type": "markdown", "source": [markdown]}, {"cell_type": "code", "source": ["check('x-1', None)"]}]
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": cells}))
    assert label_calls(tmp_path / "x.ipynb") == (["x-1"], ["x-1"])


# --- facts that the hints of a chapter state --------------------------------------------------------------------------
def test_facts_in_the_hints_on_entropy_and_coding():
    given = answers("entropy_and_coding")
    assert given.cost_of_coin(3 / 4, 15 / 16) > 1  # "more than one bit a toss"
    assert 9.9 < given.pay_as_you_go([1] * 1000) < 10  # "just under ten bits"
    share = math.prod([1 / 2, 2 / 3, 1 / 4])
    assert math.isclose(given.pay_as_you_go([1, 1, 0]), -math.log2(share))  # "1/2, then 2/3, then 1/4"


def solutions(slug):
    """The code that the chapter prints in its solutions, by label."""
    chapter = Chapter.load(ROOT / "chapters" / f"{slug}.ipynb")
    label = None
    for piece in chapter.pieces:
        if piece.kind == "directive" and piece.name == "solution":
            label = piece.content
        if piece.kind == "code" and piece.name == "python" and "solution" in piece.inside:
            yield label, piece.content


@pytest.mark.parametrize(("label", "code"), [pair for slug in SLUGS for pair in solutions(slug)])
def test_the_solution_on_the_page_is_accepted(label, code):
    chapter = Chapter.load(ROOT / "chapters" / f"{slug_of(label)}.ipynb")
    space: dict = {}
    for cell in chapter.tagged("setup")[1:]:
        exec(cell.source, space)
    known = set(space)
    exec(code, space)
    (function,) = (value for key, value in space.items() if key not in known and inspect.isfunction(value))
    assert check(label, function).ok
