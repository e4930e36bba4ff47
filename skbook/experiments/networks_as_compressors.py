"""The cards of the chapter on networks as compressors: networks of three widths, and a real language model."""

from dataclasses import dataclass

import numpy as np

from skbook import compressors, datasets, letters, llm, scale
from skbook.experiments.registry import Experiment


@dataclass(frozen=True)
class Slices:
    """How many slices of how many characters are cut from each text; the model's weights are what its file holds."""

    characters: int = 2000
    slices: int = 4
    weights: str = "4 bits, 134,515,008 of them"


def llm_compression(config: Slices) -> dict:
    """Bytes and bits of slices of real texts: SmolLM2's ideal length, and lzma's files of the same slices."""
    model = llm.load()
    pieces = {"Austen": datasets.load("austen_en"), "King James Bible": _verses("bible_kjv_en"),
              "this book": datasets.load("own_prose_en"), "Spanish Bible": _verses("bible_rv1909_es"),
              "E. coli": datasets.load("ecoli536_NC_008253")}
    rows = {}
    for name, text in pieces.items():
        slices = [text[start:start + config.characters] for start in _starts(len(text), config.slices)]
        rows[name] = [{"bytes": len(piece.encode()), "tokens": len(model.encode(piece)),
                       "smollm2": round(float(model.score(piece).sum()), 1),
                       "lzma": compressors.size_bits(piece.encode(), "lzma")} for piece in slices]
    return {"slices": rows}


def _starts(length: int, slices: int) -> list[int]:
    """Slices at equal distances, none at the very beginning, where a text is quoted most."""
    return [length * (k + 1) // (slices + 1) for k in range(slices)]


def _verses(name: str) -> str:
    return "\n".join(datasets.load(name)["text"].tolist())


@dataclass(frozen=True)
class Sizes:
    """Networks of several ``widths`` read ``letters`` letters in ``rows`` rows, and are rounded to ``bits`` bits."""

    widths: tuple[int, ...] = (16, 32, 64)
    rows: int = 8
    letters: int = 2**20
    bits: int = 8
    seed: int = 0


def network_sizes(config: Sizes) -> dict:
    """Networks of several widths read Austen once: what it costs while they learn, and what their weights cost."""
    import torch

    from skbook.nn.gpt import GPT, Config
    from skbook.nn.train import fit

    text = torch.tensor(letters.encode_letters(letters.letters(datasets.load("austen_en")))[:config.letters])
    batches = text.view(-1, config.rows, Config().context)
    marks = sorted({round(2 ** (k / 2)) for k in range(2 * len(batches).bit_length())} & set(range(len(batches) + 1)))
    found = {}
    for width in config.widths:
        net = GPT(Config(width=width, heads=width // 16), config.seed)
        run = fit(net, batches.__getitem__, len(batches))
        small = net.rounded(config.bits)
        found[width] = {"weights": net.config.n_weights, "letters": run.seen[np.array(marks) - 1].tolist(),
                        "prequential_bits": run.code_length_bits[np.array(marks) - 1].round().astype(int).tolist(),
                        "final_bits_a_letter": round(float(np.mean([small.loss(b).item() for b in batches])), 4)}
    return found


EXPERIMENTS = (
    Experiment("llm_compression", "What SmolLM2-135M and lzma need for the same slices of five texts.",
               Slices, llm_compression, lambda: scale.pick(quick=[], full=[Slices()]),
               data=("austen_en", "bible_kjv_en", "own_prose_en", "bible_rv1909_es", "ecoli536_NC_008253"),
               needs=(llm.PACKAGE, "tokenizers")),
    Experiment("network_sizes", "Transformers of three widths that read a million letters of Austen once.",
               Sizes, network_sizes, lambda: scale.pick(quick=[], full=[Sizes()]), data=("austen_en",),
               needs=("torch",)),
)
