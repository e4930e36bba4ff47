"""The town of invented people: who they are, and the few ways in which its sentences are put.

Knows names (first names and surnames of the 1990 census, paired so that no two people share both), values (a trade and
a city) and a phrase book of four sentence patterns. A sentence shows all that went into it: no two choices of pattern,
phrases, person and value give the same text. Knows nothing of probabilities; those are for
:mod:`skbook.syntax_knowledge`. Serves chapter 8, and every chapter in which the town comes back.
"""

import math
from functools import cache

from skbook import datasets

SLOTS = ("opening", "verb")
TRADES = ("a baker", "a cooper", "a gardener", "a midwife", "an organist", "a potter", "a weaver", "a clockmaker")
OPENINGS = ("", "They say that", "By all accounts", "As everyone knows,", "It is said that", "I am told that",
            "In truth,", "Nobody denies that")
PATTERNS = (  # in words: "Ann Lee, a cooper, lives in Rome." / "In Rome lives Ann Lee, a cooper." / …
    ("opening", "subject", ",", "trade", ",", "verb", "city", "."),
    ("opening", "in", "city", "verb", "subject", ",", "trade", "."),
    ("opening", "subject", "verb", "trade", "in", "city", "."),
    ("opening", "city", "verb", "trade", "called", "subject", "."))
VERBS = (  # one row for each pattern
    ("lives in", "dwells in", "resides in", "has settled in", "keeps house in", "is at home in", "stays in",
     "has moved to"),
    ("lives", "dwells", "resides", "works", "has settled", "may be found", "keeps house", "stays"),
    ("is", "works as", "has become", "is known as", "serves as", "earns a living as", "is employed as", "is happy as"),
    ("has", "knows", "boasts", "is home to", "is proud of", "shelters", "can boast of", "thinks highly of"))
FIRST_NAMES = 500  # the commonest of each sex
FIRST_INHABITANT = 90  # steps from Mary Smith, to begin with a name that one remembers


def capacity() -> tuple[int, int]:
    """How many people have a name of their own, and how many values a pair of trade and city.

    Examples
    --------
    >>> capacity()
    (86401427, 1944)
    """
    first, last = _names()
    return len(first) * len(last), len(TRADES) * len(_cities())


def person(i: int) -> str:
    """The name of inhabitant i, the same in every world.

    Steps of a fixed length through the table of all pairs, taken round a circle whose size has no factor in common
    with the step, come to every pair once; neighbours in number share nothing.

    Raises
    ------
    ValueError
        If there is no inhabitant i, or i is no whole number.

    Examples
    --------
    >>> [person(i) for i in range(3)]
    ['Doris Mouse', 'Johnathan Marney', 'Leroy Weeth']
    """
    first, last = _names()
    pairs = len(first) * len(last)
    if not 0 <= i < pairs or i != int(i):
        raise ValueError(f"there is no inhabitant {i}: the town has names for 0 to {pairs - 1}. Draw fewer facts.")
    at = (int(i) + FIRST_INHABITANT) * _step(pairs) % pairs
    return f"{first[at % len(first)]} {last[at // len(first)]}"


def trade_and_city(value: int) -> tuple[str, str]:
    """What value number ``value`` stands for: the trade is the remainder by eight, the city the quotient.

    Cities are the largest of each country, the largest first.

    Raises
    ------
    ValueError
        If there is no such pair, or ``value`` is no whole number.

    Examples
    --------
    >>> trade_and_city(0), trade_and_city(17)
    (('a baker', 'Shanghai'), ('a cooper', 'Istanbul'))
    """
    cities = _cities()
    if not 0 <= value < len(TRADES) * len(cities) or value != int(value):
        raise ValueError(f"there is no value {value}: the town has {len(TRADES)} trades and {len(cities)} cities, so "
                         f"values go from 0 to {len(TRADES) * len(cities) - 1}. Make a world with fewer values.")
    return TRADES[value % len(TRADES)], cities[value // len(TRADES)]


def fragments(template: int, words: tuple[int, int], subject: int, value: int) -> list[tuple[str, str]]:
    """A sentence in pieces, each with the slot that it fills; what the pattern alone puts there is "fixed".

    Parameters
    ----------
    template, words : which pattern, and which opening and verb of it.
    subject, value : which inhabitant, and which trade and city.

    Raises
    ------
    ValueError
        If a number is outside the phrase book, the names or the values.

    Examples
    --------
    >>> fragments(1, (6, 0), 0, 17)[:4]
    [('opening', 'In truth,'), ('fixed', 'in'), ('value', 'Istanbul'), ('verb', 'lives')]
    """
    for number, size, what in ((template, len(PATTERNS), "pattern"), (words[0], len(OPENINGS), "opening"),
                               (words[1], len(VERBS[0]), "verb")):
        if not 0 <= number < size:
            raise ValueError(f"there is no {what} {number}: the phrase book has {size}, numbered from 0.")
    trade, city = trade_and_city(value)
    fill = {"opening": ("opening", OPENINGS[words[0]]), "verb": ("verb", VERBS[template][words[1]]),
            "subject": ("subject", person(subject)), "trade": ("value", trade), "city": ("value", city)}
    return [fill.get(part, ("fixed", part)) for part in PATTERNS[template]]


def sentence(template: int, words: tuple[int, int], subject: int, value: int) -> str:
    """The same as a line of text.

    Examples
    --------
    >>> sentence(0, (0, 0), 0, 17), sentence(3, (1, 3), 1, 0)
    ('Doris Mouse, a cooper, lives in Istanbul.', 'They say that Shanghai is home to a baker called Johnathan Marney.')
    """
    text = " ".join(piece for _, piece in fragments(template, words, subject, value) if piece)
    text = text.replace(" ,", ",").replace(" .", ".")
    return text[0].upper() + text[1:]


@cache  # the census tables take a fifth of a second to read
def _names() -> tuple[list[str], list[str]]:
    tables = [datasets.load(f"us_census_1990_{which}")["name"].tolist() for which in ("female_first", "male_first")]
    first = dict.fromkeys(name for table in tables for name in table[:FIRST_NAMES])  # some names are in both
    return list(first), list(dict.fromkeys(datasets.load("us_census_1990_last")["name"].tolist()))


@cache
def _cities() -> list[str]:
    table = datasets.load("cities15000")
    largest: dict[str, str] = {}
    for city, country in zip(table["city"].tolist(), table["country_iso2"].tolist(), strict=True):
        largest.setdefault(country, city)
    return list(dict.fromkeys(largest.values()))


@cache
def _step(pairs: int) -> int:
    """A whole number near the golden section of ``pairs`` that has no factor in common with it."""
    step = round(pairs * (math.sqrt(5) - 1) / 2)
    while math.gcd(step, pairs) > 1:
        step += 1
    return step
