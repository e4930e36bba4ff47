"""What every page is given before it is written: the book's address, formulas, and no script that it does not need.

The repository's and the site's address stand in pyproject.toml alone (``[project.urls]``); links to the source, Colab
buttons, previews and the site map are derived from them here. Formulas are drawn by whatever ``html_math_renderer``
names, with the macros of macros.yml. What is done to the pages *after* they are written stands in ``slim``.
"""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import yaml

ROOT = Path(__file__).resolve().parent.parent
BRANCH = "main"
# Scripts and styles that Jupyter Book puts on every page and no page needs: thebe would ask another host for code,
# folded boxes are native here (see slim), and tabs are not in the book's markup.
UNWANTED = re.compile("thebe|togglebutton|toggleHint|toggleOpenOnPrint|design-tabs")


def addresses(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, str]:
    """The addresses of the book, ``Repository`` and ``Homepage``, without a slash at the end.

    Raises
    ------
    ValueError
        If one is missing or is not a web address.
    """
    urls = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"].get("urls", {})
    for name in ("Repository", "Homepage"):
        if urlsplit(urls.get(name, "")).scheme != "https" or not urlsplit(urls[name]).netloc:
            raise ValueError(f"{pyproject.name}: [project.urls] {name} is {urls.get(name)!r}; it must be the full "
                             "https address, because every link of the book to itself is derived from it.")
    return {name: urls[name].rstrip("/") for name in ("Repository", "Homepage")}


def macros(path: Path = ROOT / "macros.yml") -> dict:
    """Formula macros as MathJax wants them: name to definition, or to [definition, number of arguments]."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def set_addresses(app, config):
    """Derive every address that Sphinx and its extensions ask for."""
    urls = addresses()
    config.html_theme_options |= {"repository_url": urls["Repository"], "repository_branch": BRANCH,
                                  "path_to_docs": "", "use_repository_button": True, "use_issues_button": True}
    config.html_baseurl = config.ogp_site_url = urls["Homepage"] + "/"


def set_formulas(app, config):
    """Hand the macros to the renderers; no menu, which would make every formula a stop of the Tab key."""
    config.mathjax3_config = {"tex": {"macros": macros()}, "options": {"enableMenu": False}}
    preamble = "".join(latex_macro(name, macro) for name, macro in macros().items())
    config.latex_elements = {**config.latex_elements, "preamble": config.latex_elements.get("preamble", "") + preamble}


def set_title(app, config):
    """The title beside the sign and in previews; no place for advertisements, which the theme keeps."""
    config.project = config.html_title
    config.html_theme_options |= {"logo": {"text": config.html_title, "alt_text": ""}, "primary_sidebar_end": []}


def drop_thebe(app, config):
    """Keep sphinx-thebe from writing its configuration into every page."""
    for listener in list(app.events.listeners["doctree-resolved"]):
        if listener.handler.__module__ == "sphinx_thebe":
            app.disconnect(listener.id)


def drop_unwanted(app, page, template, context, doctree):
    """Take from a page the scripts and styles that it does not need."""
    for kind in ("script_files", "css_files"):
        context[kind] = [f for f in context[kind] if not UNWANTED.search(f"{f.filename} {f.attributes.get('body')}")]


def latex_macro(name: str, macro: str | list) -> str:
    """A macro of macros.yml as LaTeX wants it."""
    body, arguments = macro if isinstance(macro, list) else (macro, 0)
    return rf"\newcommand{{\{name}}}[{arguments}]{{{body}}}" + "\n"


def setup(app):
    for handler in (set_addresses, set_formulas, set_title, drop_thebe):
        app.connect("config-inited", handler)
    app.connect("html-page-context", drop_unwanted, priority=900)
    app.add_js_file("page.js", loading_method="defer")
    app.setup_extension("slim")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
