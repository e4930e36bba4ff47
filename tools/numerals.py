"""The number lint: which digits may not be typed into prose, and where a chosen number must be found again.

A number in prose with a decimal point, a per cent sign, a thousands separator, three or more digits, or a unit of bits,
bytes, seconds or times is refused, unless its sentence has a citation or it stands in the role ``given``. Figure
captions, tables, titles and alternative texts are prose; mathematics, code, exercises, solutions, quizzes and roles are
not. In the goals of a chapter the minutes and seconds that its metadata declare may be said. Serves every page.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from tools.chapter import ROOT, Chapter, Piece
from tools.findings import Finding, Page, is_work, sentences, trees

CITATIONS = ("cite", "cite:t", "cite:p")
# Digits that are part of a name or an address, not a number: SmolLM2-135M, UTF-8, https://….
_NAME = re.compile(r"https?://\S+|\b[^\W\d_]+\d[\w-]*|\b[A-Z]{2,}[A-Za-z]*-\d+\b")
_BETWEEN = r"[\s-]*(?:(?:more|fewer|less|extra|whole|full|random|fair|or so)\s+)?"
_UNIT = (r"(?:(?:[kKMGT]i?)?(?:[bB]its?|[bB]ytes?|B)\b|(?:milli|micro|nano)?seconds?\b|[mµn]?s\b|secs?\b"
         r"|times\b|×|(?<=\d)x\b|fold\b)")
_RULES = [(re.compile(pattern), reason) for pattern, reason in (
    (r"[\d½¼¾⅓⅔.,]*[\d½¼¾⅓⅔]\s*(?:%|‰|per\s?cent\b)", "a per cent sign"),
    (r"\d*\.\d+|\d+·\d+", "a decimal point"),
    (r"\d+(?:[,'’_\u00a0\u2009\u202f ]\d{3})+(?!\d)", "a thousands separator"),
    (r"\d+(?:\^|[eE][+-]?\d|[⁰¹²³⁴⁵⁶⁷⁸⁹])\d*", "a power"),
    (r"\d{3,}", "three or more digits"),
    (rf"[\d½¼¾⅓⅔]+{_BETWEEN}{_UNIT}", "a unit of bits, bytes, seconds or times"),
)]
_WRITTEN = re.compile(r"[-−]?(?:\d+(?:[,_\u00a0\u2009\u202f ]\d{3})+|\d+)?(?:\.\d+|(?<=\d))(?:\s*(?:%|per\s?cent))?")
_GIVEN = re.compile(r"(?P<written>[^<]*?)\s*(?:<(?P<test>\w+)>)?\s*")


def typed_numbers(text: str) -> list[tuple[str, str]]:
    """The numbers in a sentence's text that may not be typed, each with the reason.

    >>> typed_numbers("The 3 words took 1,000 bits, 2.5 % of SmolLM2-135M.")
    [('2.5 %', 'a per cent sign'), ('1,000', 'a thousands separator')]
    >>> typed_numbers("Fig. 3 shows 26 letters on 12 pages.")
    []
    """
    text = _NAME.sub(lambda m: "□" * len(m[0]), text)
    found = []
    for rule, reason in _RULES:
        found += [(match[0].strip(), reason) for match in rule.finditer(text)]
        text = rule.sub(lambda m: "□" * len(m[0]), text)
    return found


def number_findings(page: Page) -> Iterator[Finding]:
    """Refuse typed numbers in the prose of a page."""
    for group in sentences([p for p in page.pieces if not is_work(p)]):
        if any(p.kind == "role" and p.name in CITATIONS for p in group):
            continue
        declared = _declared(page) if "goals" in group[0].tags else ()
        for number, reason in typed_numbers("".join(map(_spoken, group))):
            if not any(re.fullmatch(rf"{re.escape(d)}\s*s(ec(ond)?s?)?|{re.escape(d)}", number) for d in declared):
                yield page.finding(group[0], f"the number {number!r} is typed by hand ({reason})", _mend(page))
    for piece in page.pieces:
        for number, reason in typed_numbers(piece.options.get("alt", "")) if not is_work(piece) else ():
            yield page.finding(piece, f"the number {number!r} is typed by hand ({reason})", _mend(page),
                               piece.options["alt"])


def _spoken(piece: Piece) -> str:
    """A piece as the number lint reads it: a role's digits do not count, but its words may be a unit."""
    if piece.kind == "text":
        return piece.content
    if piece.kind == "role" and piece.name == "term":
        return re.sub(r"<.*>|\d", "", piece.content)
    return "" if piece.kind == "link" else "□"


def _declared(page: Page) -> list[str]:
    metadata = page.chapter.metadata if page.chapter else {}
    return [f"{metadata[key]:g}" for key in ("minutes", "cpu_seconds") if isinstance(metadata.get(key), int | float)]


def _mend(page: Page) -> str:
    code = "" if page.chapter is None else "if the code of this chapter sets it, write {given}`…`; "
    return (f"show it in a claim, table or figure that measures it; {code}if a test asserts it, write {{given}}`… "
            "<test_name>`; if it was published, cite the source in the same sentence; or say it in words")


def given_findings(page: Page) -> Iterator[Finding]:
    """Refuse a number in the role ``given`` that is neither set in the chapter's code nor asserted by its test."""
    for piece in page.pieces:
        if piece.kind == "role" and piece.name == "given":
            for wrong, mend in _ungiven(page, piece.content):
                yield page.finding(piece, wrong, mend)


def _ungiven(page: Page, content: str) -> Iterator[tuple[str, str]]:
    found = _GIVEN.fullmatch(content)
    values = written_values(found["written"]) if found else []
    if len(values) != 1:
        yield f"{{given}}`{content}` must hold one number", "write {given}`0.9`, or {given}`729,533 <test_name>`"
    elif found["test"]:
        yield from _unasserted(found["test"], found["written"], values[0])
    elif page.chapter is None:
        yield (f"{{given}}`{content}` stands on a page without code", "name the test that asserts it: "
               f"{{given}}`{content} <test_name>`")
    elif not _among(values[0], literals(page.chapter)):
        yield (f"{{given}}`{content}` is not among the numbers that the code of this chapter sets",
               "use the number in a code cell, correct it, or name the test that asserts it: "
               f"{{given}}`{content} <test_name>`")


def _unasserted(test: str, written: str, value: float) -> Iterator[tuple[str, str]]:
    numbers = asserted_numbers().get(test)
    if numbers is None:
        yield f"no function {test} in tests/", "correct the name, or write the test that asserts this number"
    elif not _among(value, numbers):
        yield f"{test} nowhere says {written}", "correct the number, or assert it as a literal in that test"


def written_values(text: str) -> list[float]:
    """The numbers in a text as values.

    >>> written_values(".9"), written_values("90 %"), written_values("10,000 letters"), written_values("−0.5")
    ([0.9], [0.9], [10000.0], [-0.5])
    """
    return [_value(match[0]) for match in _WRITTEN.finditer(text) if any(c.isdigit() for c in match[0])]


def _value(written: str) -> float:
    share = re.search(r"\s*(%|per\s?cent)$", written)
    digits = re.sub(r"[,_\s]", "", written[: share.start()] if share else written).replace("−", "-")
    return float(digits) / (100 if share else 1)


def literals(chapter: Chapter) -> set[float]:
    """All numbers that stand as literals in the code cells of a chapter."""
    return {value for _, tree in trees(chapter) for value in _numbers(tree)}


def _numbers(tree: ast.AST) -> Iterator[float]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node.value
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield from (-value for value in _numbers(node.operand))


def _among(value: float, numbers: set[float]) -> bool:
    return any(math.isclose(value, number, rel_tol=1e-12) for number in numbers)


@lru_cache(maxsize=2)
def asserted_numbers(folder: Path = ROOT / "tests") -> dict[str, set[float]]:
    """Every test function below a folder, with the numbers that stand as literals in it and in the constants it names.

    Its parameters count as its own: they stand above it.
    """
    table: dict[str, set[float]] = {}
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign)
                     for target in node.targets if isinstance(target, ast.Name)}
        for test in ast.walk(tree):
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                named = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)} & constants.keys()
                numbers = {value for node in (test, *(constants[name] for name in named)) for value in _numbers(node)}
                table[test.name] = table.get(test.name, set()) | numbers
    return table
