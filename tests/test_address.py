"""What several files must repeat (address, title, version) is the same in all of them, and a stale place is found."""

import json
import re
import tomllib

import pytest
import yaml

import skbook
from tools import address
from tools.chapter import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text())
SETTING = address.Setting.load()
MOVED = """[project.urls]
Repository = "https://github.com/alice/tea"
Homepage = "https://tea.example.org/"
"""


def test_every_file_names_the_address_of_the_setting():
    assert [str(place) for place in address.disagreeing()] == []


def test_the_citation_names_repository_and_site():
    assert CITATION["repository-code"] == SETTING.repository
    assert CITATION["url"].rstrip("/") == CITATION["preferred-citation"]["url"].rstrip("/") == SETTING.homepage


@pytest.mark.parametrize("path", sorted((ROOT / "chapters").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_chapter_installs_from_the_repository(path):
    (first, *_) = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    assert re.findall(r"git\+(\S+)@main", "".join(first["source"])) == [SETTING.repository]


def test_citation_title_and_version_are_the_project_s():
    assert CITATION["version"] == PROJECT["version"] == skbook.__version__
    title = yaml.safe_load((ROOT / "_config.yml").read_text())["title"]
    assert CITATION["title"] == title
    assert PROJECT["description"].startswith(f"{title}: ")
    assert CITATION["preferred-citation"]["title"].startswith(f"{title}: ")
    assert [author["name"] for author in CITATION["authors"]] == [author["name"] for author in PROJECT["authors"]]


@pytest.fixture
def moved(tmp_path):
    """A checkout whose setting says that the book has moved to alice/tea."""
    (tmp_path / "pyproject.toml").write_text(MOVED)
    return tmp_path


STALE = {
    "git clone https://github.com/OWNER/knowing-by-compressing": "git clone https://github.com/alice/tea",
    "https://github.com/bob/knowing-by-compressing.git": "https://github.com/alice/tea.git",
    "git@github.com/OWNER/tea.": "git@github.com/alice/tea.",
    "https://colab.research.google.com/github/OWNER/knowing-by-compressing/blob/main/chapters/x.ipynb":
        "https://colab.research.google.com/github/alice/tea/blob/main/chapters/x.ipynb",
    "https://mybinder.org/v2/gh/OWNER/knowing-by-compressing/main": "https://mybinder.org/v2/gh/alice/tea/main",
    '"skbook @ git+https://github.com/OWNER/knowing-by-compressing@main\\""':
        '"skbook @ git+https://github.com/alice/tea@main\\""',
    "(https://OWNER.github.io/knowing-by-compressing/intro.html)": "(https://tea.example.org/intro.html)",
}


@pytest.mark.parametrize("stale, mended", STALE.items(), ids=range(len(STALE)))
@pytest.mark.parametrize("file", ["README.md", ".github/workflows/a.yml", "chapters/x.ipynb", ".ci/run"])
def test_a_stale_address_is_found_and_mended(moved, file, stale, mended):
    path = moved / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"first\n{stale}\n")
    (place,) = address.disagreeing(moved)
    assert str(place).startswith(f"{file}:2: ") and "pyproject.toml says" in str(place)
    assert [str(path) for path in address.write(moved)] == [file]
    assert path.read_text() == f"first\n{mended}\n"
    assert list(address.disagreeing(moved)) == []


@pytest.mark.parametrize("foreign", ["https://github.com/mlfoundations/scaling/tree/a003c491", "https://alice.github.io/coffee/",
                                     "https://github.com/alice/coffee", "https://github.com/alice/tea/issues"])
def test_other_addresses_are_left_alone(moved, foreign):
    (moved / "README.md").write_text(foreign)
    assert address.write(moved) == []


@pytest.mark.parametrize("file", [".venv/a.md", "_build/a.md", "tests/a.py", "_extra/a.js", "picture.png"])
def test_what_is_not_ours_is_passed_over(moved, file):
    (moved / file).parent.mkdir(exist_ok=True)
    (moved / file).write_text("https://github.com/OWNER/knowing-by-compressing")
    assert list(address.disagreeing(moved)) == []
