"""What the gates see of a chapter is what the page shows: its markup, its sentences, the fingerprint of its code."""

import pytest
import yaml
from bad import claim_cell, code, notebook, record, text

from tools.chapter import ROOT, Chapter, read_toc, where
from tools.prose import EXTENSIONS, split_options, walk


def pieces(source, *fields):
    return [tuple(getattr(piece, name) for name in fields) for piece in walk(source)]


def test_parser_has_the_syntax_of_the_pages():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert set(config["parse"]["myst_enable_extensions"]) == set(EXTENSIONS)


def test_every_kind_of_markup_is_named():
    source = """(here)=
# A *title*

Words, $x$, {cite:t}`pan`, `code`, [text](https://a.b), <b>bold</b> and ![alt](a.png).

$$
E = mc^2
$$ (eq-e)

```python
print(1)
```

| a |
|---|
| 1 |

> quoted
"""
    kinds = pieces(source, "kind", "name")
    for kind in [("target", ""), ("heading", "1"), ("math", ""), ("role", "cite:t"), ("code", ""), ("link", ""),
                 ("html", ""), ("image", "alt"), ("math", "block"), ("code", "python"), ("other", "table"),
                 ("other", "blockquote")]:
        assert kind in kinds
    assert ("heading", "A title") in pieces(source, "kind", "content")


def test_text_is_not_hidden_by_emphasis_or_line_breaks():
    assert pieces("It took **3**\n*bits* a letter.", "kind", "content") == [("text", "It took 3\nbits a letter.")]


def test_sentences_end_where_readers_end_them():
    source = "By 3.5 bits, e.g. Austen's, et al. wrote. See {cite}`pan`. $K$ is “short.” Why? No. 3 says J. Doe."
    found = list(dict.fromkeys(piece.sentence for piece in walk(source)))
    assert found == ["By 3.5 bits, e.g. Austen's, et al. wrote.", "See {cite}`pan`.", "$K$ is “short.”", "Why?",
                     "No. 3 says J. Doe."]


def test_a_formula_with_a_full_stop_does_not_end_a_sentence():
    assert {piece.sentence for piece in walk("Take $a. B$ as given.")} == {"Take $a. B$ as given."}


def test_directive_bodies_are_read_with_the_directives_around_them():
    source = """::::{exercise} How long is $x$?
:label: trial-1

Think.

:::{admonition} Half
:class: claim
It is 0.5.
:::
::::
"""
    assert pieces(source, "kind", "content", "inside", "line") == [
        ("directive", "How long is $x$?", (), 1),
        ("text", "How long is ", ("exercise",), 1), ("math", "x", ("exercise",), 1), ("text", "?", ("exercise",), 1),
        ("text", "Think.", ("exercise",), 4),
        ("directive", "Half", ("exercise",), 6), ("text", "Half", ("exercise", "admonition"), 6),
        ("text", "It is 0.5.", ("exercise", "admonition"), 8)]
    assert [piece.options for piece in walk(source) if piece.kind == "directive"] == [
        {"label": "trial-1"}, {"class": "claim"}]


def test_math_and_verbatim_directives_are_not_read_as_prose():
    source = "```{math}\n:label: e\nx_1 = 0.5\n```\n\n```{code-block} python\nx = 0.5\n```\n"
    assert [piece.kind for piece in walk(source)] == ["directive", "math", "directive", "code"]


@pytest.mark.parametrize("content", [":a: b\n:c: d\n\nBody\nhere", "---\na: b\nc: d\n---\n\nBody\nhere"])
def test_both_spellings_of_options_are_read(content):
    options, body, skipped = split_options(content)
    assert (options, body) == ({"a": "b", "c": "d"}, "Body\nhere")
    assert content.splitlines()[skipped] == "Body"


def test_cells_claims_and_figures_are_found():
    drawn = code("finish()")
    drawn.metadata["mystnb"] = {"figure": {"name": "fig-a", "caption": "C."}, "image": {"alt": "A."}}
    chapter = Chapter(notebook(text("# T"), claim_cell(), drawn), "chapters/trial.ipynb")
    assert [(claim.cell, claim.record) for claim in chapter.claims] == [(1, record())]
    assert [(f.cell, f.name, f.caption, f.alt) for f in chapter.figures] == [(2, "fig-a", "C.", "A.")]
    assert chapter.slug == "trial" and chapter.metadata["slug"] == "trial"
    assert where("trial", chapter.cells[2]) == "trial, cell 3 (finish())"


def test_fingerprint_changes_with_what_runs_and_with_nothing_else():
    def print_of(*cells):
        return Chapter(notebook(*cells)).code_sha256

    plain = print_of(code("x = 1"))
    assert print_of(code("x = 2")) != plain
    assert print_of(code("x = 1"), code("y")) != plain
    assert print_of(code("x = 1", "raises-exception")) != plain
    assert print_of(code("x = 1", "play")) != plain
    assert print_of(code("x = 1", "hide-input"), text("words")) == plain
    assert print_of(claim_cell()) == print_of(code("claim('halves')"))
    assert print_of(code("%pip …", "setup", "remove-cell"), code("x = 1")) == plain


@pytest.mark.parametrize("content, message", [("{", "is not JSON"), ("[]", "not a notebook"), ("{}", "not a notebook")])
def test_a_damaged_notebook_is_named(tmp_path, content, message):
    path = tmp_path / "trial.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"trial\.ipynb .*{message}"):
        Chapter.load(path)


def test_chapters_come_in_the_order_of_the_book(tmp_path):
    (tmp_path / "_toc.yml").write_text("""root: intro
parts:
  - chapters:
    - file: chapters/b.ipynb
      sections: [{file: chapters/c}]
  - chapters: [{file: chapters/a}, {file: appendices/notation}]
""", encoding="utf-8")
    assert [path.stem for path in read_toc(tmp_path)] == ["b", "c", "a"]
