"""The loader of live figures in a browser: lazy, over file and http, models shared, failures told in a sentence."""

import pytest
from live_page import LOADER, SPACER, module, stored, view, write

from skbook.widgets import ArithmeticCoding
from skbook.widgets.arithmetic_coding import state
from tools import serve

PLAIN = {"model_name": "IntSliderModel", "model_module": "@jupyter-widgets/controls", "state": {"value": 30}}
NAME = "export default { render({ el }) { el.className = 'small'; el.textContent = 'alive'; } }"
PROMISES = """export default async () => ({
  initialize({ model }) { model.set('started', (model.get('started') ?? 0) + 1); },
  async render({ model, el }) {
    const other = await model.widget_manager.get_model('IPY_MODEL_other'), heard = [];
    const call = (_, value) => heard.push(value);
    model.on('change:n', call);
    model.set('n', 5);
    model.set('n', 5);
    model.off('change:n', call);
    model.set('n', 6);
    model.save_changes();
    model.send({});
    el.className = 'small';
    el.textContent = [model.get('started'), model.get('floats').getFloat32(4, true), model.get('hex').getUint8(1),
      heard, other.get('m'), model.get('deep').list[0].getUint8(0)].join('|');
  } })"""


def wait_for(page, n, live="yes"):
    page.wait_for_function("([n, live]) => document.querySelectorAll(`[data-live=${live}]`).length === n",
                           arg=[n, live])


@pytest.mark.parametrize("over", ["file", "http"])
def test_loads_over_file_and_http(page, tmp_path, over):
    path = write(tmp_path, {"one": module(NAME)}, "one")
    with serve.served(tmp_path) as address:
        page.goto(path.as_uri() if over == "file" else f"{address}{path.name}")
        wait_for(page, 1)
    assert page.locator(".small").inner_text() == "alive"


def test_imports_only_what_comes_near(page, tmp_path):
    page.add_init_script("""window.made = 0;
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => { window.made++; return make(blob); };""")
    page.goto(write(tmp_path, {"one": module(NAME)}, "one", before=SPACER).as_uri())
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(100)
    assert page.evaluate("window.made") == 0 and page.locator(".small").count() == 0
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    wait_for(page, 1)
    assert page.evaluate("window.made") == 1


def test_two_views_share_one_model(page, tmp_path):
    widget = ArithmeticCoding()
    page.goto(write(tmp_path, stored(widget), widget.model_id, widget.model_id).as_uri())
    wait_for(page, 2)
    page.get_by_label("Letters coded").first.fill("12")
    page.get_by_label("Your sentence").nth(1).fill("another")
    first, second = page.locator(".said").all_inner_texts()
    assert first == second == state("another", 7)["sentence"]
    ids = page.eval_on_selector_all("[id]", "nodes => nodes.map(node => node.id)")
    assert len(ids) == len(set(ids)) == 4


def test_a_module_gets_what_anywidget_promises(page, tmp_path):
    buffers = [{"path": ["floats"], "encoding": "base64", "data": "AACAPwAAIEA="},  # the floats 1 and 2.5
               {"path": ["hex"], "encoding": "hex", "data": "0aff"},
               {"path": ["deep", "list", 0], "encoding": "hex", "data": "07"}]
    css = ".small { color: rgb(1, 2, 3); }"
    models = {"small": module(PROMISES, n=4, deep={"list": [None]}, _css=css, buffers=buffers),
              "other": module("", m="of the other")}
    page.goto(write(tmp_path, models, "small", "small").as_uri())
    wait_for(page, 2)
    assert page.locator(".small").all_inner_texts() == ["1|2.5|255|5|of the other|7"] * 2
    assert page.locator(".small").first.evaluate("node => getComputedStyle(node).color") == "rgb(1, 2, 3)"
    assert page.evaluate("document.adoptedStyleSheets.length") == 1


def test_a_figure_that_fails_leaves_a_sentence_and_the_rest_alive(page, tmp_path):
    broken = "export default { render({ el }) { el.textContent = 'half'; throw new Error('no luck'); } }"
    models = {"broken": module(broken, in_words="One state.", reserve="9rem"), "syntax": module("export default {"),
              "well": module(NAME)}
    page.goto(write(tmp_path, models, "broken", "syntax", "lost", "well").as_uri())
    page.wait_for_function("document.querySelectorAll('[data-live]').length === 4")
    broken, syntax, lost, well = page.locator(".sk-live").all_inner_texts()
    assert "One state." in broken and "This figure could not start: no luck." in broken and "half" not in broken
    assert "This figure could not start: " in syntax
    assert "the page holds no state for lost" in lost
    assert well == "alive"


def test_plain_controls_without_a_manager_say_what_they_need(browser, tmp_path):
    page = browser.new_page()  # not a quiet one: the missing file is an error on the console
    page.goto(write(tmp_path, {"plain": PLAIN}, "plain", "plain").as_uri())
    wait_for(page, 2, live="no")
    sentence = "This control needs a running kernel: open the chapter in Colab."
    assert page.locator(".sk-live").all_inner_texts() == [sentence] * 2
    page.close()


def test_plain_controls_are_left_to_the_manager_which_sees_only_them(page, tmp_path):
    models = {"live": module(NAME), "plain": PLAIN}
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "require.js").write_text("window.order = ['require'];")
    (tmp_path / "vendor" / "embed-amd.js").write_text("""window.order.push('embed');
      const type = (kind) => `script[type="application/vnd.jupyter.widget-${kind}+json"]`;
      const read = (kind) => [...document.querySelectorAll(type(kind))].map((block) => JSON.parse(block.textContent));
      window.handed = [read('state').map(({ state }) => Object.keys(state)), read('view').map((v) => v.model_id)];""")
    page.goto(write(tmp_path, models, "live", after=SPACER + view(models, "plain")).as_uri())
    wait_for(page, 1)
    assert page.evaluate("window.order") is None
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("window.handed")
    assert page.evaluate("window.order") == ["require", "embed"]
    assert page.evaluate("window.handed") == [[["plain"]], ["plain"]]


def test_the_loader_stays_small():
    assert LOADER.stat().st_size <= 6144
