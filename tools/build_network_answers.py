"""Build the questions of the live figure on answering and silence: ``python -m tools.build_network_answers``.

Trains the first network of the experiment ``two_errors`` that lacks data, as its page does, and keeps the logits of
some questions that stand for all. Digits that come out of training differ between processors, and so may the file; a
test compares what it says with the result card. Needs torch. Serves the chapter *Hallucination*.
"""

from skbook.experiments.hallucination import Answers, answers
from skbook.widgets.answer_or_silence import pack
from skbook.widgets.base import HERE

TARGET = HERE / "answer_or_silence.txt"


def build() -> str:
    """The content of the file."""
    popularity, values, logits = answers(Answers("data", 0))
    return pack(logits, values, popularity) + "\n"


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="ascii")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
