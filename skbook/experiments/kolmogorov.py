"""The cards of the chapter on Kolmogorov complexity: all machines with four states, and the tree of languages."""

from dataclasses import dataclass

import numpy as np

from skbook import compressors, datasets, machines, scale, trees
from skbook.experiments.registry import Experiment


@dataclass(frozen=True)
class Machines:
    """Turing machines with ``n_states`` states and two symbols, each run for at most ``max_steps`` steps."""

    n_states: int = 4
    max_steps: int = 107


def all_outputs(config: Machines) -> dict:
    """Exact weights of all outputs."""
    weights = machines.output_weights(config.n_states, config.max_steps)
    return {"halting": sum(weights.values()), "of": 2 * (4 * config.n_states + 2) ** (2 * config.n_states),
            "weights": weights}


@dataclass(frozen=True)
class Tree:
    """Distances by a compressor between the declarations that have ``min_characters`` characters or more."""

    method: str = "zlib"
    linkage: str = "average"
    min_characters: int = 2000


def language_tree(config: Tree) -> dict:
    """The tree of all labelled declarations, and that of those in Latin letters."""
    labels, texts = datasets.load("language_families"), datasets.declarations()
    whole = np.array([len(texts[code]) >= config.min_characters for code in labels["code"].tolist()])
    labels = {name: column[whole] for name, column in labels.items()}
    codes, latin = labels["code"].tolist(), labels["script"] == "LATIN"
    d = compressors.distances([texts[code].encode() for code in codes], config.method).round(6)
    joins = {"all": trees.average_linkage(d), "latin": trees.average_linkage(d[latin][:, latin])}
    return {"codes": {"all": codes, "latin": labels["code"][latin].tolist()},
            "joins": {key: [[j.left, j.right, round(j.height, 6)] for j in tree] for key, tree in joins.items()}}


EXPERIMENTS = (
    Experiment("machines_4_2", "What all Turing machines with four states and two symbols write, exactly.",
               Machines, all_outputs, lambda: scale.pick(quick=[], full=[Machines()])),
    Experiment("language_tree",
               "Average linkage over compression distances of the Declaration in all labelled languages.",
               Tree, language_tree, lambda: scale.pick(quick=[], full=[Tree()]),
               data=("udhr_all_languages", "language_families")),
)
