"""Sentences of many kinds, step by step."""

from skbook.widgets.arithmetic_coding import DEFAULT, state

TEXTS = [
    DEFAULT, "", "   ", "e", "zzzzzz", "It is a truth, universally acknowledged, that 1 man…", "the the the the the",
    "Wer reitet so spät durch Nacht und Wind?", "qqqq xjzq vwvw kkk", "To be — or not to be: that is the question!",
    "a" * 60, "sir\n\tthomas\u00a0bertram", "🙂 emoji 🙂 and İ K \u212a ſ", "no word of a lie " * 20, "x y z " * 50,
    "mississippi", "pride and prejudice", " spaced  out ", "thz", "z" * 200,
    "the quick brown fox jumps over the lazy dog", "a man of large fortune must be in want of a wife",
]
STATES = [(text, step) for text in TEXTS for step in range(0, 210, 1 if len(text) < 100 else 5)
          if step <= len(state(text, 0)["letters"]) + 1]
EXTREMES = [(text, len(text)) for text in (DEFAULT, "", "It is a truth universally acknowledged; " * 6)]
BAD = [("a bet", -1), ("a bet", 1.0), (None, 1)]
BYTES = 100_000
