"""A browser, the built book, and a server for it; without a Chromium these tests are skipped, and say so."""

import os
from pathlib import Path

import pytest
from live_page import quiet, stored, write

from skbook import widgets
from tools import serve, weigh


@pytest.fixture(scope="module")  # not the session: its event loop would be in the way of other tests
def browser():
    """The system's Chromium."""
    if weigh.browser_path() is None:
        message = f"No {' or '.join(weigh.BROWSERS)} on this machine: the pages were NOT tried in a browser."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with weigh.browser() as chromium:
        yield chromium


@pytest.fixture
def page(browser):
    """A page of 1200 px on which an error or a warning on the console is a failure."""
    with quiet(browser) as page:
        yield page


@pytest.fixture
def figure(page, tmp_path):
    """Opens a live figure, named as its module, with the given traits; a theme or text after it go to the page."""
    classes = {module: name for name, module in widgets.FIGURES.items()}

    def show(module, theme="light", after="", **traits):
        widget = getattr(widgets, classes[module])(**traits)
        page.goto(write(tmp_path, stored(widget), widget.model_id, theme=theme, after=after).as_uri())
        page.wait_for_selector("[data-live=yes] .sk-figure")
        return page.locator(".sk-figure")

    return show


@pytest.fixture(scope="session")
def book() -> Path:
    """The pages, built now if a source is newer than they are."""
    if weigh.browser_path() is None:
        pytest.skip("No browser, no need for pages.")
    built = serve.PAGES / "searchindex.js"
    sources = [path for path in serve.stamps() if "tools" not in path.parts]
    if not built.exists() or built.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        assert serve.build("--all", "-W", "-n", "--keep-going") == 0, "`make book` fails: mend that first"
    return serve.PAGES


@pytest.fixture(scope="session")
def site(book):
    """The address of the built book."""
    with serve.served(book) as address:
        yield address
