"""The network: a forward pass written twice, training that resumes to the bit, files that come back."""

import math
from dataclasses import replace
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from skbook.nn import coder, exact, train
from skbook.nn.exact import ExactNetwork
from skbook.nn.gpt import GPT, Config

torch.set_num_threads(1)
SMALL = Config(alphabet=5, context=8, width=16, layers=2, heads=2)


def rows(n_rows=4, config=SMALL, seed=0):
    return np.random.default_rng(seed).integers(0, config.alphabet, (n_rows, config.context))


def stirred(config=SMALL, seed=0, size=0.5):
    """A network none of whose weights is zero."""
    net = GPT(config, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    with torch.no_grad():
        for weight in net.parameters():
            weight += size * weight.shape[-1] ** -0.5 * torch.randn(weight.shape, generator=generator)
    return net


def by_hand(net, letters):
    """The forward pass for one row, in NumPy floats and loops: an oracle that shares no code with either class."""
    w = {name: weight.double().numpy() for name, weight in net.state_dict().items()}
    c = net.config
    unit = lambda v: v / math.sqrt((v @ v) / len(v) + 1e-5)  # noqa: E731
    x = [w["letter.weight"][a] for a in [c.alphabet, *letters[:-1]]]
    D = c.width // c.heads
    for i in range(c.layers):
        parts = [w[f"blocks.{i}.attention.ask_have_offer.weight"] @ unit(v) for v in x]
        new = []
        for t in range(len(x)):
            heads = []
            for h in range(c.heads):
                ask, have, offer = ([p[k * c.width + h * D:k * c.width + (h + 1) * D] for p in parts] for k in range(3))
                z = np.array([ask[t] @ have[s] / math.sqrt(D) - 4.0**-h * (t - s) for s in range(t + 1)])
                share = np.exp(z) / np.exp(z).sum()
                heads.append(sum(share[s] * offer[s] for s in range(t + 1)))
            new.append(x[t] + w[f"blocks.{i}.attention.out.weight"] @ np.concatenate(heads))
        x = [v + w[f"blocks.{i}.down.weight"] @ np.maximum(w[f"blocks.{i}.up.weight"] @ unit(v), 0) ** 2 for v in new]
    return np.array([w["forecast.weight"] @ unit(v) for v in x])


def step_by_step(net, these):
    memory, last, found = net.begin(len(these)), np.full(len(these), net.config.alphabet), []
    for t in range(these.shape[1]):
        found.append(np.asarray(net.step(last, memory)))
        last = these[:, t]
    return np.stack(found, axis=1)


# --- the network ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("context", "length"), [(8, 8), (8, 7), (8, 1), (11, 11), (11, 5)])
def test_the_forward_pass_is_the_one_written_out_by_hand(context, length):
    config = replace(SMALL, context=context)
    net, these = stirred(config), rows(config=config)[:, :length]
    with torch.no_grad():
        together = net(torch.from_numpy(these)).numpy()
    assert np.allclose(together, [by_hand(net, row) for row in these], atol=2e-5)


@pytest.mark.parametrize(("context", "length"), [(8, 8), (8, 7), (8, 1), (11, 11), (11, 5)])
def test_letter_by_letter_is_the_same_up_to_rounding(context, length):
    config = replace(SMALL, context=context)
    net, these = stirred(config), rows(config=config)[:, :length]
    with torch.no_grad():
        assert np.allclose(net(torch.from_numpy(these)), step_by_step(net, these), atol=1e-5)


def test_no_forecast_sees_the_letter_that_it_forecasts_or_a_later_one():
    net, these = stirred(), torch.from_numpy(rows())
    other = these.clone()
    other[:, 5:] = (other[:, 5:] + 1) % SMALL.alphabet
    with torch.no_grad():
        assert torch.equal(net(these)[:, :6], net(other)[:, :6])
        assert not torch.allclose(net(these)[:, 6:], net(other)[:, 6:])


def test_a_fresh_network_knows_nothing_and_says_so():
    assert GPT(Config(), 0).loss(torch.zeros(1, 64, dtype=torch.long)).item() == pytest.approx(math.log2(27), abs=1e-5)


def test_the_seed_alone_decides_the_weights():
    torch.manual_seed(1)
    state = torch.get_rng_state()
    first, again, other = GPT(SMALL, 3), GPT(SMALL, 3), GPT(SMALL, 4)
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(first.letter.weight, again.letter.weight)
    assert not torch.equal(first.letter.weight, other.letter.weight)


@pytest.mark.parametrize("config", [SMALL, Config(), Config(width=64, heads=4, layers=3)])
def test_the_weights_are_counted(config):
    assert sum(weight.numel() for weight in GPT(config, 0).parameters()) == config.n_weights


@pytest.mark.parametrize("wrong", [{"alphabet": 0}, {"width": 30, "heads": 4}, {"layers": -1}])
def test_an_impossible_shape_is_refused(wrong):
    with pytest.raises(ValueError, match="no network"):
        Config(**wrong)


# --- training ---------------------------------------------------------------------------------------------------------
def batch(step, n_rows=4, config=SMALL):
    """Rows in which each letter is the one before plus one, begun anywhere."""
    start = np.random.default_rng([7, step]).integers(0, config.alphabet, (n_rows, 1))
    return torch.from_numpy((start + np.arange(config.context)) % config.alphabet)


def test_training_finds_the_rule():
    run = train.fit(GPT(SMALL, 0), batch, 150)
    floor = math.log2(5) / SMALL.context  # the first letter of a row cannot be known
    assert run.losses[0] == pytest.approx(math.log2(5), abs=1e-5)
    assert floor - 0.1 < run.losses[-20:].mean() < floor + 0.05
    assert run.code_length_bits[-1] == pytest.approx((run.losses * 32).sum()) and run.seen[-1] == 150 * 32


def test_the_fused_step_is_adam():
    """Three steps against Adam written out (Kingma and Ba 2015)."""
    net, twin = GPT(SMALL, 0), GPT(SMALL, 0)
    train.fit(net, batch, 3, learning_rate=0.01, warm_up=2, steady=2)
    state = [(torch.zeros_like(w), torch.zeros_like(w)) for w in twin.parameters()]
    for step, rate in enumerate([0.005, 0.01, 0.01 * math.sqrt(2 / 3)]):
        gradients = torch.autograd.grad(twin.loss(batch(step)), list(twin.parameters()))
        with torch.no_grad():
            for w, g, (m, v) in zip(twin.parameters(), gradients, state, strict=True):
                m.mul_(0.9).add_(0.1 * g)
                v.mul_(0.95).add_(0.05 * g * g)
                corrected = m / (1 - 0.9 ** (step + 1)), v / (1 - 0.95 ** (step + 1))
                w -= rate * corrected[0] / (corrected[1].sqrt() + 1e-8)
    for w, other in zip(net.parameters(), twin.parameters(), strict=True):
        assert torch.allclose(w, other, atol=1e-5)


class Interrupt:
    """Batches that are interrupted at one step."""

    def __init__(self, at):
        self.at = at

    def __call__(self, step):
        if step == self.at:
            raise KeyboardInterrupt
        return batch(step)


@pytest.mark.parametrize("at", [1, 7, 10, 29])
def test_an_interrupted_training_ends_with_the_same_bits(tmp_path, at):
    whole, pieces = GPT(SMALL, 0), GPT(SMALL, 0)
    run = train.fit(whole, batch, 30)
    with pytest.raises(KeyboardInterrupt):
        train.fit(pieces, Interrupt(at), 30, checkpoint=tmp_path / "net", every=5)
    again = GPT(SMALL, 99)  # other weights: all comes from the file
    resumed = train.fit(again, batch, 30, checkpoint=tmp_path / "net", every=5)
    assert np.array_equal(run.losses, resumed.losses) and np.array_equal(run.symbols, resumed.symbols)
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), again.parameters(), strict=True))


def test_a_finished_training_is_not_done_twice(tmp_path):
    run = train.fit(GPT(SMALL, 0), batch, 10, checkpoint=tmp_path / "net")
    again = train.fit(GPT(SMALL, 1), Interrupt(0), 10, checkpoint=tmp_path / "net")
    assert np.array_equal(run.losses, again.losses)


class Poisoned(GPT):
    """A network whose loss is NaN from one call on."""

    calls = 0

    def loss(self, rows):
        self.calls += 1
        return super().loss(rows) * (float("nan") if self.calls > 7 else 1.0)


def test_nan_stops_training_names_the_step_and_keeps_the_last_good_state(tmp_path):
    with pytest.raises(ValueError, match="nan at step 7"):
        train.fit(Poisoned(SMALL, 0), batch, 30, checkpoint=tmp_path / "net", every=3)
    reached = GPT(SMALL, 1)
    run = train.fit(reached, batch, 6, checkpoint=tmp_path / "net")  # six steps were saved, so none is made
    clean = GPT(SMALL, 0)
    assert np.array_equal(run.losses, train.fit(clean, batch, 6).losses)
    assert all(torch.equal(a, b) for a, b in zip(reached.parameters(), clean.parameters(), strict=True))


def test_weights_that_run_away_stop_training():
    with pytest.raises(ValueError, match=r"(nan|inf) at step \d+\. *|diverged"):
        train.fit(GPT(SMALL, 0), batch, 60, learning_rate=1e18)


def damaged(path, how):
    raw = bytearray(path.read_bytes())
    if how == "cut":
        raw = raw[: len(raw) // 2]
    elif how == "header":
        raw[0] ^= 255
    elif how == "number":
        raw[-9] ^= 1
    elif how == "empty":
        raw = b""
    elif how == "text":
        raw = b"this is not a checkpoint"
    path.write_bytes(raw)


@pytest.mark.parametrize("how", ["cut", "header", "number", "empty", "text"])
def test_a_damaged_checkpoint_is_refused_and_left_alone(tmp_path, how):
    train.fit(GPT(SMALL, 0), batch, 5, checkpoint=tmp_path / "net")
    damaged(tmp_path / "net", how)
    before = (tmp_path / "net").read_bytes()
    with pytest.raises(ValueError, match=r"damaged|no checkpoint"):
        train.fit(GPT(SMALL, 0), batch, 5, checkpoint=tmp_path / "net")
    assert (tmp_path / "net").read_bytes() == before


def test_a_checkpoint_of_another_network_is_refused(tmp_path):
    train.fit(GPT(SMALL, 0), batch, 2, checkpoint=tmp_path / "net")
    with pytest.raises(ValueError, match="another network"):
        train.fit(GPT(Config(alphabet=5, context=8, width=32, heads=2), 0), batch, 2, checkpoint=tmp_path / "net")


@pytest.mark.parametrize(("named", "other"), [
    ("learning_rate", {"learning_rate": 99}), ("warm_up", {"warm_up": 3}), ("steady", {"steady": 7}),
    ("cosine_to", {"cosine": True})])
def test_a_checkpoint_of_another_schedule_is_refused(tmp_path, named, other):
    train.fit(GPT(SMALL, 0), batch, 6, checkpoint=tmp_path / "net")
    with pytest.raises(ValueError, match=f"was trained with {named} "):
        train.fit(GPT(SMALL, 0), batch, 8, checkpoint=tmp_path / "net", **other)


def test_a_checkpoint_that_has_gone_further_is_refused(tmp_path):
    train.fit(GPT(SMALL, 0), batch, 6, checkpoint=tmp_path / "net")
    with pytest.raises(ValueError, match="holds 6 steps, but only 3 are asked for"):
        train.fit(GPT(SMALL, 0), batch, 3, checkpoint=tmp_path / "net")


def test_a_training_goes_on_beyond_where_it_was_to_end(tmp_path):
    whole, longer = GPT(SMALL, 0), GPT(SMALL, 0)
    train.fit(longer, batch, 6, checkpoint=tmp_path / "net")
    assert np.array_equal(train.fit(longer, batch, 12, checkpoint=tmp_path / "net").losses,
                          train.fit(whole, batch, 12).losses)


@pytest.mark.parametrize("bad", [{"warm_up": 0}, {"steady": 0}, {"every": 0}, {"learning_rate": 0}, {"warm_up": 2.5},
                                 {"learning_rate": math.nan}, {"every": -1}])
def test_a_schedule_that_is_none_is_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        train.fit(GPT(SMALL, 0), batch, 2, **bad)


def test_a_file_of_other_weights_is_no_checkpoint(tmp_path):
    from safetensors.torch import save_file

    save_file({"w": torch.zeros(3)}, tmp_path / "net")
    with pytest.raises(ValueError, match="no checkpoint of a training"):
        train.fit(GPT(SMALL, 0), batch, 2, checkpoint=tmp_path / "net")


# --- the exact twin ---------------------------------------------------------------------------------------------------
def test_the_exact_network_is_the_float_network_up_to_its_grid():
    net, these = stirred(size=0.2), rows(16)
    with torch.no_grad():
        loss = net.loss(torch.from_numpy(these)).item()
    found = coder.code_lengths(coder.frequencies(ExactNetwork(net, bits=12)(these)), these).mean()
    assert found == pytest.approx(loss, abs=0.01)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), n_rows=st.integers(1, 9))
def test_every_batch_shape_and_either_order_give_the_same_exact_logits(seed, n_rows):
    net, these = ExactNetwork(stirred(seed=seed), bits=6), rows(n_rows, seed=seed)
    together = net(these)
    assert np.array_equal(together, step_by_step(net, these))
    assert np.array_equal(together[:1], net(these[:1]))


def test_the_exact_network_does_not_depend_on_the_order_of_sums(monkeypatch):
    """Matrix products with the terms in another order change floats, and no exact forecast."""
    net, these = ExactNetwork(stirred(), bits=8), rows()
    shuffled = ExactNetwork(stirred(), bits=8)
    order = np.random.default_rng(0).permutation(SMALL.width)
    heads = np.arange(SMALL.width)  # the places inside the heads stay: they are C / H wide
    shuffled.w["letter"] = shuffled.w["letter"][:, order]
    shuffled.w["forecast"] = shuffled.w["forecast"][:, order]
    for i in range(SMALL.layers):
        for name in (f"blocks.{i}.attention.ask_have_offer", f"blocks.{i}.up"):
            shuffled.w[name] = shuffled.w[name][:, order]
        shuffled.w[f"blocks.{i}.attention.out"] = shuffled.w[f"blocks.{i}.attention.out"][order][:, heads]
        shuffled.w[f"blocks.{i}.down"] = shuffled.w[f"blocks.{i}.down"][order]
    assert np.array_equal(net(these), shuffled(these))


def test_every_number_of_the_exact_network_is_on_its_grid():
    net = ExactNetwork(stirred(), bits=8)
    logits = net(rows())
    assert np.array_equal(logits * 2**exact.GRID, np.round(logits * 2**exact.GRID))
    for weight in net.w.values():
        step = np.abs(weight[weight != 0]).min()
        assert len(np.unique(weight)) <= 256 and np.array_equal(weight / step, np.round(weight / step))


def test_the_table_of_exponentials_is_right_to_the_last_unit():
    j = np.arange(exact.SPAN << exact.LOGIT_GRID)
    assert np.abs(exact._exponentials() - exact.ONE * np.exp(-j / 256)).max() < 0.51


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_forecasts_and_weights_that_are_no_numbers_are_refused(bad):
    with pytest.raises(ValueError, match="NaN or infinity"):
        coder.frequencies([0.0, bad])
    net = stirred()
    with torch.no_grad():
        net.forecast.weight[0, 0] = bad
    with pytest.raises(ValueError, match="not finite"):
        ExactNetwork(net)
    with pytest.raises(ValueError, match="NaN or infinity"):
        coder.encode([1, 2], net)


def test_a_network_that_has_grown_too_large_is_refused():
    net = stirred()
    with torch.no_grad():
        net.letter.weight *= 1e4
    with pytest.raises(ValueError, match="exact range"):
        ExactNetwork(net)(rows())


def test_weights_are_fetched_from_where_they_are_before_they_are_rounded(monkeypatch):
    """Without a card at hand: what was not fetched by cpu() cannot be read."""
    fetch, read = torch.Tensor.cpu, torch.Tensor.numpy

    def cpu(tensor):
        here = fetch(tensor.detach())
        here.fetched = True
        return here

    def numpy(tensor):
        assert getattr(tensor, "fetched", False)
        return read(tensor)

    monkeypatch.setattr(torch.Tensor, "cpu", cpu)
    monkeypatch.setattr(torch.Tensor, "numpy", numpy)
    net = stirred()
    net.rounded(8)
    ExactNetwork(net, 8)


def test_what_weights_cost_is_counted():
    net = ExactNetwork(stirred(), bits=5)
    assert net.size_bits == 5 * SMALL.n_weights + 8 * len(net.w)
    with pytest.raises(ValueError, match="2 to 12 bits"):
        ExactNetwork(stirred(), bits=1)


# --- the coder --------------------------------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.floats(-40, 40), min_size=3, max_size=3), min_size=1, max_size=5), st.integers(6, 2**16))
def test_frequencies_are_positive_exact_and_near_the_softmax(logits, total):
    f = coder.frequencies(logits, total)
    assert f.min() >= 1 and (f.sum(axis=-1) == total).all()
    p = F.softmax(torch.tensor(logits, dtype=torch.float64), -1).numpy()
    assert np.abs(f / total - p).max() < 0.005 + 4 / total


@pytest.mark.parametrize("network", [stirred(), ExactNetwork(stirred(), 8)], ids=["float", "exact"])
@pytest.mark.parametrize("n", [0, 1, 2, 7, 8, 9, 63, 64, 65, 200])
@pytest.mark.parametrize("n_rows", [1, 3, 8])
def test_every_message_comes_back(network, n, n_rows):
    message = np.random.default_rng(n).integers(0, SMALL.alphabet, n)
    data = coder.encode(message, network, n_rows)
    assert np.array_equal(coder.decode(data, network, n_rows), message)


def test_a_message_of_one_letter_over_and_over_comes_back():
    message = np.full(500, 3)
    assert np.array_equal(coder.decode(coder.encode(message, stirred()), stirred()), message)


def test_the_file_is_as_long_as_its_log_loss():
    net, message = ExactNetwork(stirred(), 8), np.random.default_rng(0).integers(0, 5, 400)
    these = coder.in_rows(message, SMALL.context)
    ideal = coder.code_lengths(coder.frequencies(net(these)), these).sum()
    spent = 8 * (len(coder.encode(message, net)) - coder.HEADER - 4)
    assert ideal <= spent <= ideal + 10  # two bits and the last byte


def test_rows_side_by_side_change_nothing_for_the_exact_network():
    net, message = ExactNetwork(stirred(), 8), np.random.default_rng(0).integers(0, 5, 300)
    these = coder.in_rows(message, SMALL.context)
    order = coder.coding_order(300, SMALL.context, 4)
    from skbook import coding

    together = coder.frequencies(net(these)).reshape(-1, SMALL.alphabet)[:300][order]
    written = coding.encode(message[order].tolist(), coder.Played(together))
    assert coder.encode(message, net, n_rows=4)[coder.HEADER:] == written


@settings(max_examples=40, deadline=None)
@given(n=st.integers(0, 200), context=st.integers(1, 9), n_rows=st.integers(1, 9))
def test_the_coding_order_is_the_order_in_which_steps_ask(n, context, n_rows):
    order = coder.coding_order(n, context, n_rows)
    assert sorted(order) == list(range(n))
    net = ExactNetwork(GPT(Config(alphabet=2, context=context, width=2, layers=1, heads=1), 0))
    asked = [len(f) for f, told in coder.Steps(net, n, n_rows)._columns() for _ in [told.extend([0] * len(f))]]
    assert sum(asked) == n


@pytest.mark.parametrize("bad", [-1, 5, 99])
def test_an_unknown_symbol_is_refused(bad):
    with pytest.raises(ValueError, match="unknown"):
        coder.encode([0, 1, bad], stirred())


@pytest.mark.parametrize("bad", [[1.7], [1.0, 2.0], [True], ["a"]])
def test_symbols_that_would_come_back_as_others_are_refused(bad):
    with pytest.raises(ValueError, match="whole numbers"):
        coder.encode(bad, stirred())


@pytest.mark.parametrize("call", [
    lambda: coder.encode([1], stirred(), n_rows=0), lambda: coder.decode(coder.encode([1], stirred()), stirred(), 0),
    lambda: coder.sample(stirred(), 0, np.random.default_rng(0)), lambda: coder.in_rows([1, 2], 0),
    lambda: coder.coding_order(5, 4, 0), lambda: coder.sample(stirred(), 1.5, np.random.default_rng(0)),
])
def test_no_rows_and_empty_rows_are_refused(call):
    with pytest.raises(ValueError, match="whole number from"):
        call()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_or_cut_file_is_noticed(data):
    net, message = ExactNetwork(stirred(), 8), np.random.default_rng(0).integers(0, 5, 50)
    good = bytearray(coder.encode(message, net))
    if data.draw(st.booleans()):
        bad = good[: data.draw(st.integers(0, len(good) - 1))]
    else:
        at = data.draw(st.integers(0, len(good) - 1))
        bad = good.copy()
        bad[at] ^= data.draw(st.integers(1, 255)) if at not in (2, 3) else 0  # a length of millions is slow to refuse
        if bad == good:
            return
    with pytest.raises(ValueError):
        coder.decode(bytes(bad), net)


def test_another_network_or_another_rounding_cannot_read_the_file():
    message = np.random.default_rng(0).integers(0, 5, 100)
    data = coder.encode(message, ExactNetwork(stirred(), 8))
    for other in (ExactNetwork(stirred(), 7), ExactNetwork(stirred(seed=1), 8)):
        with pytest.raises(ValueError):
            coder.decode(data, other)


def test_a_file_without_weights_is_read_by_a_network_that_learns_along():
    message = ((np.arange(600) * 3) % 5 + (np.arange(600) // 100)) % 5
    first, second = train.Learner(GPT(SMALL, 0)), train.Learner(GPT(SMALL, 0))
    data = coder.encode(message, first.model, 4, learn=first.step)
    assert np.array_equal(coder.decode(data, second.model, 4, learn=second.step), message)
    assert first.steps == second.steps == 600 // 32
    still = GPT(SMALL, 0)
    assert len(data) < len(coder.encode(message, still, 4))


READER = """
import sys, numpy as np, torch
torch.set_num_threads(1)
from tests.test_nn import SMALL, stirred, GPT, train, coder
data = sys.stdin.buffer.read()
learner = train.Learner(stirred())
sys.stdout.write(" ".join(map(str, coder.decode(data, learner.model, 4, learn=learner.step))))
"""


def test_another_process_reads_the_file():
    learner, message = train.Learner(stirred()), np.random.default_rng(5).integers(0, 5, 200)
    data = coder.encode(message, learner.model, 4, learn=learner.step)
    done = subprocess.run([sys.executable, "-c", READER], input=data, capture_output=True, check=True)
    assert done.stdout.decode().split() == [str(x) for x in message]


# --- what the page says about them ------------------------------------------------------------------------------------
def test_the_text_that_pays_is_the_shortest_that_does():
    from skbook.widgets.break_even import state
    from tests.figures.break_even import STATES

    for size, bits, own, rival in STATES:
        now = state(size, bits, own, rival)
        n, owed = now["pays"], 100 * now["total"]  # in hundredths of a bit
        assert (n == 0) == (own >= rival)
        assert not n or (n - 1) * (rival - own) <= owed < n * (rival - own)


def test_the_numbers_of_the_quiz_are_true():
    from skbook import quiz

    asked = {question.id: question for question in quiz.load("networks_as_compressors").questions}
    right, *wrong = [option.value for option in asked["weights-pay"].options]
    assert right == 10_000 * 8 / (2.5 - 2)
    assert wrong == [10_000 / (2.5 - 2), 10_000 * 8 / 2.5, 10_000 * 8 / 2, 10_000 * 64 / (2.5 - 2)]
    z = torch.tensor([0.3, -1.0, 2.0])
    assert torch.allclose(F.softmax(z + 3, 0), F.softmax(z, 0)) and F.softmax(3 * z, 0)[2] > F.softmax(z, 0)[2]


def test_austen_is_as_long_as_the_live_figure_says():
    from skbook import datasets, letters
    from skbook.widgets.break_even import AUSTEN

    assert len(letters.letters(datasets.load("austen_en"))) == AUSTEN


def test_sampling_follows_the_forecasts():
    net = GPT(SMALL, 0)
    train.fit(net, batch, 150)
    written = coder.sample(net, 200, np.random.default_rng(0))
    assert written.shape == (200, SMALL.context)
    assert ((written[:, 1:] - written[:, :-1]) % 5 == 1).mean() > 0.9
    begins = coder.frequencies(net.step(np.array([5]), net.begin(1)))[0] / 2**16
    assert np.abs(np.bincount(written[:, 0], minlength=5) / 200 - begins).max() < 0.14  # four standard errors


def test_costs_are_the_loss_letter_by_letter():
    net, these = stirred(), torch.from_numpy(rows(70))
    with torch.no_grad():
        assert net.costs(these).mean().item() == pytest.approx(net.loss(these).item(), abs=1e-5)


def test_rounding_a_network_leaves_it_alone_and_gives_the_twin_s_weights():
    net = stirred()
    before, small, twin = net.forecast.weight.clone(), net.rounded(6), ExactNetwork(net, 6)
    assert torch.equal(net.forecast.weight, before)
    for name, weight in small.state_dict().items():
        assert np.array_equal(weight.numpy(), twin.w[name.removesuffix(".weight")].astype("f4"))
