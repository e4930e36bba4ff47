r"""A memory that holds answers and not the questions: the cheapest there is, and it cannot say that it does not know.

Answers are words of b bits. Each question is hashed to m random bits, the row of a linear equation over the field with
two elements, and a table of m words is solved for so that the row picks out words whose sum is the answer. That takes
hardly more than b bits a fact. Asked about something that it does not hold, the table adds up words as well, and gives
an answer of the right form. With c bits more a fact the sum also holds a *check*, another hash of the question, and a
stranger passes it with probability :math:`2^{-c}`. Such a table is known as a Bloomier filter or a retrieval
structure (Chazelle, Kilian, Rubinfeld and Tal, SODA 2004). Knows no language. Serves chapter 14.
"""

import hashlib
import math
from dataclasses import dataclass

from skbook.checks import whole

SPARE = 16  # rows more than facts: a random system of n equations in n + 16 unknowns fails once in 2^16


@dataclass(frozen=True, repr=False)
class AnswerMemory:
    """Answers without their questions; made by :meth:`store`.

    Attributes
    ----------
    table : m words of ``answer_bits + check_bits`` bits, as integers.
    answer_bits, check_bits : b and c.
    key : of the hash; it costs nothing that grows with the facts.
    n_facts : how many were stored.

    Examples
    --------
    >>> memory = AnswerMemory.store({"Paris": 3, "Rome": 5}, answer_bits=3)
    >>> memory.ask("Paris"), memory.ask("Rome"), memory.ask("Atlantis")
    (3, 5, 3)
    >>> careful = AnswerMemory.store({"Paris": 3, "Rome": 5}, answer_bits=3, check_bits=10)
    >>> careful.ask("Paris"), careful.ask("Atlantis")
    (3, None)
    """

    table: tuple[int, ...]
    answer_bits: int
    check_bits: int
    key: int
    n_facts: int

    @classmethod
    def store(cls, facts: dict, answer_bits: int, check_bits: int = 0, key: int = 0) -> "AnswerMemory":
        r"""Solve :math:`R\,x = a` over two elements for the table x.

        Parameters
        ----------
        facts : question to answer; a question is anything whose ``str`` names it, an answer a number of b bits.
        answer_bits, check_bits, key : as above.

        Raises
        ------
        ValueError
            If there is no fact, an answer does not fit into its bits, two questions have one ``str``, or the equations
            have no solution: take another key then.
        """
        bits = whole(answer_bits, "answer_bits")
        if not facts or any(whole(a, "an answer") >> bits for a in facts.values()):
            raise ValueError(f"there must be a fact, and every answer must be a whole number below 2^{bits}.")
        if len({str(question) for question in facts}) < len(facts):
            raise ValueError("two questions have the same str, and the memory cannot tell them apart: rename one.")
        empty = cls((0,) * (len(facts) + SPARE), bits, whole(check_bits, "check_bits"), whole(key, "key"),
                    len(facts))
        solved: dict[int, tuple[int, int]] = {}  # first unknown of an equation: its row and its right side
        for question, answer in facts.items():
            row, check = empty._hashed(question)
            row, word = _reduced(row, answer << empty.check_bits | check, solved)
            if not row:
                raise ValueError(f"the hashes of key {key} are not independent; store with another key.")
            solved[row.bit_length()] = row, word
        table = [0] * len(empty.table)
        for first in sorted(solved):  # each unknown from those below it
            row, word = solved[first]
            table[first - 1] = word ^ _sum(table[:first - 1], row)
        return cls(tuple(table), bits, empty.check_bits, empty.key, len(facts))

    def ask(self, question) -> int | None:
        """The answer; None if the check says that this question was not stored."""
        row, check = self._hashed(question)
        word = _sum(self.table, row)
        return word >> self.check_bits if word & ((1 << self.check_bits) - 1) == check else None

    @property
    def bits_per_fact(self) -> float:
        return len(self.table) * (self.answer_bits + self.check_bits) / self.n_facts

    def __repr__(self):
        return (f"AnswerMemory of {self.n_facts:,} facts: {self.answer_bits} bits an answer, {self.check_bits} to "
                f"check, {self.bits_per_fact:.2f} bits a fact in all")

    def _hashed(self, question) -> tuple[int, int]:
        """The row of a question, one bit for each word of the table, and its check."""
        m = len(self.table)
        said = hashlib.shake_128(f"{self.key} {question}".encode()).digest((m + self.check_bits + 7) // 8)
        drawn = int.from_bytes(said, "big")
        return drawn & ((1 << m) - 1), (drawn >> m) & ((1 << self.check_bits) - 1)


def _reduced(row: int, word: int, solved: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """An equation minus those before it, until its first unknown is nobody else's; 0 if nothing is left."""
    while row and row.bit_length() in solved:
        other, said = solved[row.bit_length()]
        row, word = row ^ other, word ^ said
    return row, word


def _sum(words, row: int) -> int:
    """The sum, over two elements, of the words that a row picks."""
    total = 0
    for i, word in enumerate(words):
        total ^= word * (row >> i & 1)
    return total


def least_bits(n_facts: int, n_questions: int, n_values: int, false_alarms: float) -> float:
    r"""The fewest bits of a memory that answers n facts right and, of other questions, answers a share ε at most.

    .. math:: \log_2 \frac{\binom Qn V^n}{\binom An} \;\ge\; n \Bigl( \log_2 V + \log_2 \frac QA \Bigr),
              \qquad A = n + \lfloor \varepsilon\,(Q - n) \rfloor

    Parameters
    ----------
    n_facts : n, from 1.
    n_questions : Q, all that can be asked, from n on.
    n_values : V, from 1.
    false_alarms : ε in [0, 1]; 1 for a memory that always answers.

    Raises
    ------
    ValueError
        If a number is out of range.

    Examples
    --------
    >>> least_bits(1, 4, 2, 0.0), least_bits(1, 4, 2, 1.0)
    (3.0, 1.0)
    """
    n, q, v = whole(n_facts, "n_facts"), whole(n_questions, "n_questions"), whole(n_values, "n_values")
    if not 1 <= n <= q or v < 1 or not 0 <= false_alarms <= 1:
        raise ValueError(f"{n} facts with {v} values, {q} questions, false alarms {false_alarms!r}: a memory holds at "
                         "least one fact, as many as there are questions at most, and false alarms are a share.")
    answered = n + min(q - n, math.floor(false_alarms * (q - n) * (1 + 1e-12)))  # 0.29 of 100 is 29, also in floats
    return n * math.log2(v) + math.fsum(math.log2((q - i) / (answered - i)) for i in range(n))
