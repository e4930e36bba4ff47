"""What every page is in a reader's browser: self-contained, silent, narrow enough, legible, light, operable by keys.

Each page is opened once on a phone and surveyed; the tests then ask about one property each and name the pages that
lack it.
"""

import pytest
from survey import Survey, look_at

from tools import weigh

CHAPTER = "chapters/entropy_and_coding.html"
HEAVIEST = 700_000  # bytes of a first view


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def surveys(browser, site, book) -> dict[str, Survey]:
    pages = weigh.pages(book)
    listings = [page for page in pages if page.startswith("_modules/")]  # all alike: axe looks at one of them
    return {page: look_at(browser, site + page, axe=page not in listings[1:]) for page in pages}


def test_every_kind_of_page_is_there(surveys):
    assert {"intro.html", "search.html", CHAPTER, "appendices/ledger.html"} <= surveys.keys()


def test_no_request_to_another_host(surveys):
    assert not {page: seen.outside for page, seen in surveys.items() if seen.outside}


def test_the_console_is_silent(surveys):
    assert not {page: seen.errors for page, seen in surveys.items() if seen.errors}


def test_every_formula_is_drawn(surveys):
    assert not {page: seen.formula_errors for page, seen in surveys.items() if seen.formula_errors}


def test_nothing_is_wider_than_a_phone(surveys):
    assert not {page: seen.width for page, seen in surveys.items() if seen.width > 360}


def test_axe_finds_nothing_in_either_theme(surveys):
    assert not {page: seen.findings for page, seen in surveys.items() if seen.findings}


def test_first_views_are_light(surveys):
    assert not {page: seen.bytes for page, seen in surveys.items() if seen.bytes > HEAVIEST}


def test_live_figures_answer_to_keys(page, site):
    page.goto(site + CHAPTER)
    places = page.locator(".sk-live")
    assert places.count() > 0
    for place in places.all():
        place.scroll_into_view_if_needed()
        place.locator("input[type=range]").first.wait_for()
        for slider in place.locator("input[type=range]").all():
            for key in ("Home", "ArrowRight", "End"):
                before = place.inner_text()
                slider.press(key)
                assert place.inner_text() != before, f"{key} says nothing new in words"


def test_search_finds_a_chapter(page, site):
    page.goto(site + "search.html?q=Huffman")
    page.locator("#search-results a[href*=entropy_and_coding]").first.wait_for()


def test_folded_boxes_open_by_keyboard(page, site):
    page.goto(site + CHAPTER)
    summary = page.locator("details.proof > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.proof").first.get_attribute("open") is not None


def test_nothing_is_folded_or_dark_on_paper(page, site):
    page.emulate_media(color_scheme="dark")
    page.goto(site + CHAPTER)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
