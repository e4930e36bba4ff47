"""The place of a live figure in a page: space kept free, and one of its states in words until it is drawn.

A stored widget view becomes an empty script block, which shows nothing until JavaScript has run and then pushes the
page down. From the widget's stored state this puts a box in front of it, as high as the figure will be, with the
figure's state in words; ``awload.js`` draws into the box. A reader without JavaScript keeps the words.
"""

import json
import re
from html import escape

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

VIEW = re.compile(r'<script type="application/vnd\.jupyter\.widget-view\+json">(.*?)</script>', re.DOTALL)
BOX = ('<div class="sk-live" style="min-height:{reserve}">'
       '<p>This figure comes alive with JavaScript. One state of it in words: {words}</p></div>\n')


class KeepPlaces(SphinxPostTransform):
    """Runs after myst-nb has chosen which form of an output to show."""

    default_priority = 6
    formats = ("html",)

    def run(self, **kwargs):
        models = stored_models(getattr(self.env, "nb_metadata", {}).get(self.env.docname, {}))
        for node in list(self.document.findall(nodes.raw)):
            match = VIEW.fullmatch(node.astext().strip())
            if match:
                node.parent.insert(node.parent.index(node), place(models, json.loads(match[1])["model_id"]))


def stored_models(metadata: dict) -> dict:
    """Model id to stored state, from what myst-nb writes into the page."""
    _, attributes = metadata.get("js_files", {}).get("ipywidgets_state", (None, {}))
    return json.loads(attributes["body"])["state"] if attributes else {}


def place(models: dict, model_id: str) -> nodes.Node:
    """The box for one view; a plain ipywidget, which says nothing of itself, gets no box."""
    state = models.get(model_id, {}).get("state", {})
    if not state.get("in_words"):
        return nodes.raw("", "", format="html")
    box = BOX.format(reserve=escape(state["reserve"]), words=escape(state["in_words"]))
    return nodes.raw("", box, format="html")


def setup(app):
    app.add_post_transform(KeepPlaces)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
