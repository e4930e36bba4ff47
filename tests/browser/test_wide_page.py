"""The widest things that a page may hold, on a phone: each scrolls or breaks inside its own box, and keys reach it.

The page is built here, from one notebook and the book's own configuration, extensions and styles.
"""

import pytest
import yaml
from ipywidgets.embed import dependency_state
from nbformat import NotebookNode, v4, write
from survey import look_at

from skbook.widgets import ArithmeticCoding
from tools import serve, weigh

CODE_NAME = "skbook." + "a_rather_long_name_" * 3 + "for_a_function_"
FORMULA = " + ".join("xyzuvw"[i % 6] for i in range(26))
COLUMNS = ["expected", "measured", "control", "interval", "seeds", "tolerance", "verdict"]
# Extensions that need the real chapters.
OPTIONAL = {"trust", "ledger", "gallery", "notation", "dataset_table", "chapter_table"}
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
TEXT = f"""# The widest page

A formula in a line, ${FORMULA}$, and a name, `{CODE_NAME}`, with a macro $\\KL{{p}}{{q}}$.

$$
{FORMULA} = {FORMULA}
$$ (eq-wide)

| {" | ".join(COLUMNS)} |
| {" | ".join("---:" for _ in COLUMNS)} |
| {" | ".join("1 234.567890" for _ in COLUMNS)} |

## `{CODE_NAME}`

:::{{prf:theorem}} A theorem with a name that goes on and on
:label: thm-wide
${FORMULA}$, by {{eq}}`eq-wide`.
:::

:::{{prf:proof}}
:class: dropdown
*Idea: none.* There is nothing to prove.
:::
"""


def notebook() -> NotebookNode:
    """One page with all of it, and a live figure."""
    figure = ArithmeticCoding()
    view = v4.new_output("display_data", {VIEW: {"version_major": 2, "version_minor": 0, "model_id": figure.model_id}})
    cells = [v4.new_markdown_cell(TEXT), v4.new_code_cell("x = 1" + " + 1" * 60, execution_count=1, outputs=[view])]
    state = dependency_state(figure, drop_defaults=False)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    widgets = {STATE: {"version_major": 2, "version_minor": 0, "state": state}}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "widgets": widgets})


@pytest.fixture(scope="module")
def wide(browser, tmp_path_factory):
    """The address of the widest page."""
    folder = tmp_path_factory.mktemp("wide")
    for name in ("_ext", "_extra", "_static", "references.bib"):
        (folder / name).symlink_to(serve.ROOT / name)
    config = yaml.safe_load((serve.ROOT / "_config.yml").read_text())
    for name in OPTIONAL:
        config["sphinx"]["local_extensions"].pop(name)
    (folder / "_config.yml").write_text(yaml.safe_dump(config))
    (folder / "_toc.yml").write_text("format: jb-book\nroot: wide\n")
    write(notebook(), folder / "wide.ipynb")
    assert serve.build("--all", "-W", "-n", book=folder) == 0
    with serve.served(folder / "_build" / "html") as address:
        yield address + "wide.html"


def test_the_page_is_as_wide_as_was_promised():
    assert len(FORMULA) > 100 and len(CODE_NAME) >= 79 and len(COLUMNS) == 7


def test_a_page_with_all_of_it_passes(browser, wide):
    seen = look_at(browser, wide)
    assert (seen.outside, seen.errors, seen.findings) == ([], [], [])
    assert seen.formula_errors == 0
    assert seen.width <= 360


def test_wide_boxes_scroll_by_keyboard(browser, wide):
    page = browser.new_page(**weigh.PHONE)
    page.goto(wide, wait_until="networkidle")
    for box in (".pst-scrollable-table-container", "div.math > mjx-container", "p mjx-container.sk-wide"):
        place = page.locator(box).first
        place.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.wait_for_function("box => box.scrollLeft > 0", arg=place.element_handle(), timeout=3000)
        assert place.bounding_box()["x"] >= 0, "the beginning can be seen"
    page.close()


def test_figure_answers_at_phone_width(browser, wide):
    page = browser.new_page(**weigh.PHONE)
    page.goto(wide)
    place = page.locator(".sk-live")
    place.scroll_into_view_if_needed()
    slider = place.locator("input[type=range]").first
    slider.wait_for()
    before = place.inner_text()
    slider.press("Home")
    assert place.inner_text() != before
    page.close()
