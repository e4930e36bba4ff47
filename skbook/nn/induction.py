r"""Networks that read what is said of people, and may look it up in the same conversation.

A conversation is a row of pairs, a name and what is said of it. *Residents* are the same in all conversations, some of
them popular and some rare: what is said of them can be learnt by heart. Of *strangers* something else is said in each
conversation: it can only be found there. The network is all attention, so that one sees where it looks: each place asks
with a vector, each earlier place (and itself) answers with one, and a number for each distance is added,

.. math:: x_t \leftarrow x_t + \sum_{s \le t} w_{ts}\, O x_s, \qquad
          w_{ts} \propto \exp\bigl((Q x_t) \cdot (K x_s) / \sqrt C + b_{t-s}\bigr)

Training is that of :mod:`skbook.nn.train`. Needs torch. Serves chapter 17.

Shapes: B rows, T = 2 × pairs tokens in a row, C the width, m tokens: residents, strangers, values, in this order.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from skbook.nn.ensemble import Ensemble
from skbook.nn.gpt import LN2, norm
from skbook.nn.train import Learner
from skbook.checks import whole
from skbook.popularity import zipf_weights


@dataclass(frozen=True, eq=False, repr=False)
class Town:
    """Who is talked about, and what is said of residents.

    Attributes
    ----------
    popularity : shape (R,), of the residents; sums to 1.
    values : shape (R,), what is said of each, whole numbers below ``n_values``.
    n_values, strangers : how many there are.
    pairs, people : a row has so many pairs, about so many people, each a stranger or a resident with equal chances.

    Examples
    --------
    >>> town = Town.draw(np.random.default_rng(0), residents=100)
    >>> town
    Town of 100 residents and 16 strangers, of whom 16 things are said
    >>> row = town.rows(1, np.random.default_rng(0))
    >>> row.shape, town.stated_before(row).tolist()[0][:6]
    ((1, 24), [0, 0, 0, 0, 0, 1])
    """

    popularity: np.ndarray
    values: np.ndarray
    n_values: int = 16
    strangers: int = 16
    pairs: int = 12
    people: int = 6

    @classmethod
    def draw(cls, rng: np.random.Generator, residents: int = 200, discount: float = 0.7, **options) -> "Town":
        """Residents of Zipf's popularity, of whom anything is said with equal chances."""
        made = cls(zipf_weights(residents, discount), np.zeros(residents, dtype=np.int64), **options)
        made.values[:] = rng.integers(0, made.n_values, residents)
        return made

    def __post_init__(self):
        if self.n_values < 2:
            raise ValueError(f"n_values is {self.n_values}; with one value there is nothing to tell.")
        if not math.isclose(self.popularity.sum(), 1) or len(self.values) != len(self.popularity):
            raise ValueError("popularity must sum to 1, and values must hold one for each resident.")
        if self.values.min() < 0 or self.values.max() >= self.n_values:
            raise ValueError(f"values must be whole numbers from 0 to {self.n_values - 1}.")
        if not 2 <= self.people <= self.strangers or self.pairs < 2:
            raise ValueError(f"a row needs at least 2 pairs, and people from 2 to the number of strangers, "
                             f"{self.strangers}; got {self.pairs} pairs and {self.people} people.")

    def __repr__(self):
        return (f"Town of {self.residents} residents and {self.strangers} strangers, of whom {self.n_values} things "
                "are said")

    @property
    def residents(self) -> int:
        return len(self.popularity)

    @property
    def names(self) -> int:
        """The first tokens are names; the rest are values."""
        return self.residents + self.strangers

    def rows(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """n conversations, shape (n, 2 × pairs): who is mentioned is drawn evenly among the people of the row."""
        if whole(n, "n") < 1:
            raise ValueError("n is 0: ask for at least one conversation.")
        known = np.searchsorted(np.cumsum(self.popularity)[:-1], rng.random((n, self.people)), side="right")
        passing = rng.random((n, self.strangers)).argsort(axis=1)[:, :self.people]
        strange = rng.random((n, self.people)) < 0.5
        who = np.where(strange, self.residents + passing, known)
        said = np.where(strange, rng.integers(0, self.n_values, who.shape), self.values[known])
        which = rng.integers(0, self.people, (n, self.pairs))
        pairs = [np.take_along_axis(column, which, axis=1) for column in (who, self.names + said)]
        return np.stack(pairs, axis=2).reshape(n, -1)

    def stated_before(self, rows) -> np.ndarray:
        """How often the name of each pair came in earlier pairs of its row, shape (n, pairs)."""
        who = np.asarray(rows)[:, ::2]
        return np.tril(who[:, :, None] == who[:, None, :], -1).sum(axis=2)

    def questions(self, who, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """The same conversations twice, each ending with a pair about one of ``who``: not stated before, and once.

        The pairs before are about other people. Stated, the fact stands in the place of one of them.

        Returns
        -------
        two arrays of shape (len(who), 2 × pairs).
        """
        who = np.asarray(who)
        if who.ndim != 1 or not who.size or who.dtype.kind not in "iu" or who.min() < 0 or who.max() >= self.names:
            raise ValueError(f"who must be numbers of people, from 0 to {self.names - 1}, at least one.")
        unstated = self.rows(len(who), rng)
        while (again := (unstated[:, :-2:2] == who[:, None]).any(axis=1)).any():
            unstated[again] = self.rows(int(again.sum()), rng)
        anything = rng.integers(0, self.n_values, len(who))
        said = np.where(who < self.residents, self.values[np.minimum(who, self.residents - 1)], anything)
        unstated[:, -2], unstated[:, -1] = who, self.names + said
        stated, place = unstated.copy(), 2 * rng.integers(0, self.pairs - 1, len(who))
        for back in (0, 1):
            stated[np.arange(len(who)), place + back] = unstated[:, back - 2]
        return unstated, stated


class Head(nn.Module):
    """One place looks at all places up to itself, and adds a mixture of what they offer."""

    def __init__(self, width: int, context: int):
        super().__init__()
        self.ask, self.have, self.offer = (nn.Parameter(torch.empty(width, width)) for _ in range(3))
        self.far = nn.Parameter(torch.zeros(context))  # b, a number for each distance
        back = torch.arange(context)[:, None] - torch.arange(context)
        self.register_buffer("back", back.clamp(min=0), persistent=False)
        future = torch.zeros(context, context).masked_fill(back < 0, -torch.inf)
        self.register_buffer("future", future, persistent=False)

    def looks(self, x: Tensor) -> Tensor:
        """The share of each place's look that each place gets, (B, T, C) to (B, T, T); rows sum to 1."""
        T = x.shape[-2]
        match = (x @ self.ask) @ (x @ self.have).transpose(-1, -2) / math.sqrt(x.shape[-1])
        return (match + self.far[self.back[:T, :T]] + self.future[:T, :T]).softmax(dim=-1)

    def forward(self, x: Tensor) -> Tensor:
        x = norm(x)
        return x + self.looks(x) @ (x @ self.offer)


class Listener(nn.Module):
    """The network: tokens to vectors, one head a layer, vectors to forecasts of a value.

    Parameters
    ----------
    town : whose conversations it will read; gives the numbers of tokens and places.
    layers, width : 1 or more, and C.
    seed : of the first weights.

    Examples
    --------
    >>> town = Town.draw(np.random.default_rng(0), residents=10)
    >>> net = Listener(town, layers=2, seed=0)
    >>> net.costs(town.rows(3, np.random.default_rng(1))).shape  # four bits each, before any training
    torch.Size([3, 12])
    """

    def __init__(self, town: Town, layers: int, seed: int, width: int = 32):
        super().__init__()
        if whole(layers, "layers") < 1 or whole(width, "width") < 1:
            raise ValueError("a network needs at least one layer and a width of at least 1.")
        self.names, self.n_values, self.context = town.names, town.n_values, 2 * town.pairs
        self.token = nn.Parameter(torch.empty(town.names + town.n_values, width))
        self.heads = nn.ModuleList(Head(width, self.context) for _ in range(layers))
        self.forecast = nn.Parameter(torch.zeros(width, town.n_values))  # zero: at first all values are equal
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            self.token.copy_(torch.randn(self.token.shape, generator=generator))
            for head in self.heads:
                for weight in (head.ask, head.have, head.offer):
                    weight.copy_(torch.randn(weight.shape, generator=generator) * width**-0.5)

    def forward(self, rows: Tensor) -> Tensor:
        """Logits of the values after every token: (B, T) to (B, T, V)."""
        x = self.token[rows]
        for head in self.heads:
            x = head(x)
        return norm(x) @ self.forecast

    def costs(self, rows) -> Tensor:
        """What each value of the rows costs after its name, in bits: (B, T) to (B, pairs)."""
        rows = torch.as_tensor(rows, device=self.token.device)
        logits, said = self(rows)[..., ::2, :], rows[..., 1::2] - self.names
        return F.cross_entropy(logits.transpose(-1, -2), said, reduction="none") / LN2

    def loss(self, rows: Tensor) -> Tensor:
        """Mean bits a value; names cost nothing here, they are given."""
        return self.costs(rows).mean()

    @torch.no_grad()
    def looks(self, rows) -> list[np.ndarray]:
        """Layer by layer, where each place looks: arrays of shape (B, T, T)."""
        x, found = self.token[torch.as_tensor(rows)], []
        for head in self.heads:
            found.append(head.looks(norm(x)).cpu().numpy())
            x = head(x)
        return found


@torch.no_grad()
def forecast(net: Listener, prompt) -> np.ndarray:
    """Probabilities of what comes next, after a prompt that ends with a name: shape (V,).

    Parameters
    ----------
    prompt : tokens; an odd number of them: pairs, and the name that is asked for.

    Raises
    ------
    ValueError
        If the prompt is empty, longer than the context, does not end with a name, or holds an unknown token.

    Examples
    --------
    >>> net = Listener(Town.draw(np.random.default_rng(0), residents=10), layers=1, seed=0)
    >>> float(forecast(net, [3]).sum().round(3))
    1.0
    >>> forecast(net, [3] * 25)
    Traceback (most recent call last):
    ValueError: the prompt has 25 tokens and the network sees 24: leave out the pairs that the question needs least.
    """
    tokens, known = np.asarray(prompt), net.names + net.n_values
    if tokens.ndim != 1 or not tokens.size:
        raise ValueError("the prompt is empty; it must at least hold the name that is asked for.")
    if len(tokens) > net.context:
        raise ValueError(f"the prompt has {len(tokens)} tokens and the network sees {net.context}: leave out the pairs "
                         "that the question needs least.")
    if tokens.dtype.kind not in "iu" or tokens.min() < 0 or tokens.max() >= known:
        raise ValueError(f"the prompt holds a token that the network does not know: its tokens are 0 to {known - 1}.")
    if len(tokens) % 2 == 0 or tokens[-1] >= net.names:
        raise ValueError("the prompt must be pairs of a name and a value, and end with the name that is asked for.")
    return net(torch.as_tensor(tokens)[None])[0, -1].double().softmax(dim=-1).cpu().numpy()


def listen(towns: list[Town], layers: int, steps: int, rng: np.random.Generator, stops=(), batch: int = 16,
           learning_rate: float = 0.006) -> tuple[list[Listener], np.ndarray]:
    """Train a network for each town, and ask it about strangers at some steps.

    Conversations are fresh at every step. All networks are trained in one go, and stay strangers to each other.

    Parameters
    ----------
    towns : of one shape, one for each network, whose first weights have the number of the town as seed.
    layers, batch, learning_rate : of every network; the rate stays as it is after a warm-up.
    stops : after how many steps to ask, always the same questions.

    Returns
    -------
    the networks, and shape (stops, 2, towns): bits for what is said of a stranger, not stated and stated before.

    Raises
    ------
    ValueError
        If there is no town or towns differ in shape, steps is no whole number, or a stop comes after the last.
    """
    if any((town.names, town.n_values, town.pairs) != (towns[0].names, towns[0].n_values, towns[0].pairs)
           for town in towns):
        raise ValueError("all towns must have as many names, values and pairs as the first.")
    if any(stop > steps for stop in stops):
        raise ValueError(f"there are {steps} steps, and a stop comes after {max(stops)}.")
    made = Ensemble([Listener(town, layers, e) for e, town in enumerate(towns)])
    learner, looks = Learner(made, learning_rate, steady=max(whole(steps, "steps"), 1)), []
    asked = [town.questions(town.residents + np.arange(64) % town.strangers, rng) for town in towns]
    for step in range(steps + 1):
        if step in stops:
            looks.append([bits(net, rows).mean(axis=1) for net, rows in zip(made.networks(), asked, strict=True)])
        if step < steps:
            learner.step(torch.from_numpy(np.stack([town.rows(batch, rng) for town in towns])))
    return made.networks(), np.array(looks).transpose(0, 2, 1) if looks else np.empty((0, 2, len(towns)))


@torch.no_grad()
def bits(net: Listener, asked) -> np.ndarray:
    """What the last value costs in each row of :meth:`Town.questions`, not stated and stated: shape (2, rows)."""
    return np.array([net.costs(rows)[:, -1].cpu().numpy() for rows in asked])
