"""How large an experiment is run: one switch for the whole book.

``SKBOOK_SCALE`` is ``quick`` (the default; what the pages and the tests run), ``full`` (up to ten minutes on a laptop)
or ``gpu`` (for what needs a card; no experiment of the book does yet, and networks train on the processor at every
scale). It is read when :func:`pick` is called, so the same cell serves all three. Serves every chapter.
"""

import os
from contextlib import contextmanager

SCALES = ("quick", "full", "gpu")


def pick(quick, full, gpu=None):
    """The value for the current scale; ``gpu`` falls back on ``full``.

    Raises
    ------
    ValueError
        If the environment variable ``SKBOOK_SCALE`` names no scale.

    Examples
    --------
    >>> pick(quick=100, full=10_000)
    100
    """
    name = os.environ.get("SKBOOK_SCALE", "quick")
    if name not in SCALES:
        raise ValueError(f"SKBOOK_SCALE is {name!r}; set it to one of {', '.join(SCALES)}, or unset it.")
    return {"quick": quick, "full": full, "gpu": full if gpu is None else gpu}[name]


@contextmanager
def at(name: str):
    """Within this block the scale is ``name``, whatever the environment says.

    >>> with at("full"):
    ...     pick(quick=100, full=10_000)
    10000
    """
    before = os.environ.get("SKBOOK_SCALE")
    os.environ["SKBOOK_SCALE"] = name
    try:
        pick(None, None)  # refuses a name that is no scale
        yield
    finally:
        if before is None:
            del os.environ["SKBOOK_SCALE"]
        else:
            os.environ["SKBOOK_SCALE"] = before
