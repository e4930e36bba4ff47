"""Right and wrong answers to the exercises on teaching a model more.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import numpy as np


# --- 2: what the best memory keeps -----------------------------------------------------------------------------------
def by_sorting_weights(p, stored, new, replay):
    facts = [((1 - replay) / new, 1, 0.0)] * new + [(replay * x, 0, x) for x in p]
    return sum(popularity for _, _, popularity in sorted(facts, reverse=True)[:stored])


def by_counting(p, stored, new, replay):
    p = -np.sort(-np.asarray(p))
    ahead = np.sum(replay * p > (1 - replay) / new)
    return p[:max(ahead, stored - new)][:stored].sum()


def in_the_mixture(p, stored, new, replay):
    return replay * by_counting(p, stored, new, replay)


def no_place_for_the_new(p, stored, new, replay):
    return np.sort(p)[::-1][:stored].sum()


def lost(p, stored, new, replay):
    return 1 - by_counting(p, stored, new, replay)


def unsorted(p, stored, new, replay):
    return p[:stored - new].sum()


def new_always_in(p, stored, new, replay):
    return np.sort(p)[::-1][:stored - new].sum()


def one_too_few(p, stored, new, replay):
    return np.sort(p)[::-1][:stored - new - 1].sum()


# --- 3: a fair comparison --------------------------------------------------------------------------------------------
def first_crossing(new, old, target):
    t = next(t for t in range(1, len(new)) if new[t] >= target)
    part = (target - new[t - 1]) / (new[t] - new[t - 1])
    return old[t - 1] + part * (old[t] - old[t - 1])


def by_interp(new, old, target):
    """Between two looks that enclose the first crossing ``new`` does rise."""
    t = int(np.argmax(np.asarray(new) >= target))
    return np.interp(target, new[t - 1:t + 1], old[t - 1:t + 1])


def look_after(new, old, target):
    return old[int(np.argmax(np.asarray(new) >= target))]


def look_before(new, old, target):
    return old[int(np.argmax(np.asarray(new) >= target)) - 1]


def backwards(new, old, target):
    t = int(np.argmax(np.asarray(new) >= target))
    part = (target - new[t - 1]) / (new[t] - new[t - 1])
    return old[t] + part * (old[t - 1] - old[t])


def middle(new, old, target):
    t = int(np.argmax(np.asarray(new) >= target))
    return (old[t] + old[t - 1]) / 2


def at_the_end(new, old, target):
    return old[-1]


def interp_over_all(new, old, target):
    return np.interp(target, new, old)


def last_crossing(new, old, target):
    t = max(t for t in range(1, len(new)) if new[t - 1] < target <= new[t])
    part = (target - new[t - 1]) / (new[t] - new[t - 1])
    return old[t - 1] + part * (old[t] - old[t - 1])


def rounded(new, old, target):
    return round(first_crossing(new, old, target), 2)


RIGHT = {
    "fine_tuning-1": [5.26, 100 / 19, 100 * ((1 - 1 / 20) ** -1 - 1)],
    "fine_tuning-2": [by_sorting_weights, by_counting],
    "fine_tuning-3": [first_crossing, by_interp],
    "fine_tuning-4": [0.8, np.float64(1) / (1 + 250 * 1e-3)],
}

WRONG = {
    "fine_tuning-1": [
        (5, "straight line"), (105.26, "new excess"), (4.76, "21/20"), (0.05, "share of the memory"),
        (2.6, "square root"), (10.8, "power 1/d"), (95, "left for facts"), (-5, "does not fall"),
        (5.3, "one half here"),
    ],
    "fine_tuning-2": [
        (in_the_mixture, "do not multiply"), (no_place_for_the_new, "places go to the new"), (lost, "is lost"),
        (unsorted, "sort them"), (new_always_in, "Too much replay"), (one_too_few, "By hand"),
    ],
    "fine_tuning-3": [
        (look_after, "*after*"), (look_before, "*before*"), (backwards, "backwards"), (middle, "middle of the two"),
        (at_the_end, "at the end"), (interp_over_all, "np.interp"), (last_crossing, "*first*"),
        (rounded, "By hand"),
    ],
    "fine_tuning-4": [
        (0.2, "*new* sentences"), (0.25, "m times p"), (0.75, "first approximation"), (2 / 3, "size of the memory"),
        (0.999, "shared among"), (0.996, "popularity 1/1000"), (1.2, "between 0 and 1"), (0.82, "When are they equal"),
    ],
}
