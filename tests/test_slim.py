"""What is done to built pages: folded boxes, pictures, icons, addresses; and that doing it twice changes nothing."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from _ext import page, slim

PROOF = ('<div class="proof dropdown admonition" id="proof"><p>Proof. <em>Idea: count.</em> There are <div>two</div> '
         "of them.</p></div><p>after</p>")
PAGE = f"""<script src="_static/scripts/fontawesome.js?digest=1"></script>{PROOF}
<p>So <span class="math notranslate nohighlight">\\(x\\)</span>, and</p>
<code><span class="pre">skbook.coding.encode_all</span></code>
<button onclick="toggleFullScreen()" class="btn" title="Fullscreen mode"></button>
<a href="_images/f.png"><img alt="A figure" src="_images/f.png" style="width: 580px; height: 340px;" /></a>"""


def test_proof_folds_under_its_idea():
    folded = slim.fold(PROOF)
    assert folded.startswith('<details class="proof dropdown admonition"')
    assert '<summary class="admonition-title">Proof. <em>Idea: count.</em></summary>' in folded
    assert folded.endswith("</details><p>after</p>") and "<div>two</div>" in folded


def test_folded_box_without_title_can_still_be_opened():
    assert "<summary>More</summary>" in slim.fold('<div class="dropdown admonition"><ul></ul></div>')


def test_link_in_a_title_is_words_in_a_summary():
    title = '<p class="admonition-title">Solution to<a href="#e"> Exercise 1</a></p>'
    assert ">Solution to Exercise 1</summary>" in slim.fold(f'<div class="admonition dropdown">{title}</div>')


def test_boxes_that_are_not_folded_stay():
    box = '<div class="caution admonition"><p class="admonition-title">Caution</p></div>'
    assert slim.fold(box) == box


@given(st.recursive(st.just("x"), lambda inner: st.lists(inner, max_size=3).map(
    lambda parts: '<div class="dropdown admonition">' + "".join(parts) + "<div></div></div>"), max_leaves=12))
def test_folding_keeps_all_words_and_leaves_no_folded_div(nested):
    folded = slim.fold(nested)
    assert folded.count("x") == nested.count("x")
    assert folded.count("<details") == folded.count("</details>") == nested.count("dropdown")
    assert folded.count("<div") == folded.count("</div>")


def test_unclosed_div_is_named():
    with pytest.raises(ValueError, match="never closed"):
        slim.fold('<div class="dropdown admonition"><div>')


def test_printed_lines_are_measured_as_they_are_seen():
    printed = ('<div class="output stream highlight-myst-ansi notranslate"><div class="highlight"><pre><span></span>'
               '1 &lt; 2\n<span class="x">three</span> signs\n</pre></div>\n</div>')
    assert '<div class="output stream highlight-myst-ansi notranslate" style="--signs: 11">' in slim.mend(
        printed, lambda source: None)


def test_mending_twice_changes_nothing():
    once = slim.mend(PAGE, lambda source: (580, 340))
    assert slim.mend(once, lambda source: (580, 340)) == once


def test_a_page_is_mended():
    mended = slim.mend(PAGE, lambda source: (580, 340))
    assert "fontawesome.js" not in mended
    assert 'loading="lazy"' in mended and 'width="580" height="340"' in mended and "style=" not in mended
    assert '<span class="sk-unbroken"><span class="math notranslate nohighlight">\\(x\\)</span>,</span>' in mended
    assert "skbook.<wbr/>coding.<wbr/>encode_<wbr/>all" in mended
    assert 'aria-label="Fullscreen mode"' in mended


def test_picture_becomes_webp_only_where_smaller_and_only_once(tmp_path):
    png = tmp_path / "f.png"
    Image.radial_gradient("L").convert("RGB").save(png, compress_level=0)
    assert slim.to_webp(png)
    webp = png.with_suffix(".webp")
    with Image.open(webp) as new, Image.open(png) as old:
        assert new.convert("RGB").tobytes() == old.convert("RGB").tobytes()
    os.utime(png, (1, 1))
    before = webp.stat().st_mtime_ns
    assert slim.to_webp(png) and webp.stat().st_mtime_ns == before
    webp.write_bytes(bytes(png.stat().st_size + 1))
    assert not slim.to_webp(png)


def test_icons_are_those_named_on_pages_and_those_drawn_by_styles(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.css").write_text(
        r'.fa-sun:before{content:"\f185"}.fa-moon:before{content:"\f186"}p::after{content:"\f0f3"}q::before{content:"»"}'
        'html{--bell:"\uf0f2";--face:"fade"}')
    assert slim.icons(tmp_path, ['<i class="fa-solid fa-sun"></i>']) == {0xF185, 0xF0F3, 0xF0F2}


def test_addresses_come_from_pyproject():
    addresses = page.addresses()
    assert addresses["Repository"].startswith("https://") and not addresses["Homepage"].endswith("/")


@pytest.mark.parametrize("urls", ["", 'Repository = "github.com/a/b"\nHomepage = "https://a.b"', 'Homepage = "https://"'])
def test_missing_or_half_an_address_is_refused(tmp_path, urls):
    (tmp_path / "pyproject.toml").write_text(f"[project]\nname = 'x'\n[project.urls]\n{urls}\n")
    with pytest.raises(ValueError, match="full https address"):
        page.addresses(tmp_path / "pyproject.toml")


def test_macros_reach_page_and_print_alike():
    assert page.latex_macro("KL", ["D(#1)", 1]) == "\\newcommand{\\KL}[1]{D(#1)}\n"
    assert page.latex_macro("E", r"\mathbb{E}") == "\\newcommand{\\E}[0]{\\mathbb{E}}\n"
    assert all(isinstance(name, str) and name.isalpha() for name in page.macros())
