"""Result cards: what a longer run found, with everything that is needed to run it again.

A card is a JSON file under ``data/results`` with the configuration, the seeds, the machine, the time it took, the
checksums of its data, the commit and the numbers. A card without one of these is not shown, and one whose bytes differ
from ``SHA256SUMS`` is refused. ``tools/cards.py`` makes them, and the bench makes them again and compares. Knows
nothing of what the numbers mean. Serves every chapter that shows more than a page can run.
"""

import json
from dataclasses import dataclass, fields
from html import escape

from skbook.datasets import _checksums, _find, _near, _verified

FOLDER = "results/"


@dataclass(frozen=True, repr=False)
class Card:
    """One run: what was done (``says``, ``config``, ``seeds``), where, when in the book's history, what came out."""

    name: str
    says: str
    config: dict
    seeds: list[int]
    hardware: str
    wall_seconds: float
    data: dict[str, str]
    commit: str
    metrics: dict

    def provenance(self) -> list[tuple[str, str]]:
        """What a reader should know of the run, as (label, text)."""
        shown = {"run": ", ".join(f"{key} {value}" for key, value in self.config.items()),
                 "seeds": ", ".join(map(str, self.seeds)) or "none: nothing is random", "on": self.hardware,
                 "time": f"{self.wall_seconds:,.0f} s", "data": ", ".join(self.data) or "none", "commit": self.commit}
        return list(shown.items())

    def __repr__(self):
        return "\n".join([f"Result card {self.name}: {self.says}",
                          *(f"  {label:<7} {text}" for label, text in self.provenance())])

    def _repr_html_(self):
        rows = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in self.provenance())
        return (f'<div class="sk-claim sk-holds"><p class="sk-claim-head"><span class="sk-kind">Result card</span></p>'
                f'<p class="sk-claim-sentence">{escape(self.says)}</p><dl>{rows}</dl></div>')


def names(root=None) -> list[str]:
    """The names of all cards.

    >>> "machines_4_2" in names()
    True
    """
    files = sorted(file for file in _checksums(_find(root)) if file.startswith(FOLDER))
    return [file.removeprefix(FOLDER).removesuffix(".json") for file in files]


def load(name: str, root=None) -> Card:
    """A card by name, its checksum verified and its provenance complete.

    Raises
    ------
    ValueError
        If there is no such card, its file is damaged, or a field of its provenance is missing.

    Examples
    --------
    >>> load("machines_4_2").config["n_states"]
    4
    """
    root = _find(root)
    if name not in (known := names(root)):
        raise ValueError(f"There is no result card {name!r}.{_near(name, known)} results.names() lists all.")
    return read(name, json.loads(_verified(root, f"{FOLDER}{name}.json")))


def read(name: str, raw: dict) -> Card:
    """A card from its JSON; ``ValueError`` names what its provenance lacks.

    >>> read("x", {"says": "Nothing."})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: The result card 'x' lacks config, seeds, hardware, wall_seconds, data, commit, metrics: ...
    """
    wanted = [field.name for field in fields(Card) if field.name != "name"]
    empty = [key for key in wanted if key not in raw or raw[key] in ("", None)]
    if empty:
        raise ValueError(f"The result card {name!r} lacks {', '.join(empty)}: make it again with "
                         f"`python -m tools.cards {name}`; a card without provenance is not shown.")
    return Card(name, **{key: raw[key] for key in wanted})
