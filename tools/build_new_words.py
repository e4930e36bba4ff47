"""Build the counts of the live figure on new words: ``python -m tools.build_new_words``.

Types and singletons of two books after every block of words, in the order of print and after one shuffle with a fixed
seed, and the word at which each novel or each book of the Bible begins. Serves the chapter *Zipf and Heaps*.
"""

import json
from pathlib import Path

import numpy as np

from skbook import datasets, lexical

TARGET = Path(__file__).resolve().parent.parent / "skbook" / "widgets" / "new_words.json"
BLOCK = 10_000
SEED = [6, 99]  # of the shuffle: chapter and experiment


def parts_of_austen() -> dict[str, str]:
    return datasets.novels()


def parts_of_the_bible() -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for (book, _, _), text in datasets.verses("bible_kjv_en").items():
        parts.setdefault(book, []).append(text)
    return {book: " ".join(texts) for book, texts in parts.items()}


def counted(name: str, parts: dict[str, str]) -> dict:
    """What the figure knows of one book."""
    cut = {part: lexical.words(text) for part, text in parts.items()}
    starts = np.cumsum([0, *map(len, cut.values())])[:-1]
    tokens = lexical.type_ids([word for words in cut.values() for word in words])
    types, once = [], []
    for order in (tokens, np.random.default_rng(SEED).permutation(tokens)):
        at = np.arange(BLOCK, len(order) + 1, BLOCK) - 1
        types.append([0, *lexical.heaps_curve(order)[1][at].tolist()])
        once.append([0, *lexical.seen_exactly(order, 1)[at].tolist()])
    begins = [list(pair) for pair in zip(starts.tolist(), cut, strict=True)]
    return {"name": name, "block": BLOCK, "parts": begins, "types": types, "once": once}


def build() -> str:
    """The content of the file."""
    books = [counted("Austen", parts_of_austen()), counted("King James", parts_of_the_bible())]
    return json.dumps(books, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
