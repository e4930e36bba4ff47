"""The presets, and texts that try the edges: empty, beyond the limit, characters of several bytes."""

from skbook.widgets.compressor_race import DEFAULT, LIMIT, PRESETS, TOSSES, read

TEXTS = [*PRESETS.values(), "", "a", "aa", "ab", "é", "ééé", "🙂🙂", "\ud800 alone", "a\nb\tc", "x" * 500, "ab" * 230,
         "to be or not to be, that is the question; " * 12]
STATES = [(text, step) for text in TEXTS for step in range(0, LIMIT + 10, 1 if len(text) < 160 else 9)
          if step <= min(len(read(text)), LIMIT) + 1]
EXTREMES = [(text, len(text)) for text in (DEFAULT, "", "x" * 400, TOSSES)]
BAD = [("a", -1), ("a", 1.0), (None, 0)]
