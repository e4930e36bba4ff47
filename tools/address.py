"""The book's address where it must be repeated: finds what disagrees with pyproject.toml, and mends it.

``[project.urls]`` in pyproject.toml is the one setting. Pages derive their links from it when they are built; a few
files have to spell the address out (citation, README, the Colab cell of each chapter). ``python -m tools.address``
lists those that disagree, ``python -m tools.address --write`` mends them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.chapter import ROOT

BOOK = "knowing-by-compressing"
NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
# Wherever a repository or its pages are named: GitHub itself, Colab, Binder, GitHub's pages.
REPOSITORY = re.compile(rf"(?P<before>github\.com/|research\.google\.com/github/|mybinder\.org/v2/gh/)"
                        rf"(?P<owner>{NAME})/(?P<name>{NAME})")
SITE = re.compile(rf"https://(?P<owner>{NAME})\.github\.io/(?P<name>{NAME})")
SUFFIXES = {"", ".cff", ".cfg", ".ipynb", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yml", ".yaml"}
HIDDEN = {".binder", ".ci", ".devcontainer", ".github"}
PASSED_OVER = {"_build", "_extra", "build", "dist", "node_modules", "requirements.lock", "tests"}


@dataclass(frozen=True)
class Place:
    """An address that disagrees with the setting."""

    file: Path
    line: int
    found: str
    expected: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.found} — pyproject.toml says {self.expected}"


@dataclass(frozen=True)
class Setting:
    """The addresses of the book, without a slash at the end."""

    repository: str
    homepage: str

    @classmethod
    def load(cls, root: Path = ROOT) -> Setting:
        urls = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
        return cls(urls["Repository"].rstrip("/"), urls["Homepage"].rstrip("/"))

    @property
    def slug(self) -> str:
        """Owner and name, such as ``OWNER/knowing-by-compressing``."""
        return "/".join(self.repository.split("/")[-2:])

    def is_ours(self, found: re.Match) -> bool:
        """Whether an address means this book: it has the repository's name, or the one that the book began with."""
        return found["name"] in (self.slug.split("/")[1], BOOK)

    def mended(self, text: str) -> str:
        """``text`` with every address of the book as the setting says."""
        text = REPOSITORY.sub(lambda m: f"{m['before']}{self.slug}" if self.is_ours(m) else m[0], text)
        return SITE.sub(lambda m: self.homepage if self.is_ours(m) else m[0], text)


def files(root: Path = ROOT) -> Iterator[Path]:
    """The book's own text files; not what is built, vendored or hidden, nor the tests, which hold bad examples."""
    for path in sorted(root.iterdir()):
        if path.name in PASSED_OVER or (path.is_dir() and path.name.startswith(".") and path.name not in HIDDEN):
            continue
        if path.is_dir():
            yield from files(path)
        elif path.suffix in SUFFIXES and path.name != "pyproject.toml":
            yield path


def disagreeing(root: Path = ROOT) -> Iterator[Place]:
    """Every line that names the book by another address than the setting."""
    setting = Setting.load(root)
    for path in files(root):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for pattern in (REPOSITORY, SITE):
                for found in pattern.finditer(line):
                    if setting.mended(found[0]) != found[0]:
                        yield Place(path.relative_to(root), number, found[0], setting.mended(found[0]))


def write(root: Path = ROOT) -> list[Path]:
    """Mend every file that disagrees; returns them."""
    setting, mended = Setting.load(root), sorted({place.file for place in disagreeing(root)})
    for file in mended:
        path = root / file
        path.write_text(setting.mended(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return mended


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns its exit status."""
    if list(sys.argv[1:] if argv is None else argv) == ["--write"]:
        print("".join(f"mended {file}\n" for file in write()) or "nothing to mend\n", end="")
        return 0
    found = list(disagreeing())
    print("".join(f"{place}\n" for place in found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
