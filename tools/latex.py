r"""Which identifiers a formula uses: letters and Greek letters, with accents, alphabets and scripts.

Words (``\text``, ``\mathrm``, ``\operatorname``), operators (``\log``) and layout are no identifiers. It reads the
LaTeX that formulas are written in, not all of TeX: no definitions, no macros. Serves the notation lint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_GREEK = set("alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi "
             "rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma "
             "Upsilon Phi Psi Omega ell hbar imath jmath wp".split())
_ALPHABETS = ("mathcal", "mathbb", "mathbf", "mathfrak", "mathscr", "boldsymbol", "mathsf")
_ACCENTS = ("hat", "widehat", "tilde", "widetilde", "bar", "overline", "vec", "dot", "ddot", "underline")
_UPRIGHT = ("text", "mathrm", "mathtt", "operatorname")
# What these enclose is words or layout, not mathematics.
_WORDS = re.compile(r"\\(?:text\w*|math(?:rm|tt|it)|operatorname\*?|mbox|label|tag|(?:eq)?ref|[hv]space|color)\s*\{")
_LAYOUT = re.compile(r"\\begin\s*\{array\}\s*\{[^}]*\}|\\(?:begin|end)\s*\{[^}]*\}|(?<!\\)%.*")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\s]", re.DOTALL)


@dataclass(frozen=True)
class Atom:
    """One symbol of a formula: its base (empty for what is no identifier), accent, and scripts as LaTeX."""

    base: str
    sub: str = ""
    sup: str = ""
    accent: str = ""
    inner: str = ""  # what a group encloses

    @property
    def spelling(self) -> str:
        """How the table writes it."""
        return self._with(self.sub, self.sup)

    def _with(self, sub: str, sup: str) -> str:
        base = f"\\{self.accent}{{{self.base}}}" if self.accent else self.base
        return base + (f"_{_braced(sub)}" if sub else "") + (f"^{_braced(sup)}" if sup else "")

    def resolve(self, known: Iterable[str]) -> tuple[str, list[str]]:
        """The longest spelling in the table (or else the base), and the scripts it leaves to be read on their own."""
        forms = [(self.spelling, []), (self._with(self.sub, ""), [self.sup]), (self._with("", self.sup), [self.sub]),
                 (self._with("", ""), [self.sub, self.sup])]
        return next((form for form in forms if form[0] in known), (self.base, [self.sub, self.sup]))


def identifiers(tex: str, known: Iterable[str] = ()) -> set[str]:
    r"""The identifiers of a formula, each in its longest spelling that is known.

    >>> sorted(identifiers(r"H(X) = -\sum_{x} p(x) \log_2 p(x) \text{ bits}"))
    ['H', 'X', 'p', 'x']
    >>> sorted(identifiers(r"\hat p_i \le A_\varepsilon^{(n)}, \mathcal X", {r"A_\varepsilon^{(n)}"}))
    ['A_\\varepsilon^{(n)}', '\\mathcal{X}', 'i', 'p']
    """
    known, found = set(known), set()
    for atom in atoms(tex):
        if atom.base:
            spelling, rest = atom.resolve(known)
            found.add(spelling)
        else:
            rest = [atom.inner, atom.sub, atom.sup]
        found |= {name for part in rest if part for name in identifiers(part, known)}
    return found


def canonical(tex: str) -> str:
    r"""One spelling for what LaTeX reads alike: ``\mathcal X`` is ``\mathcal{X}``, ``x_{1}`` is ``x_1``."""
    return "".join(atom.spelling for atom in atoms(tex)) or tex


def atoms(tex: str) -> Iterator[Atom]:
    """The symbols of a formula in order, groups unopened; words, layout and spaces left out."""
    yield from _Reader(_mathematics(tex)).read()


def _mathematics(tex: str) -> str:
    tex = _LAYOUT.sub(" ", tex)
    while match := _WORDS.search(tex):
        tex = tex[: match.start()] + "{}" + tex[_closing(tex, match.end()) + 1:]
    return tex


def _closing(tex: str, start: int) -> int:
    """Where the brace closes that opened just before ``start``."""
    depth = 1
    for token in re.finditer(r"\\.|[{}]", tex[start:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return start + token.start()
    return len(tex)


class _Reader:
    """Reads tokens of mathematics into atoms."""

    def __init__(self, tex: str):
        self.tokens, self.at = _TOKEN.findall(tex), 0

    def read(self) -> Iterator[Atom]:
        while self.at < len(self.tokens):
            if (atom := self.nucleus()) is not None:
                yield self.scripted(atom)

    def argument(self) -> str:
        """The next token, or what the next braces enclose."""
        if self.at >= len(self.tokens):
            return ""
        self.at += 1
        if self.tokens[self.at - 1] != "{":
            return self.tokens[self.at - 1] + (self._argument_of_command() if self._takes_argument() else "")
        start, depth = self.at, 1
        while self.at < len(self.tokens) and depth:
            depth += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
        return _joined(self.tokens[start: self.at - (depth == 0)])

    def _takes_argument(self) -> bool:
        return self.tokens[self.at - 1][1:] in (*_ALPHABETS, *_ACCENTS)

    def _argument_of_command(self) -> str:
        return f"{{{self.argument()}}}"

    def nucleus(self) -> Atom | None:
        token = self.tokens[self.at]
        if token == "{":
            return Atom("", inner=self.argument())
        self.at += 1
        if token[1:] in _UPRIGHT:
            self.argument()
            return Atom("")
        if token[1:] in _ALPHABETS:
            return _styled(token[1:], self.argument())
        if token[1:] in _ACCENTS:
            return _accented(token[1:], self.argument())
        if token.isalpha() or token[1:] in _GREEK:
            return Atom(token)
        return None if token in ("}", "&", "'") else Atom("")

    def scripted(self, atom: Atom) -> Atom:
        scripts = {"_": atom.sub, "^": atom.sup}
        while self.at < len(self.tokens) and self.tokens[self.at] in ("_", "^", "'"):
            mark, self.at = self.tokens[self.at], self.at + 1
            if mark != "'":
                scripts[mark] = canonical_script(self.argument())
        return Atom(atom.base, scripts["_"], scripts["^"], atom.accent, atom.inner)


def canonical_script(tex: str) -> str:
    """A script as the table would write it: its tokens without needless spaces."""
    return _joined(_TOKEN.findall(tex))


def _joined(tokens: list[str]) -> str:
    joined = ""
    for token in tokens:
        joined += (" " if re.search(r"\\[A-Za-z]+$", joined) and token[0].isalpha() else "") + token
    return joined


def _braced(script: str) -> str:
    return script if len(_TOKEN.findall(script)) == 1 else f"{{{script}}}"


def _styled(alphabet: str, argument: str) -> Atom:
    letters = [token for token in _TOKEN.findall(argument) if token.isalpha() or token[1:] in _GREEK]
    return Atom(f"\\{alphabet}{{{letters[0]}}}") if len(letters) == 1 else Atom("", inner="")


def _accented(accent: str, argument: str) -> Atom:
    inside = list(atoms(argument))
    if len(inside) == 1 and inside[0].base:
        return Atom(inside[0].base, inside[0].sub, inside[0].sup, accent)
    return Atom("", inner=argument)
