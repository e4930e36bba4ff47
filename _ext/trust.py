"""Refuses to build pages from outputs that nobody should trust: stale, failed, or never made.

``make book`` shows stored outputs and executes nothing. Before it reads a page, this extension looks at every chapter
in the table of contents and stops with a list of all that is wrong, each with its mend.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from skbook.widgets.base import LiveFigure, light
from tools.chapter import Cell, Chapter, is_bootstrap, read_toc, where
from tools.normalise import bootstrap, stored_models


def findings(chapter: Chapter, root: Path | None = None) -> list[str]:
    """Everything that forbids showing this chapter, each with the cell and the mend."""
    mend = f"run it again: make run CH={chapter.slug}"
    found = [text for cell in chapter.code for text in _cell_findings(chapter, cell, mend)]
    found += [*_claim_findings(chapter), *_stale(chapter, mend)]
    return found + ([*_stale_live_figures(chapter, root, mend), *_address(chapter, root)] if root else [])


def _cell_findings(chapter: Chapter, cell: Cell, mend: str) -> Iterator[str]:
    at = where(chapter.slug, cell)
    if cell.source.strip() and cell.execution_count is None:
        yield f"{at} was never run; {mend}"
    errors = [out for out in cell.outputs if out["output_type"] == "error"]
    if errors and "raises-exception" not in cell.tags:
        yield (f"{at} ended in {errors[0]['ename']}: {errors[0]['evalue']} Mend the cell and {mend} "
               "(or tag it raises-exception, if the error is what it shows)")


def _claim_findings(chapter: Chapter) -> Iterator[str]:
    for claim in chapter.claims:
        record, at = claim.record, where(chapter.slug, chapter.cells[claim.cell])
        shown = record["expect"]["shown"]
        mend = f"mend the measurement or the sentence, then make run CH={chapter.slug}"
        if not record["holds"]:
            yield (f"{at}: claim {record['id']!r} does not hold: “{record['sentence']}” Expected {shown}, measured "
                   f"{record['measured']['shown']}; {mend}")
        if record["control"] and not record["control"]["fails"]:
            yield (f"{at}: the control of claim {record['id']!r} did not fail: “{record['sentence']}” With "
                   f"{record['control']['says']} it is {record['control']['shown']}, still {shown}; {mend}")


def _stale(chapter: Chapter, mend: str) -> Iterator[str]:
    stored = chapter.metadata.get("code_sha256")
    if stored is None:
        yield f"{chapter.slug} has no metadata skbook.code_sha256, so its outputs may come from other code; {mend}"
    elif stored != chapter.code_sha256:
        yield f"{chapter.slug}: its code was changed after its outputs were made; {mend}"


def _stale_live_figures(chapter: Chapter, root: Path, mend: str) -> Iterator[str]:
    """Live figures whose stored scripts or data are not those that the package makes: no test would run them."""
    paths = filter(Path.is_file, (root / "skbook" / "widgets").glob("*.*"))
    files = {path.name: path.read_text(encoding="utf-8") for path in paths}
    shared = [text for name, text in files.items() if name.startswith("live.")]
    made = {light(first + text) for first in ["", *shared] for text in files.values()}
    for model in stored_models(chapter.notebook).values():
        state = model["state"]
        identity = state.get("_anywidget_id", "")
        if not identity.startswith("skbook."):
            continue
        scripts = [light(state[key]) for key in ("_esm", "_css") if state.get(key)]
        changed = any(state.get(key) != value for key, value in _data(identity).items())
        if changed or not made.issuperset(scripts):
            name = identity.rpartition(".")[2]
            yield f"{chapter.slug}: its live figure {name} was changed after its outputs were made; {mend}"


@cache
def _data(identity: str) -> dict:
    """What a live figure ships beside scripts and the values of its controls, as it is made today and stored."""
    module, _, name = identity.rpartition(".")
    fresh = getattr(import_module(module), name)()
    shipped = set(fresh.trait_names(sync=True)) - set(LiveFigure.class_trait_names()) - set(fresh.controls)
    return json.loads(json.dumps({key: getattr(fresh, key) for key in shipped if not key.startswith("_")}))


def _address(chapter: Chapter, root: Path) -> Iterator[str]:
    if not (root / "pyproject.toml").is_file():
        return
    for cell in filter(is_bootstrap, chapter.code[:1]):
        if cell.source != bootstrap(root):
            yield (f"{where(chapter.slug, cell)}: the Colab cell does not install from the Repository of "
                   "pyproject.toml; write it anew: make address")


def duplicate_claims(chapters: list[Chapter]) -> list[str]:
    """Claims of one name: their cards could not be told apart in the ledger."""
    first, found = {}, []
    for chapter in chapters:
        for claim in chapter.claims:
            at = where(chapter.slug, chapter.cells[claim.cell])
            if first.setdefault(claim.record["id"], at) is not at:
                found.append(f"{at}: claim {claim.record['id']!r} has the name of the one in "
                             f"{first[claim.record['id']]}; give it another and make run CH={chapter.slug}")
    return found


def _refuse(app: Sphinx, config: Config) -> None:
    root = Path(app.srcdir)
    if not (root / "_toc.yml").is_file():
        return
    try:
        chapters = [Chapter.load(path) for path in read_toc(root)]
    except ValueError as error:
        raise ExtensionError(str(error)) from None
    found = [text for chapter in chapters for text in findings(chapter, root)] + duplicate_claims(chapters)
    if found:
        raise ExtensionError("the pages would show what was not checked:\n" + "\n".join(f"- {text}" for text in found))


def setup(app: Sphinx) -> dict:
    app.connect("config-inited", _refuse)
    # Once more when all pages are read: a chapter may be saved from an editor while the book is being built.
    app.connect("env-updated", lambda app, env: _refuse(app, app.config))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
