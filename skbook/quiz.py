"""The short quizzes at the end of the chapters: what one is, read from YAML and refused when it is not well formed.

Knows the questions, their options and why each option tempts; how a quiz looks on the page stands in ``_ext/quiz.py``,
and :func:`as_markdown` writes the same quiz for a notebook. A quiz is for the reader alone: nothing is stored or sent.
Serves every chapter.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from itertools import pairwise

KINDS = ("single", "multiple", "number")
# Keys that a question or an option may have, and those that it must have; a number has values where others have texts.
QUESTION = {"id", "kind", "prompt", "options"}
OF_NUMBER = {"unit", "tolerance", "otherwise"}


@dataclass(frozen=True)
class Option:
    """One possible answer: its text (of a number: its value as well), whether it is right, and why one may think so."""

    text: str
    correct: bool
    feedback: str
    value: float | None = None


@dataclass(frozen=True)
class Question:
    """One question. A ``number`` counts as an option when it is within ``tolerance``; else the reader is told
    ``otherwise``."""

    id: str
    kind: str
    prompt: str
    options: tuple[Option, ...]
    unit: str | None = None
    tolerance: float | None = None
    otherwise: str | None = None


@dataclass(frozen=True)
class Quiz:
    """The questions of one chapter, in order."""

    slug: str
    questions: tuple[Question, ...]

    def __repr__(self):
        return f"Quiz({self.slug!r}, {len(self.questions)} questions)"

    def _repr_markdown_(self):
        return as_markdown(self)


def path(slug: str):
    """Where the quiz of a chapter is kept, in a checkout as in an installed package."""
    return files("skbook") / "quizzes" / f"{slug}.yml"


def slugs() -> list[str]:
    """Chapters that have a quiz."""
    return sorted(f.name.removesuffix(".yml") for f in path("").parent.iterdir() if f.name.endswith(".yml"))


def load(slug: str) -> Quiz:
    """The quiz of a chapter.

    Raises
    ------
    ValueError
        If there is none, or its file is not well formed.

    Examples
    --------
    >>> load("entropy_and_coding")
    Quiz('entropy_and_coding', 6 questions)
    """
    if slug not in slugs():
        raise ValueError(f"There is no quiz {slug!r}. Write skbook/quizzes/{slug}.yml, or use one of: "
                         f"{', '.join(slugs())}.")
    return parse(path(slug).read_text(encoding="utf-8"), slug)


def parse(text: str, slug: str) -> Quiz:
    """A quiz from the text of its YAML file, whose one key ``questions`` holds the list of questions.

    Raises
    ------
    ValueError
        If it is not well formed; the message names the question and the cure.
    """
    try:
        import yaml
    except ImportError:
        raise ImportError("Quizzes are kept as YAML: pip install PyYAML (or the extra: skbook[book]).") from None
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"Quiz {slug!r} is not YAML: {error} Put a text that has a colon, # or quotes into quotation "
                         "marks, or on the lines after a `>-`.") from None
    entries = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ValueError(f"Quiz {slug!r}: the file must hold one key, `questions`, with a list of questions.")
    questions = tuple(_question(entry, f"Quiz {slug!r}, question {n}") for n, entry in enumerate(entries, 1))
    ids = [q.id for q in questions]
    if doubles := {i for i in ids if ids.count(i) > 1}:
        raise ValueError(f"Quiz {slug!r}: the id {doubles.pop()!r} is used twice; each question needs its own.")
    return Quiz(slug, questions)


def as_markdown(quiz: Quiz | str) -> str:
    """The quiz as markdown for a notebook, each answer folded under its question.

    Examples
    --------
    >>> as_markdown("entropy_and_coding").count("<details>")
    6
    """
    quiz = load(quiz) if isinstance(quiz, str) else quiz
    return "\n\n".join(_markdown(question, n) for n, question in enumerate(quiz.questions, 1))


def _markdown(question: Question, n: int) -> str:
    asked = [f"**{n}.** {question.prompt}"]
    if question.kind == "number":
        asked.append(f"*Answer with a number: {question.unit}.*")
    else:
        asked.append("\n".join(f"- {option.text}" for option in question.options))
    reasons = [f"- **{'Right' if o.correct else 'Wrong'}:** {o.text} — {o.feedback}" for o in question.options]
    if question.otherwise:
        reasons.append(f"- **Another number:** {question.otherwise}")
    return "\n\n".join([*asked, "<details>\n<summary>Answer and reasons</summary>", "\n".join(reasons), "</details>"])


def _question(entry, where: str) -> Question:
    """One entry of the list; every refusal names the entry and the cure."""
    _keys(entry, where, QUESTION, OF_NUMBER if isinstance(entry, dict) and entry.get("kind") == "number" else set())
    where += f" ({entry['id']})"
    if entry["kind"] not in KINDS:
        raise ValueError(f"{where}: kind is {entry['kind']!r}; it must be one of {', '.join(KINDS)}.")
    if not isinstance(entry["id"], str) or not entry["id"].replace("-", "").isalnum():
        raise ValueError(f"{where}: the id must be letters, digits and hyphens, such as fair-die.")
    number = entry["kind"] == "number"
    for key in ("prompt", "unit", "otherwise") if number else ("prompt",):
        _text(entry[key], f"{where}: {key}")
    if not isinstance(entry["options"], list) or len(entry["options"]) < 2:
        raise ValueError(f"{where}: give a list of at least two options, one of them a mistake that people make.")
    options = tuple(_option(o, f"{where}, option {i}", number) for i, o in enumerate(entry["options"], 1))
    _refuse_wrong_count(options, entry["kind"], where)
    if number:
        _refuse_near_values(options, entry["tolerance"], where)
    return Question(entry["id"], entry["kind"], entry["prompt"].strip(), options,
                    **{key: entry[key] for key in OF_NUMBER if number})


def _option(entry, where: str, number: bool) -> Option:
    _keys(entry, where, {"value" if number else "text", "feedback"}, {"correct"}, optional=True)
    correct = entry.get("correct", False)
    if not isinstance(correct, bool):
        raise ValueError(f"{where}: correct is {correct!r}; write true or false.")
    feedback = _text(entry["feedback"], f"{where}: feedback")
    if not number:
        return Option(_text(entry["text"], f"{where}: text"), correct, feedback)
    if not isinstance(entry["value"], (int, float)) or isinstance(entry["value"], bool):
        raise ValueError(f"{where}: value is {entry['value']!r}; write a number without quotation marks.")
    return Option(f"{entry['value']:g}", correct, feedback, float(entry["value"]))


def _keys(entry, where: str, needed: set, more: set, optional: bool = False):
    """Refuse unknown keys, with the nearest known one, and missing keys."""
    if not isinstance(entry, dict):
        raise ValueError(f"{where} must be keys with values, got {entry!r}.")
    known = needed | more
    for key in entry.keys() - known:
        near = get_close_matches(str(key), known, 1)
        raise ValueError(f"{where}: unknown key {key!r}{f'; did you mean {near[0]!r}?' if near else '.'} "
                         f"There may be: {', '.join(sorted(known))}.")
    if missing := sorted((needed if optional else known) - entry.keys()):
        cure = ": say why one may think so" if missing[0] == "feedback" else ""
        raise ValueError(f"{where}: {missing[0]} is missing{cure}.")


def _text(value, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where} is {value!r}; it must be a text. Put numbers and yes or no into quotation marks.")
    return value.strip()


def _refuse_wrong_count(options, kind: str, where: str):
    right = sum(option.correct for option in options)
    if kind != "multiple" and right != 1:
        raise ValueError(f"{where}: {right} options are marked `correct: true`; a {kind} question has exactly one.")
    if right in (0, len(options)):
        raise ValueError(f"{where}: mark at least one option `correct: true`, and leave at least one wrong.")


def _refuse_near_values(options, tolerance, where: str):
    """No number may count as two options."""
    if not isinstance(tolerance, (int, float)) or not tolerance > 0:
        raise ValueError(f"{where}: tolerance is {tolerance!r}; it must be a number above 0, in the answer's unit.")
    values = sorted(option.value for option in options)
    for low, high in pairwise(values):
        if high - low <= 2 * tolerance:
            raise ValueError(f"{where}: {low:g} and {high:g} are within twice the tolerance {tolerance:g} of each "
                             "other; make the tolerance smaller.")
