"""Every experiment of the book by name, at three scales, each with its result card.

``python -m skbook.experiments list | run NAME | sweep NAME --grid … | show CARD``. An experiment is a
plain function from the settings of one point to what they give; a chapter's experiments stand in the module of its
name. :mod:`~skbook.experiments.registry` finds them, :mod:`~skbook.experiments.sweep` runs their points on one core,
all cores or a cluster and keeps each finished one, :mod:`~skbook.experiments.cards` makes result cards of them and
tells whether a new run agrees with a card. Looking experiments up needs numpy alone.
"""

from skbook.experiments.registry import Experiment, find, live, names

__all__ = ["Experiment", "find", "live", "names"]
