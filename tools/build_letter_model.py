"""Build the letter model of the live figure from Austen's six novels: ``python -m tools.build_letter_model``.

The full table of order 3 is thinned out until it can travel in a page: a letter keeps its own count in a row if that
saves ``LETTER_BITS`` bits over the letter's part of the stake, a row stays if it saves ``ROW_BITS`` bits over the
shorter context, both counted on the novels themselves, and counts are rounded to powers of two. All arithmetic is done
with integers, so the file is the same on every machine. ``--measure`` fits to five novels and prints, for the sixth,
what the thinning costs in bits a letter. Serves the chapter *Entropy and coding*.
"""

import argparse
import gzip
from functools import lru_cache
from pathlib import Path

from skbook.letters import EVEN, FRACTION_BITS, LetterModel, fit_letters, letter_bits, letters, log2_fixed, mix
from skbook.widgets.letter_table import pack

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "data" / "text" / "austen_en.txt.gz"
TARGET = ROOT / "skbook" / "widgets" / "austen_letters.txt"
ORDER = 3
LETTER_BITS, ROW_BITS = 20, 50  # half the rows stay, and a letter costs a few hundredths of a bit more

_log2 = lru_cache(2**16)(log2_fixed)  # the same small counts come again and again: halves the time


def thin(full: LetterModel, letter_bits: int = LETTER_BITS, row_bits: int = ROW_BITS) -> LetterModel:
    """Thin a fitted model out, shorter contexts first: each row is judged against what it would fall back on."""
    rows = {}
    thinned = LetterModel(full.order, rows)
    for context in sorted(full.rows, key=lambda c: (len(c), c)):
        shorter = thinned.after(context[1:]) if context else EVEN
        *counts, stake = full.rows[context]
        row = _thin_row(counts, stake, shorter, letter_bits)
        if any(row[:-1]) and _saving(counts, row, shorter) >= row_bits << FRACTION_BITS:
            rows[context] = row
    return thinned


def _thin_row(counts: list[int], stake: int, shorter: tuple[int, ...], letter_bits: int) -> tuple[int, ...]:
    kept = list(counts)
    for _ in range(3):  # what a letter's part of the stake is depends on who else lives from it
        pool = stake + sum(counts) - sum(kept)
        unseen = sum(f for f, n in zip(shorter, kept, strict=True) if n == 0) or 1
        kept = [n if n and _apart(n, max(1, pool * f // unseen)) >= letter_bits << FRACTION_BITS else 0
                for n, f in zip(counts, shorter, strict=True)]
    return tuple(_power_of_two(n) for n in (*kept, stake + sum(counts) - sum(kept)))


def _apart(count: int, part: int) -> int:
    """Bits between coding a letter by its own count and by its part of the stake, over all its occurrences."""
    return count * abs(_log2(count) - _log2(part))


def _power_of_two(n: int) -> int:
    """The nearest power of two in ratio; 0 stays 0."""
    below = 1 << n.bit_length() - 1 if n else 0
    return 2 * below if n * n > 2 * below * below else below


def _saving(counts: list[int], row: tuple[int, ...], shorter: tuple[int, ...]) -> int:
    """Bits that the row saves over the shorter context on the letters that were counted, in units of 2⁻²⁰."""
    new = mix(row, shorter)
    return sum(n * (_log2(a) - _log2(b)) for n, a, b in zip(counts, new, shorter, strict=True) if n)


def build() -> str:
    """The table of the shipped file."""
    return pack(thin(fit_letters(letters(novels()), ORDER)))


def novels() -> str:
    return gzip.decompress(SOURCE.read_bytes()).decode()


def measure() -> str:
    """What thinning costs on a novel that was not counted, and what it saves in the page."""
    read, _, unread = novels().partition("SENSE AND SENSIBILITY")
    full, page = fit_letters(letters(read), ORDER), letters(unread)
    thinned = thin(full)
    table = pack(thinned)
    before, after = (letter_bits(model, page).mean() for model in (full, thinned))
    size = f"{len(table)} bytes, {len(gzip.compress(table.encode(), 6))} with gzip"
    return (f"all {len(full.rows)} rows: {before:.4f} bits a letter\n"
            f"{len(thinned.rows)} rows kept: {after:.4f} bits a letter, {size}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--measure", action="store_true", help="print what the thinning costs on an unseen novel")
    if parser.parse_args().measure:
        print(measure())
    else:
        TARGET.write_text(build() + "\n", encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
