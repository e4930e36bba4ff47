"""Make result cards: ``python -m tools.cards NAME``; the bench makes them again with :func:`compare`.

A recipe says what is run (``says``, ``config``, the names of its data) and is a function from the configuration to the
metrics. Nothing random goes unseeded. The card is written to ``data/results`` with its checksum.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from skbook import compressors, context_mixing, datasets, letters, llm, machines, results, trees
from tools.chapter import ROOT

DATA = ROOT / "data"


@dataclass(frozen=True)
class Recipe:
    """How one card is made."""

    says: str
    config: dict
    make: Callable[[dict], dict]
    data: tuple[str, ...] = ()
    seeds: list[int] = field(default_factory=list)


def machines_4_2(config: dict) -> dict:
    """Exact weights of all outputs of the machines with four states."""
    weights = machines.output_weights(config["n_states"], config["max_steps"])
    return {"halting": sum(weights.values()), "of": 2 * 18**8, "weights": weights}


def language_tree(config: dict) -> dict:
    """The tree of all labelled declarations, and that of those in Latin letters."""
    labels, texts = datasets.load("language_families"), datasets.declarations()
    whole = np.array([len(texts[code]) >= config["min_characters"] for code in labels["code"].tolist()])
    labels = {name: column[whole] for name, column in labels.items()}
    codes, latin = labels["code"].tolist(), labels["script"] == "LATIN"
    d = compressors.distances([texts[code].encode() for code in codes], config["method"]).round(6)
    joins = {"all": trees.average_linkage(d), "latin": trees.average_linkage(d[latin][:, latin])}
    return {"codes": {"all": codes, "latin": labels["code"][latin].tolist()},
            "joins": {key: [[j.left, j.right, round(j.height, 6)] for j in tree] for key, tree in joins.items()}}


def llm_compression(config: dict) -> dict:
    """Bytes and bits of slices of real texts: SmolLM2's ideal length, and lzma's files of the same slices."""
    model = llm.load()
    pieces = {"Austen": datasets.load("austen_en"), "King James Bible": _verses("bible_kjv_en"),
              "this book": datasets.load("own_prose_en"), "Spanish Bible": _verses("bible_rv1909_es"),
              "E. coli": datasets.load("ecoli536_NC_008253")}
    rows = {}
    for name, text in pieces.items():
        slices = [text[start:start + config["characters"]] for start in _starts(len(text), config)]
        rows[name] = [{"bytes": len(piece.encode()), "tokens": len(model.encode(piece)),
                       "smollm2": round(float(model.score(piece).sum()), 1),
                       "lzma": compressors.size_bits(piece.encode(), "lzma")} for piece in slices]
    return {"slices": rows}


def context_mixing_whole(config: dict) -> dict:
    """Bytes of two whole books: the context mixer, its file read back; without each of its parts; five compressors."""
    books = {"Austen": datasets.load("austen_en").encode(), "King James Bible": _verses("bible_kjv_en").encode()}
    found = {}
    for name, text in books.items():
        code = context_mixing.compress(text)
        if context_mixing.decompress(code) != text:
            raise RuntimeError(f"the context mixer did not read back {name}, so its size means nothing")
        without = {part: len(context_mixing.compress(text, [p for p in context_mixing.PARTS if p != part]))
                   for part in context_mixing.PARTS}
        others = {method: compressors.size_bits(text, method) // 8 for method in config["beside"]}
        found[name] = {"bytes": len(text), "mixer": len(code), "without": without, "others": others}
    return found


def _starts(length: int, config: dict) -> list[int]:
    """Slices at equal distances, none at the very beginning, where a text is quoted most."""
    return [length * (k + 1) // (config["slices"] + 1) for k in range(config["slices"])]


def _verses(name: str) -> str:
    return "\n".join(datasets.load(name)["text"].tolist())


def network_sizes(config: dict) -> dict:
    """Networks of several widths read Austen once: what it costs while they learn, and what their weights cost."""
    import torch

    from skbook.nn.gpt import GPT, Config
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    text = torch.tensor(letters.encode_letters(letters.letters(datasets.load("austen_en")))[:config["letters"]])
    batches = text.view(-1, config["rows"], Config().context)
    marks = sorted({round(2 ** (k / 2)) for k in range(2 * len(batches).bit_length())} & set(range(len(batches) + 1)))
    found = {}
    for width in config["widths"]:
        net = GPT(Config(width=width, heads=width // 16), config["seed"])
        run = fit(net, batches.__getitem__, len(batches))
        small = net.rounded(config["bits"])
        found[width] = {"weights": net.config.n_weights, "letters": run.seen[np.array(marks) - 1].tolist(),
                        "prequential_bits": run.code_length_bits[np.array(marks) - 1].round().astype(int).tolist(),
                        "final_bits_a_letter": round(float(np.mean([small.loss(b).item() for b in batches])), 4)}
    return found


RECIPES = {
    "machines_4_2": Recipe("What all Turing machines with four states and two symbols write, exactly.",
                           {"n_states": 4, "max_steps": 107}, machines_4_2),
    "language_tree": Recipe("Average linkage over compression distances of the Declaration in all labelled languages.",
                            {"method": "zlib", "linkage": "average", "min_characters": 2000}, language_tree,
                            data=("udhr_all_languages", "language_families")),
    "llm_compression": Recipe("What SmolLM2-135M and lzma need for the same slices of five texts.",
                              {"characters": 2000, "slices": 4, "weights": "4 bits, 134,515,008 of them"},
                              llm_compression, data=("austen_en", "bible_kjv_en", "own_prose_en", "bible_rv1909_es",
                                                     "ecoli536_NC_008253")),
    "context_mixing": Recipe("Two whole books through the context mixer, all of it and without each of its parts.",
                             {"beside": ["zlib", "bz2", "lzma", "zstd", "brotli"]}, context_mixing_whole,
                             data=("austen_en", "bible_kjv_en")),
    "network_sizes": Recipe("Transformers of three widths that read a million letters of Austen once.",
                            {"widths": [16, 32, 64], "rows": 8, "letters": 2**20, "bits": 8, "seed": 0},
                            network_sizes, data=("austen_en",), seeds=[0]),
}


def make(name: str) -> dict:
    """Run the recipe of a card; the card as it is stored."""
    recipe = RECIPES[name]
    start = time.perf_counter()
    metrics = recipe.make(recipe.config)
    return {"says": recipe.says, "config": recipe.config, "seeds": recipe.seeds, "hardware": hardware(),
            "wall_seconds": round(time.perf_counter() - start, 1),
            "data": {data: checksum(datasets.describe(data).file) for data in recipe.data},
            "commit": commit(), "metrics": metrics}


def compare(name: str) -> tuple[bool, float]:
    """Make a card again: whether its metrics are those of the stored one, and the seconds it took."""
    again = make(name)
    return json.loads(json.dumps(again["metrics"])) == results.load(name).metrics, again["wall_seconds"]


def hardware() -> str:
    """The kind of machine, not its name."""
    return f"one core, {platform.machine()}, {platform.python_implementation()} {platform.python_version()}"


def commit() -> str:
    """The commit of the code that ran."""
    shown = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return shown.stdout.strip()


def checksum(file: str) -> str:
    """SHA-256 of a file of the data."""
    return hashlib.sha256((DATA / file).read_bytes()).hexdigest()


def write(name: str, card: dict) -> None:
    """Store a card and its checksum."""
    file = f"{results.FOLDER}{name}.json"
    (DATA / results.FOLDER).mkdir(exist_ok=True)
    text = json.dumps(card, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m[1]) + "]", text)
    (DATA / file).write_text(text + "\n", encoding="utf-8")
    sums = DATA / "SHA256SUMS"
    lines = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith(f"  {file}")]
    lines = sorted([*lines, f"{checksum(file)}  {file}"], key=lambda line: line.split("  ")[1])
    sums.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(wanted: Sequence[str]) -> int:
    """Make the cards named, or all."""
    if unknown := [name for name in wanted if name not in RECIPES]:
        print(f"There is no card {unknown[0]!r}; choose from {', '.join(RECIPES)}.", file=sys.stderr)
        return 2
    for name in wanted or RECIPES:
        write(name, card := make(name))
        print(results.read(name, card))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
