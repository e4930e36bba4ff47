"""The role ``given``: a number in the prose that no run has measured.

``{given}`0.9` `` is a parameter that a code cell of the chapter sets; ``{given}`729,533 <test_austen_words>` `` is a
fact of the data that the named test asserts. Readers see the number alone; ``tools.lint`` checks where it comes from.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx


def shown(content: str) -> str:
    """What the reader sees.

    >>> shown("729,533 <test_austen_words>"), shown("a < b"), shown("0.9")
    ('729,533', 'a < b', '0.9')
    """
    return re.sub(r"\s*<test_\w+>$", "", content)


def _given(name, rawtext, text, lineno, inliner, options=None, content=None):
    return [nodes.inline(rawtext, shown(text), classes=["sk-given"])], []


def setup(app: Sphinx) -> dict:
    app.add_role("given", _given)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
