r"""Two-part codes: first name a model, then say which string it is; and the structure function.

A family is a function from a string to the models that it offers for it; a model says how many bits name it and how
many bits then remain. Knows how to find the best model for every budget, and how to let a family store some data bits
word for word. Does not know what the models are: families of bit strings are in :mod:`skbook.bit_families`, of repeats
in :mod:`skbook.made_to_order`, of texts in :mod:`skbook.text_trees`. Serves the chapter on the structure function.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Model:
    """One model of one string: bits that name it, bits that then say which string it is, and the model in words."""

    model_bits: float
    data_bits: float
    says: str
    word: str = ""  # the code word, where the family spells it

    @property
    def total_bits(self) -> float:
        """Length of the two-part code."""
        return self.model_bits + self.data_bits


Family = Callable[..., Iterable[Model]]


def structure_function(x, family: Family) -> tuple[np.ndarray, np.ndarray]:
    r"""The fewest data bits that are left of x when its model may cost so many bits, for every budget.

    .. math:: h_x(\alpha) = \min \{\, \lceil \log_2 1/q(x) \rceil : q \in \mathcal F,\ \ell(q) \le \alpha \,\}

    Parameters
    ----------
    x : what the family describes, such as a string of 0 and 1.
    family : a function from x to models. The minimum is over the models that it returns, so the curve is exact for
        the family and an upper bound for anything larger.

    Returns
    -------
    (alpha_bits, h_bits), the corners of the staircase: h falls to ``h_bits[k]`` when the budget reaches
    ``alpha_bits[k]``. Both have shape (corners,); the first rises, the second falls.

    Raises
    ------
    ValueError
        If the family has no model for x, or x is not what the family describes.

    Examples
    --------
    >>> from skbook.bit_families import simple
    >>> alpha_bits, h_bits = structure_function("01" * 32, simple)
    >>> alpha_bits.tolist(), h_bits.tolist()
    ([1, 8], [64, 0])

    Source: Kolmogorov 1974, as told by Vereshchagin and Vitányi, IEEE Transactions on Information Theory 50 (2004).
    """
    corners = unbeaten(family(x))
    return np.array([m.model_bits for m in corners]), np.array([m.data_bits for m in corners])


def unbeaten(models: Iterable[Model]) -> list[Model]:
    """The models that no other one beats: each dearer than the one before, and leaving fewer data bits.

    Raises
    ------
    ValueError
        If there are no models.
    """
    best: list[Model] = []
    models = list(models)
    if any(math.isnan(model.total_bits) for model in models):
        raise ValueError("a model of the family has bits that are no number: look for 0/0 in what prices it.")
    for model in sorted(models, key=lambda m: (m.model_bits, m.data_bits)):
        if not best or model.data_bits < best[-1].data_bits:
            best.append(model)
    if not best:
        raise ValueError("the family has no model for this string: let it hold one that admits everything.")
    return best


def at_budget(budget, alpha_bits, h_bits) -> np.ndarray:
    """The height of the staircase at each budget; infinite where no model is cheap enough.

    Examples
    --------
    >>> at_budget([0, 1, 7, 8, 90], [1, 8], [64, 0]).tolist()
    [inf, 64.0, 64.0, 0.0, 0.0]
    """
    heights = np.concatenate([[np.inf], np.asarray(h_bits, dtype=float)])
    budget = np.asarray(budget, dtype=float)
    if np.isnan(budget).any():
        raise ValueError("a budget is NaN; give bits, or inf.")
    return heights[np.searchsorted(alpha_bits, budget, side="right")]


def sufficient(x, family: Family) -> Model:
    """The minimal sufficient statistic: of all models with the shortest two-part code, the one that costs least.

    Examples
    --------
    >>> from skbook.bit_families import simple
    >>> sufficient("01" * 32, simple).says
    'period 2, pattern 01, no exceptions'
    """
    return min(unbeaten(family(x)), key=lambda m: (m.total_bits, m.model_bits))


def with_literals(family: Family) -> Family:
    r"""The family that may also store the first i bits of the data part, word for word, as part of the model.

    What is left of the model admits only the strings whose code word begins with these bits. Every model of the new
    family pays :math:`\lceil\log_2(n+1)\rceil` bits to say what i is, from 0 to n, and i bits for the literal bits.
    So the curve reaches zero if some model leaves n data bits or fewer.

    Examples
    --------
    >>> from skbook.bit_families import nothing_known
    >>> alpha_bits, h_bits = structure_function("0010111", with_literals(nothing_known))
    >>> (alpha_bits + h_bits).tolist()
    [11, 11, 11, 11, 11, 11, 11, 11]
    """

    def cut(x) -> Iterator[Model]:
        field = len(x).bit_length()  # ⌈log₂(n + 1)⌉
        for model in unbeaten(family(x)):
            for i in range(min(int(model.data_bits), len(x)) + 1):
                literal = f", and {i} literal bit{'s' if i > 1 else ''}" if i else ""
                yield Model(model.model_bits + field + i, model.data_bits - i, model.says + literal)

    return cut
