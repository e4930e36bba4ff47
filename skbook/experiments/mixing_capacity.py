"""The odds of a mixture at which a network too small for all facts knows half of the good ones, found by bisection.

Every ratio is trained with the very same visits to the very same facts: what a step shows does not depend on the ratio,
only the weights in the loss do. So nothing but the ratio changes, and how often a fact is *seen* cannot be the reason
why it is not known. Serves chapter 16, as :mod:`skbook.experiments.data_mixing` does, where networks read a mixture as
it comes.

Fixed before the run, with other seeds than those tried for the length of the training (77) and than those of an earlier
run (0 to 4), whose searches were centred on the prediction and whose networks were stopped before they were full:

- one bracket for all sizes, seeds and webs, :data:`BRACKET`, 13 doublings wide;
- the odds found are those that the frontier of the network predicts, n p at rank K − n/2, to within one doubling in the
  *worst* of the three widths (a coin in place of each training: within one doubling once in seven searches);
- the slope of the odds found against the odds predicted, in logarithms, is 1, within 0.8 to 1.2;
- four times the training moves the edge at 12 neurons by less than one doubling, half of what a threshold of the
  reading moves; from a quarter of the training to all of it, while the memory still fills, it moves by more;
- with the frequencies of Austen's words the first of these holds at 12 neurons.

Added after that run, in which nearly all networks ended a little above the prediction: ``half_known``, the rank of
which half are known, for K counts also what a soft frontier keeps beyond its middle. And four times the training at 24
neurons, expected to move the odds by less than one doubling when a reviewer's two seeds were known.
"""

from dataclasses import dataclass

import numpy as np

from skbook import scale
from skbook.experiments.data_mixing import CHAPTER, FACTS, GOOD, VALUES, popularity, trained
from skbook.experiments.registry import Experiment
from skbook.mixing import bisect

BRACKET = (1e-5, 1e-1)  # odds; from a tenth of the lowest that a first try gave to thirty times the highest
TRIALS = 5  # trainings of a bisection: the bracket, at first 10,000 wide, ends 1.33 wide
VISITS = 0.1  # of all visits go to the good facts, whatever the ratio


@dataclass(frozen=True)
class Bisection:
    """One search; names, values, first weights and batches are drawn by the seed.

    ``world`` is "zipf", with popularity c i^(−2), or "austen", where the popularities are those of Austen's words.
    """

    hidden: int
    seed: int
    world: str = "zipf"
    steps: int = 1200
    batch: int = 1024
    learning_rate: float = 0.06


def bisection(config: Bisection) -> dict:
    """Bisect the odds r / (1 − r) on a log scale, in a bracket that knows nothing of the network.

    Returns
    -------
    ``weights``, of the network; ``facts``, K, how many facts of the other source it holds when the good one is absent;
    ``half_known``, the rank of which it then knows half; ``odds``, the middle of the last bracket; ``tried`` and
    ``share``, the odds that were tried and the share of good facts that was then answered right.
    """
    p = popularity(config.world)
    weights, right = _trained(config, p, 0.0)
    found = bisect(lambda odds: _trained(config, p, odds)[1][FACTS:].mean(), *BRACKET, TRIALS)
    return {"weights": weights, "facts": held(right[:FACTS]), "half_known": round(half_known(right[:FACTS]), 1),
            "odds": float(f"{found['at']:.4g}"), "tried": [float(f"{x:.4g}") for x in found["tried"]],
            "share": found["share"]}


def held(right) -> int:
    """How many facts a network holds that answers these right: lucky guesses, as frequent as in the rarer half, off.

    Parameters
    ----------
    right : for every fact, the most popular first, whether it was answered right. Where all of the rarer half are,
        luck cannot be told from knowledge, and none is taken off.

    Raises
    ------
    ValueError
        If there is not one row of answers.

    Examples
    --------
    >>> held([True, True, True, False, True, False, False, False])  # one of four is lucky
    3
    """
    right = _answers(right)
    lucky = right[len(right) // 2:].mean()
    return int(right.sum()) if lucky == 1 else max(0, round(float((right - lucky).sum() / (1 - lucky))))


def half_known(right) -> float:
    r"""The rank i of which half are known, in the curve of largest likelihood.

    .. math:: \Pr(\text{right at rank } j) = \frac1V + \Bigl(1 - \frac1V\Bigr) \frac{1}{1 + (j / i)^s}

    Parameters
    ----------
    right : for every fact, the most popular first, whether it was answered right. If all or none are, i is an end.

    Raises
    ------
    ValueError
        If there is not one row of answers.

    Examples
    --------
    >>> round(half_known(np.arange(1000) < 100))
    100
    """
    right = _answers(right)
    x = np.log(np.arange(1, len(right) + 1))
    centre, reach = np.array([np.log(3), x[-1] / 2]), np.array([np.log(10), x[-1] / 2])  # of log s and of log i
    for _ in range(4):  # each grid is a fifth as wide as the one before
        steep, middle = (c + r * np.linspace(-1, 1, 21) for c, r in zip(centre, reach, strict=True))
        away = np.exp(steep)[:, None, None] * (x - middle[:, None])
        wrong = (1 - 1 / VALUES) * np.exp(-np.logaddexp(0, -away))
        likely = np.log(np.where(right, 1 - wrong, wrong)).sum(axis=-1)
        at = np.unravel_index(likely.argmax(), likely.shape)
        centre, reach = np.array([steep[at[0]], np.clip(middle[at[1]], 0, x[-1])]), reach / 5
    return float(np.exp(centre[1]))


def _answers(right) -> np.ndarray:
    right = np.asarray(right, dtype=bool)
    if right.ndim != 1 or not right.size:
        raise ValueError("no answers: give one row, for every fact whether it was answered right, most popular first.")
    return right


def _trained(config: Bisection, p: np.ndarray, odds: float) -> tuple[int, np.ndarray]:
    """The number of weights, and which facts are answered right: first the other source's, then the good ones."""
    root = np.sqrt(p) / np.sqrt(p).sum()  # visits by the root of popularity, or a step would hardly show a rare fact
    visits = np.append((1 - VISITS) * root, np.full(GOOD, VISITS / GOOD))
    weight = np.append(p, np.full(GOOD, odds / GOOD)) / (1 + odds) / visits
    return trained(config, visits, np.random.default_rng([CHAPTER, config.seed, config.hidden]), config.steps, weight)


def _points() -> list[Bisection]:
    def seeds(hidden, **setting):
        return [Bisection(hidden, seed, **setting) for seed in range(10, 15)]

    short, long = seeds(12, steps=300), seeds(12, steps=4800) + seeds(24, steps=4800)
    sizes = [one for hidden in (6, 12, 24) for one in seeds(hidden)]
    return scale.pick(quick=short[:1], full=short + sizes + seeds(12, world="austen") + long)


EXPERIMENTS = (
    Experiment("mixing_capacity", "Networks of three widths, told a mixture of sixteen equally frequent facts and four "
               "thousand others; the odds at which they know half of the sixteen are found by bisection.",
               Bisection, bisection, _points, data=("austen_en",), needs=("torch",), rounding=0.3),
)
