"""Three small corpora, one for each kind of world, and the digests that they have on every machine.

``test_syntax_knowledge`` draws them here, ``test_colab`` with the versions of numpy that Colab ships.
"""

import numpy as np

from skbook.syntax_knowledge import Corpus, Syntax, World

DIGESTS = ["c4612eb806d0b847", "09c320910d0eb8d0", "41fcd342cfcc4623"]


def small_corpora():
    """Five hundred sentences from an equal, a Zipf and an endless world."""
    town_syntax = Syntax.town(np.random.default_rng([8, 100]))
    for k, make in enumerate((lambda r: World.equal(100, 10, r), lambda r: World.zipf(1000, 0.5, 64, r),
                              lambda r: World.pitman_yor(0.7, 1.0, 64, r))):
        generator = np.random.default_rng([8, 101 + k])
        yield Corpus.draw(make(generator), town_syntax, 500, generator)
