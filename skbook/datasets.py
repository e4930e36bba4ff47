"""The book's real data by name: texts and genomes as strings, tables as dicts of numpy columns.

Knows the catalogue (``datasets.json``: file, size, source, licence) and the checksums of everything under ``data/``,
which it finds beside the package in a checkout and inside the package where it was installed, Colab included. Knows
nothing of what the data mean. Nothing is cached: reading and checking the largest text takes a few hundredths of a
second, the largest table less than one. Serves every chapter that touches something real.
"""

import csv
import gzip
import hashlib
import io
import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from pathlib import Path

import numpy as np

_PACKAGE = Path(__file__).resolve().parent
PLACES = (_PACKAGE.parent / "data", _PACKAGE / "_data")  # a checkout first, so that what you edit is what you load
UNITS = {"text": "characters", "genome": "bases", "table": "rows"}
WIDE = 200  # longer strings are kept as objects: a fixed-width column would make every row as wide as its widest

AUSTEN = ("Emma", "Mansfield Park", "Northanger Abbey", "Persuasion", "Pride and Prejudice", "Sense and Sensibility")


@dataclass(frozen=True)
class Source:
    """Where data come from, and what their licence asks for."""

    title: str
    url: str
    licence: str
    licence_file: str = ""
    cite: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Dataset:
    """One entry of the catalogue; ``count`` is in characters, bases or rows, as ``kind`` says."""

    name: str
    file: str
    kind: str
    count: int
    description: str
    sources: tuple[Source, ...]
    columns: tuple[str, ...] = ()

    @property
    def size(self) -> str:
        return f"{self.count:,} {UNITS[self.kind]}"

    @property
    def licence(self) -> str:
        return "; ".join(dict.fromkeys(source.licence for source in self.sources))

    def __repr__(self):
        return f"{self.name} ({self.size}; {self.licence}): {self.description}"

    def _repr_html_(self):
        sources = "".join(f'<li><a href="{escape(s.url)}">{escape(s.title)}</a>, {escape(s.licence)}'
                          + "".join(f". {escape(more)}" for more in (s.credit, s.cite) if more) + "</li>"
                          for s in self.sources)
        return (f"<p><strong>{escape(self.name)}</strong> ({self.size}): {escape(self.description)}</p>"
                f"<ul>{sources}</ul>")


def names() -> list[str]:
    """The names of all datasets, in the order of the catalogue.

    Examples
    --------
    >>> names()[:3]
    ['austen_en', 'shakespeare_en', 'bible_kjv_en']
    """
    return list(_catalogue(_find(None))["datasets"])


def describe(name: str, root=None) -> Dataset:
    """What a dataset holds, how large it is, where it comes from and under which licence.

    Raises
    ------
    ValueError
        If there is no dataset of that name.

    Examples
    --------
    >>> describe("lambda_phage")
    lambda_phage (48,502 bases; public sequence record): The whole genome of the virus lambda, which preys on E. coli.
    """
    catalogue = _catalogue(_find(root))
    known = catalogue["datasets"]
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"There is no dataset {name!r}.{_near(name, known)} datasets.names() lists all {len(known)}.")
    entry = dict(known[name])
    sources = tuple(Source(**catalogue["sources"][key]) for key in entry.pop("sources"))
    return Dataset(name, sources=sources, columns=tuple(entry.pop("columns", ())), **entry)


def load(name: str, root=None) -> str | dict[str, np.ndarray]:
    """A dataset by name, with its checksum verified.

    Texts and genomes come as one string; tables as a dict from column to array, in which a column of whole numbers is
    integer, one of numbers with gaps is float with NaN in the gaps, and anything else is text, gaps empty.

    Parameters
    ----------
    name : one of :func:`names`.
    root : a folder to read in place of the book's own data, with its ``datasets.json`` and ``SHA256SUMS``.

    Raises
    ------
    ValueError
        If there is no such dataset, or its file is missing or damaged; the message says how to mend it.

    Examples
    --------
    >>> load("elements")["name"][:3]
    array(['hydrogen', 'helium', 'lithium'], dtype='<U13')
    >>> load("lambda_phage")[:12]
    'GGGCGGCGACCT'
    """
    root = _find(root)
    entry = describe(name, root)
    text = _verified(root, entry.file).decode("utf-8")
    return _table(text, entry.columns) if entry.kind == "table" else text


def novels() -> dict[str, str]:
    """Jane Austen's six novels, title to text.

    Examples
    --------
    >>> [len(text) for text in novels().values()]
    [883030, 883281, 433413, 466856, 684770, 673688]
    """
    text = load("austen_en")
    starts = [re.search(f"^{title}$", text, re.IGNORECASE | re.MULTILINE).start() for title in AUSTEN]
    return {title: text[a:b] for title, a, b in zip(AUSTEN, starts, [*starts[1:], len(text)], strict=True)}


def verses(name: str) -> dict[tuple[str, int, int], str]:
    """A Bible as a dict from (book, chapter, verse) to text; the keys are the same in all three.

    Examples
    --------
    >>> verses("bible_rv1909_es")["Genesis", 1, 3]
    'Y dijo Dios: Sea la luz: y fué la luz.'
    """
    if "verse" not in describe(name).columns:
        raise ValueError(f"{name!r} has no verses; the Bibles are {', '.join(n for n in names() if 'bible' in n)}.")
    table = load(name)
    keys = zip(table["book"].tolist(), table["chapter"].tolist(), table["verse"].tolist(), strict=True)
    return dict(zip(keys, table["text"].tolist(), strict=True))


def declarations() -> dict[str, str]:
    """The Universal Declaration of Human Rights in every language, code to text.

    Examples
    --------
    >>> declarations()["eng"][:41]
    'Universal Declaration of Human Rights Pre'
    """
    table = load("udhr_all_languages")
    return dict(zip(table["code"].tolist(), table["text"].tolist(), strict=True))


def checkout() -> Path | None:
    """The root of the checkout of the book that this package runs from; None where it was installed.

    Beside an installed package, too, there may be a folder ``data``: other packages leave one behind.
    """
    root = PLACES[0].parent
    return root if (PLACES[0] / "SHA256SUMS").is_file() and (root / "pyproject.toml").is_file() else None


def _near(name, known) -> str:
    """A question that offers up to three names close to ``name``."""
    if not isinstance(name, str):
        return " A name is a string."
    near = get_close_matches(name.lower(), known, cutoff=0.5) or [k for k in known if name and name.lower() in k]
    return f" Did you mean {' or '.join(map(repr, near[:3]))}?" if near else ""


def _find(root) -> Path:
    """The folder that holds the data."""
    places = PLACES if root is None else (Path(root),)
    for place in places:
        if all((place / file).is_file() for file in ("datasets.json", "SHA256SUMS")):
            return place
    raise ValueError(f"Found no data: no datasets.json with SHA256SUMS in {' or '.join(map(str, places))}. "
                     "Install skbook again, or clone the book's repository.")


def _catalogue(root: Path) -> dict:
    try:
        return json.loads((root / "datasets.json").read_bytes())
    except ValueError as error:
        path = root / "datasets.json"
        raise ValueError(f"The catalogue {path} is damaged: {error}. {_mend(path.name)}") from None


def _mend(file: str) -> str:
    return (f"In a checkout, `git checkout -- data/{file}` brings it back; an installed skbook, "
            "`pip install --force-reinstall --no-deps` from where it came.")


def _verified(root: Path, file: str) -> bytes:
    """The content of ``file``, once its bytes have the checksum that the book was written with."""
    path = root / file
    if not path.is_file():
        raise ValueError(f"The data file {path} is missing. {_mend(file)}")
    raw = path.read_bytes()
    expected, found = _checksums(root).get(file), hashlib.sha256(raw).hexdigest()
    if expected is None:
        raise ValueError(f"{root / 'SHA256SUMS'} has no line for {file}. {_mend('SHA256SUMS')}")
    if found != expected:
        raise ValueError(f"The data file {path} is damaged: its SHA-256 is {found}, expected {expected}. {_mend(file)}")
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def _checksums(root: Path) -> dict[str, str]:
    """File to checksum, as ``sha256sum`` writes them."""
    lines = (root / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {file: checksum for checksum, _, file in (line.partition("  ") for line in lines)}


def _table(text: str, columns: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Columns of a CSV file with a header, or of a file of tab-separated ``columns`` without."""
    style = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if columns else {}
    rows = list(csv.reader(io.StringIO(text, newline=""), **style))
    header, rows = (columns, rows) if columns else (rows[0], rows[1:])
    return {name: _column(values) for name, values in zip(header, zip(*rows, strict=True), strict=True)}


def _column(values: tuple[str, ...]) -> np.ndarray:
    for kind, gap in ((int, ""), (float, "nan")):
        try:
            return np.array([kind(value or gap) for value in values])
        except ValueError:
            continue
    return np.array(values, dtype=object if max(map(len, values)) > WIDE else None)
