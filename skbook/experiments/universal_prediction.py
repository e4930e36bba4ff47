"""The card of the chapter on universal prediction: two whole books through the context mixer."""

from dataclasses import dataclass

from skbook import compressors, datasets, scale
from skbook.experiments.registry import Experiment


@dataclass(frozen=True)
class Beside:
    """The compressors that read the same books."""

    beside: tuple[str, ...] = ("zlib", "bz2", "lzma", "zstd", "brotli")


def two_books(config: Beside) -> dict:
    """Bytes of two whole books: the context mixer, its file read back; without each of its parts; other compressors."""
    from skbook import context_mixing

    kjv = "\n".join(datasets.load("bible_kjv_en")["text"].tolist())
    books = {"Austen": datasets.load("austen_en").encode(), "King James Bible": kjv.encode()}
    found = {}
    for name, text in books.items():
        code = context_mixing.compress(text)
        if context_mixing.decompress(code) != text:
            raise RuntimeError(f"the context mixer did not read back {name}, so its size means nothing")
        without = {part: len(context_mixing.compress(text, [p for p in context_mixing.PARTS if p != part]))
                   for part in context_mixing.PARTS}
        others = {method: compressors.size_bits(text, method) // 8 for method in config.beside}
        found[name] = {"bytes": len(text), "mixer": len(code), "without": without, "others": others}
    return found


EXPERIMENTS = (
    Experiment("context_mixing",
               "Two whole books through the context mixer, all of it and without each of its parts.",
               Beside, two_books, lambda: scale.pick(quick=[], full=[Beside()]), data=("austen_en", "bible_kjv_en"),
               needs=("numba", "zstandard", "brotli")),
)
