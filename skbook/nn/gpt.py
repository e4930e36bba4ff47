r"""A transformer that reads letters and forecasts the next one, whole on one screen.

Knows the forward pass in two forms that are equal on paper: :meth:`GPT.forward` takes whole rows of letters at once,
which is how networks are trained; :meth:`GPT.step` takes one letter of each row at a time and remembers what it needs,
which is how a decoder must run them. Nothing here trains (:mod:`skbook.nn.train`) or codes (:mod:`skbook.nn.coder`).
Left out, because a tiny model does as well without: biases, gains in the norm, dropout. Serves chapter 5.

Shapes: B rows, T letters in a row, m letters in the alphabet, H heads of width C / H, where C is the model's width.
"""

import copy
import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from skbook.nn import exact

LN2 = math.log(2)


@dataclass(frozen=True)
class Config:
    """The shape of a network. 12 C² weights a layer, and C for each letter, read or forecast.

    >>> Config().n_weights
    26336
    """

    alphabet: int = 27
    context: int = 64  # T, the letters of a row; what came before the row is forgotten
    width: int = 32  # C, numbers that stand for one letter in its place
    layers: int = 2
    heads: int = 2  # of width C / H = 16, whose root is a power of two, as skbook.nn.exact likes it

    def __post_init__(self):
        if min(asdict(self).values()) < 1 or self.width % self.heads:
            raise ValueError(f"{self} is no network: every number must be at least 1, and the heads must divide "
                             "the width.")

    @property
    def n_weights(self) -> int:
        return self.width * (12 * self.width * self.layers + 2 * self.alphabet + 1)


def norm(x: Tensor) -> Tensor:
    """Bring each vector to mean square 1, so that no layer has to care how large its input has grown."""
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)


class Attention(nn.Module):
    """Every place looks back: who has what I ask for? It takes home a mixture of what they offer.

    A head prefers what is near: each step back has a price (Press and others 2022), so no place needs a vector of its
    own. The first head sees little but the last letters, each further one four times as far.
    """

    def __init__(self, c: Config):
        super().__init__()
        self.heads = c.heads
        places = c.context + -c.context % 8  # see forward
        back = torch.arange(c.context)[:, None] - torch.arange(places)  # steps from place t back to place s
        far = -(4.0 ** -torch.arange(c.heads))[:, None, None] * back
        self.register_buffer("bias", far.masked_fill(back < 0, -torch.inf), persistent=False)  # (H, T, places)
        self.ask_have_offer = nn.Linear(c.width, 3 * c.width, bias=False)  # elsewhere: query, key and value
        self.out = nn.Linear(c.width, c.width, bias=False)

    def forward(self, x: Tensor, memory: list | None = None) -> Tensor:
        B, T, C = x.shape
        ask, have, offer = (part.view(B, T, self.heads, C // self.heads).transpose(1, 2)  # each (B, H, T, C / H)
                            for part in self.ask_have_offer(x).split(C, dim=-1))
        if memory is not None:  # one new letter: what the earlier ones have and offer is already known
            have, offer = (torch.cat(pair, dim=2) for pair in zip(memory, (have, offer), strict=True))
            memory[:] = have, offer
        seen = have.shape[2]
        if memory is None and T % 8:  # places to come, which nobody sees: torch is slow at matrices much smaller than 8
            have, offer = (F.pad(part, (0, 0, 0, -T % 8)) for part in (have, offer))
        mixed = F.scaled_dot_product_attention(  # softmax(ask · have / √(C/H) + bias) · offer
            ask, have, offer, attn_mask=self.bias[:, seen - T : seen, : have.shape[2]])
        return self.out(mixed.transpose(1, 2).reshape(B, T, C))


class Block(nn.Module):
    """Look around, then think: both add to what stands there already."""

    def __init__(self, c: Config):
        super().__init__()
        self.attention = Attention(c)
        self.up = nn.Linear(c.width, 4 * c.width, bias=False)
        self.down = nn.Linear(4 * c.width, c.width, bias=False)

    def forward(self, x: Tensor, memory: list | None = None) -> Tensor:
        x = x + self.attention(norm(x), memory)
        return x + self.down(torch.relu(self.up(norm(x))).square())


class GPT(nn.Module):
    """The whole model: letters to vectors, a few blocks, vectors to forecasts.

    Parameters
    ----------
    config : the shape.
    seed : of the first weights; the same seed gives the same network, and nothing global is touched.
    letter_size : of the numbers in a letter's first vector. Large ones tell letters apart from the start; small ones
        leave that to training, which suits a network that reads the same few texts again and again.

    Examples
    --------
    >>> net = GPT(Config(alphabet=3, context=8, width=16, layers=1, heads=1), seed=0)
    >>> net(torch.tensor([[0, 1, 2]])).shape  # a forecast for each of three letters, made before it is seen
    torch.Size([1, 3, 3])
    """

    def __init__(self, config: Config, seed: int, letter_size: float = 1.0):
        super().__init__()
        self.config = config
        with torch.random.fork_rng(devices=[]):  # torch draws first weights of its own, which we replace below
            self.letter = nn.Embedding(config.alphabet + 1, config.width)  # the last row stands for "a row begins"
            self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
            self.forecast = nn.Linear(config.width, config.alphabet, bias=False)
        generator = torch.Generator().manual_seed(seed)
        silent = ("out.weight", "down.weight", "forecast.weight")  # zero: the first forecast is 1 / m for every letter
        for name, weight in self.named_parameters():  # variance 1 / inputs keeps what a layer makes of size 1
            scale = (0 if name.endswith(silent) else letter_size if name == "letter.weight"
                     else weight.shape[-1] ** -0.5)
            with torch.no_grad():
                weight.copy_(scale * torch.randn(weight.shape, generator=generator))

    def forward(self, rows: Tensor) -> Tensor:
        """Logits for every letter of the rows, each from the letters before it: (B, T) to (B, T, m)."""
        before = F.pad(rows[:, :-1], (1, 0), value=self.config.alphabet)  # shift right: nobody sees what it forecasts
        x = self.letter(before)
        for block in self.blocks:
            x = block(x)
        return self.forecast(norm(x))

    def begin(self, n_rows: int) -> list:
        """The memory of rows of which nothing has been read: for each block what earlier letters have and offer."""
        c = self.config
        empty = self.letter.weight.new_zeros(n_rows, c.heads, 0, c.width // c.heads)
        return [[empty, empty] for _ in self.blocks]

    @torch.no_grad()
    def step(self, last, memory: list) -> Tensor:
        """Logits for the next letter of every row, (B,) to (B, m); ``last`` is ``alphabet`` where a row begins."""
        x = self.letter(torch.as_tensor(last, device=self.letter.weight.device)[:, None])
        for block, remembered in zip(self.blocks, memory, strict=True):
            x = block(x, remembered)
        return self.forecast(norm(x))[:, 0]

    def loss(self, rows: Tensor) -> Tensor:
        """Mean log loss of the rows, in bits a letter: this is what training makes small."""
        return F.cross_entropy(self(rows).float().flatten(0, 1), rows.flatten()) / LN2

    @torch.no_grad()
    def costs(self, rows: Tensor) -> Tensor:
        """What each letter of the rows costs, in bits: (B, T) to (B, T)."""
        parts = rows.split(64)  # what fits into the processor's cache is several times as fast
        return torch.cat([F.cross_entropy(self(part).transpose(1, 2), part, reduction="none") for part in parts]) / LN2

    def rounded(self, bits: int) -> "GPT":
        """The network with weights of a few bits, those of :class:`skbook.nn.exact.ExactNetwork`."""
        net = copy.deepcopy(self)
        with torch.no_grad():
            for weight in net.parameters():
                weight.copy_(torch.from_numpy(exact.rounded(weight.detach().cpu().numpy(), bits)))
        return net
