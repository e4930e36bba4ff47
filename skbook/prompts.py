r"""What a prompt is worth, in **bits**: what it saves on the message that follows, and what it costs itself.

A prompt is *side information*: something that the reader of a message has in view before the message begins. Knows the
average saving of any reader on any list of prompts and messages, and what stated facts save the ideal learner of
:mod:`skbook.bayes`, who has read N sentences before. Knows no network; for those see :mod:`skbook.nn.induction`.
Serves chapter 17.
"""

import math
from dataclasses import dataclass

import numpy as np

from skbook import info
from skbook.checks import plain, positives, whole


@dataclass(frozen=True)
class Gain:
    r"""What a prompt saves on average, and where it comes from.

    .. math:: \text{saved} = I(X;C) + D(P_X \,\|\, q) - \mathbb E\, D(P_{X|C} \,\|\, q(\cdot \mid C))

    Attributes
    ----------
    information : :math:`I(X;C)`, what the true law has the prompt tell about the message.
    wrong_without, wrong_with : what the reader's forecasts cost too much without the prompt, and with it.
    """

    information: float
    wrong_without: float
    wrong_with: float

    @property
    def saved(self) -> float:
        """Bits; below 0 if the prompt hurts."""
        return self.information + self.wrong_without - self.wrong_with


def gain(joint, without=None, given=None) -> Gain:
    """The average saving of a reader, under the true law of prompts and messages.

    Parameters
    ----------
    joint : shape (prompts, messages), the probability of each pair; sums to 1.
    without : shape (messages,), what the reader forecasts without a prompt; the truth by default.
    given : shape (prompts, messages), what it forecasts after each prompt; the truth by default.

    Raises
    ------
    ValueError
        If a table is no distribution, has another shape, or gives a message that occurs no probability at all.

    Examples
    --------
    >>> weather = [[0.5, 0.0], [0.25, 0.25]]  # one row for each prompt
    >>> gain(weather).saved  # entropy of (3/4, 1/4), less one half of a toss
    0.31127812445913283
    >>> gain(weather, given=[[0.5, 0.5], [1.0, 0.0]]).saved  # read the wrong way round
    Traceback (most recent call last):
    ValueError: after a prompt the reader gives probability 0 to a message that occurs, which costs infinitely ...
    """
    joint = np.asarray(joint, dtype=float)
    information = info.mutual_information(joint)
    law, messages = joint.sum(axis=1), joint.sum(axis=0)
    truth = np.divide(joint, law[:, None], out=np.full(joint.shape, 1 / joint.shape[1]), where=law[:, None] > 0)
    without, given = messages if without is None else without, truth if given is None else given
    for name, table, shape in (("without", without, messages.shape), ("given", given, joint.shape)):
        if np.shape(table) != shape:
            raise ValueError(f"{name} has shape {np.shape(table)}, but this law needs {shape}: one forecast for each "
                             "message" + (", after each prompt." if name == "given" else "."))
    excess = info.kl(truth, given)
    wrong_without, wrong_with = info.kl(messages, without), float(law[law > 0] @ excess[law > 0])
    for where, bits in (("without", wrong_without), ("after", wrong_with)):
        if not math.isfinite(bits):
            raise ValueError(f"{where} a prompt the reader gives probability 0 to a message that occurs, which costs "
                             "infinitely many bits: give everything a chance.")
    return Gain(information, wrong_without, wrong_with)


def saved_when_asked(p, n: int, n_values: int):
    r"""What stating a fact saves the ideal learner, on a question about that fact.

    .. math:: s_i = (1 - p_i)^N \log_2 V

    Parameters
    ----------
    p : popularity of the fact, in (0, 1], or an array.
    n : N, sentences read before.
    n_values : V, as many as a fact could say, all equally likely.

    Raises
    ------
    ValueError
        If a popularity is outside (0, 1], n is no whole number from 0, or V is below 2.

    Examples
    --------
    >>> saved_when_asked([0.5, 0.25], n=2, n_values=4).tolist()
    [0.5, 1.125]
    """
    return plain((1 - _popularity(p)) ** whole(n, "n") * _value_bits(n_values))


def saved_on_average(p, n: int, n_values: int):
    r"""The same on a question that is asked as often as the fact is mentioned: :math:`p_i (1 - p_i)^N \log_2 V`.

    Largest at :math:`p = 1/(N+1)`; its sum over all facts is the knowledge excess of the ideal learner.

    Examples
    --------
    >>> saved_on_average([0.5, 0.25], n=2, n_values=4).tolist()
    [0.25, 0.28125]
    """
    return plain(_popularity(p) * saved_when_asked(p, n, n_values))


def price(p, n_values: int):
    r"""What it takes to state a fact: its name, by popularity, and its value: :math:`\log_2 (1/p_i) + \log_2 V`.

    Of a code that takes no account of what the reader knows; the ideal code would charge a known value nothing.

    Examples
    --------
    >>> price(0.25, n_values=64)
    8.0
    """
    return plain(-np.log2(_popularity(p)) + _value_bits(n_values))


def _popularity(p) -> np.ndarray:
    p = positives(p, "p")
    if (p > 1).any():
        raise ValueError(f"p holds {p.max():g}; a popularity is a probability, from above 0 to 1.")
    return p


def _value_bits(n_values: int) -> float:
    if whole(n_values, "n_values") < 2:
        raise ValueError(f"n_values is {n_values}; with one value there is nothing to tell.")
    return math.log2(n_values)
