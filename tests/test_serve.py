"""The local server: what a public host would send, and a new build exactly when a source was saved."""

import gzip
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tools import serve


def get(address: str, accept: str = "gzip"):
    return urlopen(Request(address, headers={"Accept-Encoding": accept}))


def test_text_is_sent_compressed_and_pictures_as_they_are(tmp_path):
    (tmp_path / "index.html").write_text("<p>bits</p>" * 100)
    (tmp_path / "picture.webp").write_bytes(b"RIFF")
    with serve.served(tmp_path) as address:
        packed, picture = get(address), get(address + "picture.webp")
        assert gzip.decompress(packed.read()).decode() == "<p>bits</p>" * 100
        assert packed.headers["Content-Encoding"] == "gzip" and picture.headers["Content-Encoding"] is None
        assert get(address, accept="identity").read().startswith(b"<p>bits")


def test_a_saved_page_is_sent_anew(tmp_path):
    page = tmp_path / "page.html"
    with serve.served(tmp_path) as address:
        for text in ("old", "new and longer"):
            page.write_text(text)
            assert gzip.decompress(get(address + "page.html").read()).decode() == text


def test_missing_page_and_what_lies_outside_are_refused(tmp_path):
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "site").mkdir()
    with serve.served(tmp_path / "site") as address:
        for path in ("nothing.html", "../secret.txt", "%2e%2e/secret.txt"):
            with pytest.raises(HTTPError, match="404"):
                get(address + path)


@pytest.mark.parametrize("saved, expected", [
    ([], None), (["chapters/a.ipynb"], []), (["intro.md", "chapters/a.ipynb"], []),
    (["_static/skbook.css"], ["--all"]), (["intro.md", "skbook/info.py"], ["--all"]),
])
def test_what_is_built_again(saved, expected):
    before = {Path(name): 1 for name in ("chapters/a.ipynb", "intro.md", "_static/skbook.css", "skbook/info.py")}
    assert serve.scope(before, before | {Path(name): 2 for name in saved}) == expected


def test_a_removed_source_counts_as_saved():
    assert serve.scope({Path("intro.md"): 1}, {}) == []


def test_sources_are_watched_and_what_is_built_is_not(tmp_path):
    for name in ("intro.md", "_static/skbook.css", "_build/html/intro.md", ".venv/a.py", "chapters/a.ipynb", "p.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    watched = {str(path.relative_to(tmp_path)) for path in serve.stamps(tmp_path)}
    assert watched == {"intro.md", "_static/skbook.css", "chapters/a.ipynb"}
