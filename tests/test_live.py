"""The place of a live figure: before its view, as high as the figure says, with its words; plain controls get none."""

import importlib
import json
import sys

import pytest
from bad import code, notebook, shows, text
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

import skbook.widgets
from tools.chapter import ROOT

sys.path.insert(0, str(ROOT / "_ext"))
import live

STATE, VIEW = "application/vnd.jupyter.widget-state+json", "application/vnd.jupyter.widget-view+json"
FIGURE = {"_esm": "export default {}", "reserve": "clamp(1rem, 2vw, 3rem)", "in_words": "After 1 < 2 letters, “a”."}
MODELS = {"f1": {"model_name": "AnyModel", "model_module": "anywidget", "state": FIGURE},
          "p1": {"model_name": "IntSliderModel", "model_module": "@jupyter-widgets/controls", "state": {"value": 3}}}


def shown(model_id):
    return shows({VIEW: {"version_major": 2, "version_minor": 0, "model_id": model_id}, "text/plain": "a widget"})


def test_a_page_keeps_a_place_for_its_figure(tmp_path):
    cells = text("# Trial"), code("figure", outputs=[shown("f1")]), code("slider", outputs=[shown("p1")])
    nb = notebook(*cells, hashed=False)
    nb.metadata["widgets"] = {STATE: {"version_major": 2, "version_minor": 0, "state": MODELS}}
    (tmp_path / "index.ipynb").write_text(json.dumps(nb))
    settings = {"extensions": ["myst_nb", "live"], "nb_execution_mode": "off", "nb_ipywidgets_js": {}}
    with docutils_namespace():
        Sphinx(tmp_path, None, tmp_path / "out", tmp_path / "doctrees", "html", settings, warningiserror=True,
               status=None).build()
    page = (tmp_path / "out" / "index.html").read_text()
    box = '<div class="sk-live" style="min-height:clamp(1rem, 2vw, 3rem)">'
    assert page.count('class="sk-live"') == 1
    assert page.index("After 1 &lt; 2 letters, “a”.") > page.index(box)
    assert page.index(box) < page.index('"model_id": "f1"') < page.index('"model_id": "p1"')


def test_a_plain_control_or_a_lost_model_gets_no_place():
    for models, model_id in ((MODELS, "p1"), (MODELS, "lost"), ({}, "f1")):
        assert live.place(models, model_id).astext() == ""


def test_a_page_without_controls_has_no_models():
    assert live.stored_models({}) == live.stored_models({"js_files": {}}) == {}


def test_without_the_extra_the_error_names_it(monkeypatch):
    for name in ("base", "arithmetic_coding"):
        monkeypatch.delitem(sys.modules, f"skbook.widgets.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "anywidget", None)
    importlib.reload(skbook.widgets)  # the package itself needs no extra
    with pytest.raises(ImportError, match=r"skbook\[widgets\]"):
        skbook.widgets.ArithmeticCoding  # noqa: B018


def test_a_figure_that_does_not_exist_is_named():
    with pytest.raises(AttributeError, match="no live figure 'Dice'; it has CompressorRace"):
        skbook.widgets.Dice  # noqa: B018
