"""Right and wrong answers to the exercises on networks as compressors.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math

import numpy as np


# --- 1: attention -----------------------------------------------------------------------------------------------------
def home(scores, offers=(4, 8, 0), base=math.e):
    shares = np.power(base, np.array(scores, dtype=float))
    return float(shares / shares.sum() @ np.array(offers))


# --- 3: the price of a youth ------------------------------------------------------------------------------------------
def weighted_sum(losses, batch_sizes):
    losses = np.asarray(losses, dtype=float)
    if not np.isfinite(losses).all():
        raise ValueError("a loss is not a finite number")
    return float((losses * np.asarray(batch_sizes)).sum() / np.log(2))


def step_by_step(losses, batch_sizes):
    total = 0.0
    for loss, n in zip(losses, batch_sizes, strict=True):
        if math.isnan(loss) or math.isinf(loss):
            raise ValueError(loss)
        total += n * loss * math.log2(math.e)
    return total


def dot(losses, batch_sizes):
    total = np.dot(losses, batch_sizes)
    if not math.isfinite(total):
        raise ValueError("no code")
    return total / math.log(2)


def in_nats(losses, batch_sizes):
    return weighted_sum(losses, batch_sizes) * math.log(2)


def times_ln2(losses, batch_sizes):
    return in_nats(losses, batch_sizes) * math.log(2)


def a_letter(losses, batch_sizes):
    return weighted_sum(losses, batch_sizes) / sum(batch_sizes)


def sum_of_means(losses, batch_sizes):
    return sum(losses) / math.log(2)


def mean_of_means(losses, batch_sizes):
    return np.mean(losses) * sum(batch_sizes) / math.log(2)


def last_loss(losses, batch_sizes):
    return losses[-1] * sum(batch_sizes) / math.log(2)


def best_loss(losses, batch_sizes):
    return min(losses) * sum(batch_sizes) / math.log(2)


def unchecked(losses, batch_sizes):
    finite = np.isfinite(losses)
    return float((losses[finite] * batch_sizes[finite]).sum() / math.log(2))


def asserted(losses, batch_sizes):
    assert np.isfinite(losses).all()
    return weighted_sum(losses, batch_sizes)


# --- 5: an honest file ------------------------------------------------------------------------------------------------
def first_times(steps):
    known, total = set(), 0.0
    for batch, rate, n in steps:
        if batch not in known:
            known.add(batch)
            total += rate * n
    return total


def backwards(steps):
    return sum({batch: rate * n for batch, rate, n in reversed(steps)}.values())


def all_steps(steps):
    return sum(rate * n for _, rate, n in steps)


def last_pass(steps):
    return sum({batch: rate * n for batch, rate, n in steps}.values())


def best_pass(steps):
    return sum(min(rate * n for other, rate, n in steps if other == batch) for batch in {s[0] for s in steps})


def honest_rate(steps):
    return first_times(steps) / max(1, sum({batch: n for batch, _, n in steps}.values()))


def honest_means(steps):
    return sum({batch: rate for batch, rate, _ in reversed(steps)}.values())


def converted(steps):
    return first_times(steps) / math.log(2)


def nothing_crashes(steps):
    return first_times(steps) if steps else 1.0


RIGHT = {
    "networks_as_compressors-1": [0.793, home([0, -1, 2]), np.float64(0.7930)],
    "networks_as_compressors-2": [352, 1e6 * 1.961 / 8 / 1000 + 107, 352.1],
    "networks_as_compressors-3": [weighted_sum, step_by_step, dot],
    "networks_as_compressors-4": [1_285_715, 90_000 / 0.07],
    "networks_as_compressors-5": [first_times, backwards],
}

WRONG = {
    "networks_as_compressors-1": [
        (home([2, 0, 2]), "steps back be free"), (home([4, 1, 2]), "rewarded"), (4, "plain mean"),
        (0, "softmax is soft"),
        (-8, "scores themselves"), (home([0, -1, 2], base=2), "powers of two"), (4 + 8 * math.exp(-1), "divide by"),
        (home([0, -1], (4, 8)), "s runs up to t"), (0.5, "Three scores"), (0.8, "Three scores"),
    ],
    "networks_as_compressors-2": [
        (245, "text alone"), (107, "weights alone"), (1961 + 107, "Bits for bytes"), (1961 + 856, "thousands of bits"),
        (24.5 + 107, "last tenth"), (245.1 + 428, "four bytes"), (245.1 + 13.4, "one bit"), (214, "Two parts"),
        (355, "Two parts"),
    ],
    "networks_as_compressors-3": [
        (in_nats, "nats"), (times_ln2, "multiplied by ln 2"), (a_letter, "mean per letter"),
        (sum_of_means, "added up the means"), (mean_of_means, "Every batch counts the same"),
        (last_loss, "the last loss"), (best_loss, "the best loss"), (lambda losses, batch_sizes: 1.5, "For each step"),
        (asserted, "AssertionError"), (unchecked, "returned all the same"),
    ],
    "networks_as_compressors-4": [
        (30_000 * 8 / 0.07, "in full"), (30_000 * 5 / 0.07, "cost *more*"), (90_000 / 2.63, "finer network"),
        (90_000 / 2.7, "coarser network"), (90_000 / 8 / 0.07, "bytes by bits"), (30_000 / 0.07, "There are three"),
        (90_000, "save them again"), (1_300_000, "One network is the other's rival"),
    ],
    "networks_as_compressors-5": [
        (all_steps, "added up all steps"), (last_pass, "last loss"), (best_pass, "smallest loss"),
        (honest_rate, "mean per letter"), (honest_means, "added up means"), (converted, "in bits already"),
        (lambda steps: 7.0, "Which steps"), (nothing_crashes, "without steps"),
    ],
}
