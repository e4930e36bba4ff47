"""Weigh pages: what a phone receives, byte by byte on the wire, before its reader scrolls.

Knows a browser page and nothing of the book; the pages come from ``tools.serve``, compressed as a public host would
send them. ``python -m tools.weigh`` prints every page of the built book. Serves the browser tests and the bench.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.serve import PAGES, served

KINDS = {"Document": "page", "Stylesheet": "styles", "Script": "scripts", "Font": "fonts", "Image": "pictures"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--no-first-run")
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 3}


def browser_path() -> str | None:
    """Where the system's Chromium is, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window.

    Raises
    ------
    ValueError
        If there is none.
    """
    if not (path := browser_path()):
        raise ValueError(f"There is no {', '.join(BROWSERS)} on the path. Install one: apt-get install chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield chromium
        chromium.close()


def scale(page: Page) -> Counter:
    """Start counting what ``page`` receives: kind to bytes on the wire, headers included, as they come in."""
    session, kinds, weights = page.context.new_cdp_session(page), {}, Counter()
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: KINDS.get(e["type"], "other")}))
    session.on("Network.loadingFinished", lambda e: weights.update(
        {kinds.get(e["requestId"], "other"): e["encodedDataLength"]}))
    return weights


def pages(folder: Path = PAGES) -> list[str]:
    """Addresses of all pages below ``folder``: what is neither a theme's template nor the redirect to the first."""
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html"))
    return [page for page in found if not page.startswith("_static/") and page != "index.html"]


def first_view(chromium: Browser, address: str) -> Counter:
    """Bytes by kind of one page on a phone that has nothing in its cache."""
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    weights = scale(page)
    page.goto(address, wait_until="networkidle")
    context.close()
    return weights


def main():
    columns = [*KINDS.values(), "other"]
    print(f"{'kB, first view on a phone':<42}" + "".join(f"{name:>10}" for name in [*columns, "total"]))
    with served(PAGES) as address, browser() as chromium:
        for page in pages():
            weights = first_view(chromium, address + page)
            numbers = [*(weights[name] for name in columns), weights.total()]
            print(f"{page:<42}" + "".join(f"{n / 1000:>10.0f}" for n in numbers))


if __name__ == "__main__":
    main()
