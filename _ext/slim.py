"""What is done to the pages after they are written: weight off, and the theme's findings of accessibility mended.

Out go the theme's icon script (its icons come as fonts too) and all icons that no page shows. Pictures become
lossless WebP where that is smaller, load when they come near, and say their size, so that the page does not move.
Folded boxes become native ``<details>``, which need no script. Every step does nothing when it is done twice, so
incremental builds are safe. Serves all chapters; what pages are given *before* they are written stands in ``page``.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import unescape
from pathlib import Path

from fontTools import subset
from PIL import Image

FONTS = "_static/vendor/fontawesome/webfonts"
DIV = re.compile(r"<(/?)div\b")
FOLDED = re.compile(r'<div class="([^"]*)"([^>]*)>')
TITLE = re.compile(r'\s*<p class="admonition-title">(.*?)</p>|\s*<p>(Proof\.(?: *<em>.*?</em>)?)\s*', re.DOTALL)
ICON = re.compile(r"""["'](?:\\([ef][0-9a-f]{3})|([\ue000-\uf8ff]))["']""")  # written as a code or as itself
PICTURE = re.compile(r'(?P<before><img\b[^>]*?\bsrc=")(?P<src>[^"]+)(?P<after>"[^>]*?)\s*/?>')
PRINTED = re.compile(r'<div class="(output (?:stream|text_plain)[^"]*)">(?=<div class="highlight"><pre>(.*?)</pre>)',
                     re.DOTALL)
LOCAL = re.compile(r'(?P<attribute>(?:src|href)=")(?P<path>[^":?#]*_images/[^"?#]+)\.png"')
# (what the theme writes, what stands on the page instead)
MENDED = [
    (r"(?:\s*<!-- So that users can add custom icons -->)?\s*<script[^>]*fontawesome\.js[^>]*></script>", ""),
    # One identifier for many elements: sphinx-proof and sphinx-exercise number only the boxes, not what is in them.
    (r' id="(?:proof|exercise|solution)-content"', ""),
    (r'(<div class="proof[^"]*") id="proof"', r"\1"),
    # A label must begin with the words that are seen; the two keys are for the eye.
    (r'(<button class="btn search-button-field[^>]*?) title="Search" aria-label="Search"', r'\1 title="Search"'),
    (r'<span class="search-button__kbd-shortcut">', '<span class="search-button__kbd-shortcut" aria-hidden="true">'),
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    (r'(<button class="sidebar-toggle [^>]*?) title="([^"]+)"(?! aria-label)', r'\1 title="\2" aria-label="\2"'),
    (r'(<button onclick[^>]*?) title="([^"]+)"(?! aria-label)', r'\1 title="\2" aria-label="\2"'),
    # Everything stands in a landmark; a list has items, and what docutils calls them is no longer in ARIA.
    (r'(<div id="pst-primary-sidebar" class="[^"]*")>', r'\1 role="navigation" aria-label="Book">'),
    (r'<div role="list" class="citation-list">', '<div class="citation-list">'),
    (r'(<div class="citation" id="[^"]*") role="doc-biblioentry">', r"\1>"),
    # A long name in code breaks after a dot or an underscore.
    (r'<span class="pre">([^<]{16,})</span>', lambda name: re.sub(r"(?<=\w)([._])(?=[A-Za-z])", r"\1<wbr/>", name[0])),
    (r'(<span class="sig-paren">\(</span>)(?!<wbr)', r"\1<wbr/>"),
    # A line may not break between a formula and the comma after it.
    (r'(?<!"sk-unbroken">)(<span class="math notranslate nohighlight">[^<]*</span>[,.;:?!)’”]+)',
     r'<span class="sk-unbroken">\1</span>'),
]


def mend(page: str, size_of) -> str:
    """One page, lighter and mended; ``size_of(source)`` gives a picture's (width, height), or None if unknown."""
    for pattern, replacement in MENDED:
        page = re.sub(pattern, replacement, page)
    page = PRINTED.sub(_measured, page)
    return PICTURE.sub(partial(_lazy, size_of=size_of), fold(page))


def fold(page: str) -> str:
    """Make every folded box (admonition, proof, solution) a ``<details>`` that works without a script.

    >>> fold('<div class="dropdown admonition"><p class="admonition-title">More</p><div>x</div></div>')
    '<details class="dropdown admonition"><summary class="admonition-title">More</summary><div>x</div></details>'
    """
    at = 0
    while box := FOLDED.search(page, at):
        at = box.end()
        if {"dropdown", "admonition"} <= set(box[1].split()):
            end = _end_of_div(page, at)
            body = page[at:end - len("</div>")]
            page = f'{page[:box.start()]}<details class="{box[1]}"{box[2]}>{_summary(body)}</details>{page[end:]}'
    return page


def _summary(body: str) -> str:
    """The body with its title as summary; a proof's one-line idea stands in the summary too."""
    title = TITLE.match(body)
    if not title:
        return f"<summary>More</summary>{body}"
    words = re.sub(r"</?a\b[^>]*>", "", title[1] or title[2])
    return f'<summary class="admonition-title">{words}</summary>{"" if title[1] else "<p>"}{body[title.end():]}'


def _end_of_div(page: str, start: int) -> int:
    """Where the ``<div>`` that is open at ``start`` ends."""
    depth = 1
    for tag in DIV.finditer(page, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return page.index(">", tag.end()) + 1
    raise ValueError("A page has a <div> that is never closed; look for raw HTML in its source.")


def _measured(printed: re.Match) -> str:
    """What a cell printed, with the signs of its longest line, so that a phone can choose letters that fit."""
    text = unescape(re.sub(r"<[^>]*>", "", printed[2]))
    return f'<div class="{printed[1]}" style="--signs: {max(map(len, text.splitlines()), default=0)}">'


def _lazy(picture: re.Match, size_of) -> str:
    """The ``<img>`` with its size, to be loaded when it comes near."""
    tag, size = picture[0], size_of(picture["src"])
    if size and " width=" not in tag:
        tag = tag.replace("<img", f'<img width="{size[0]}" height="{size[1]}"', 1)
    if " loading=" not in tag:
        tag = tag.replace("<img", '<img loading="lazy" decoding="async"', 1)
    return re.sub(r' style="width: \d+px; height: \d+px;"', "", tag)


def to_webp(png: Path) -> bool:
    """Store a picture as lossless WebP beside it; whether that is smaller, and so worth using."""
    webp = png.with_suffix(".webp")
    if not webp.exists() or webp.stat().st_mtime < png.stat().st_mtime:
        with Image.open(png) as picture:
            picture.save(webp, lossless=True, method=4)
    return webp.stat().st_size < png.stat().st_size


def _size(page: Path, source: str) -> tuple[int, int] | None:
    """The size on the page, in CSS pixels, of a picture; figures are stored with twice as many."""
    path = page.parent / source
    if path.suffix not in (".png", ".webp") or not path.is_file():
        return None
    with Image.open(path) as picture:
        scale = 2 if path.parent.name == "_images" else 1
        return picture.width // scale, picture.height // scale


def icons(out: Path, pages: list[str]) -> set[int]:
    """Code points of all icons in use: those the pages and scripts name, and those that stylesheets draw."""
    scripts = [path.read_text(encoding="utf-8") for path in out.glob("_static/scripts/*theme.js")]
    named = set(re.findall(r"\bfa-([a-z0-9-]+)", " ".join(pages + scripts)))
    used = set()
    for sheet in out.glob("_static/**/*.css"):
        for selector, body in re.findall(r"([^{}]*)\{([^{}]*)\}", sheet.read_text(encoding="utf-8")):
            of_icon = set(re.findall(r"\.fa-([a-z0-9-]+):{1,2}before", selector))
            if not of_icon or of_icon & named:
                used |= {int(code, 16) if code else ord(icon) for code, icon in ICON.findall(body)}
    return used


def cut_fonts(folder: Path, code_points: set[int]):
    """Leave in each icon font only the icons in use; drop the older copies in TrueType."""
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    for path in folder.glob("*.woff2"):
        font = subset.load_font(path, options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=code_points)
        cutter.subset(font)
        subset.save_font(font, path, options)
    for path in folder.glob("*.ttf"):
        path.unlink()


def slim(app, exception):
    """Go over everything that was built."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    with ThreadPoolExecutor(2) as pool:
        pngs = sorted(out.glob("_images/*.png"))
        smaller = {png.stem for png, better in zip(pngs, pool.map(to_webp, pngs), strict=True) if better}
    pages = {path: path.read_text(encoding="utf-8") for path in out.rglob("*.html")}
    for path, page in pages.items():
        mended = mend(LOCAL.sub(partial(_as_webp, smaller=smaller), page), partial(_size, path))
        if mended != page:
            path.write_text(mended, encoding="utf-8", newline="\n")
    cut_fonts(out / FONTS, icons(out, list(pages.values())))


def _as_webp(link: re.Match, smaller: set[str]) -> str:
    kind = "webp" if Path(link["path"]).name in smaller else "png"
    return f'{link["attribute"]}{link["path"]}.{kind}"'


def setup(app):
    app.connect("build-finished", slim)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
