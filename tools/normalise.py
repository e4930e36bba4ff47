"""Makes an executed notebook the same, byte for byte, after every run on one machine, and ready for the page.

It knows what a run leaves behind by chance (counts, model numbers, addresses in memory) and what the page needs
(alternative texts, a first frame for controls without a kernel). It executes nothing: see ``tools.run``.
"""

from __future__ import annotations

import html
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict

from tools.chapter import ROOT, Chapter, RunFailed, where

STATE_MIME = "application/vnd.jupyter.widget-state+json"
VIEW_MIME = "application/vnd.jupyter.widget-view+json"
PLAY_NOTE = ("First state of a control that needs a running kernel: "
             "open this chapter in Colab or Jupyter to move the sliders.")
BOOTSTRAP = """import sys
if "google.colab" in sys.modules:
    %pip install -q "skbook[compressors] @ git+{repository}@main\""""
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
REFERENCE = "IPY_MODEL_"


def normalise(nb: NotebookNode, slug: str) -> NotebookNode:
    """Mend an executed notebook in place and return it; ``RunFailed`` when the page could not show it."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            _plain_outputs(cell)
    _number_runs(nb)
    _settle_play_cells(nb, slug)
    _prune_and_number_models(nb, slug)
    _describe_figures(nb, slug)
    nb.metadata.kernelspec, nb.metadata.language_info = from_dict(KERNELSPEC), from_dict(LANGUAGE)
    nb.metadata.setdefault("skbook", NotebookNode())["code_sha256"] = Chapter(nb, slug).code_sha256
    return nb


def write(nb: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all, as JSON with sorted keys, indent 1 and a newline at the end."""
    nbformat.validate(nb)
    scratch = path.with_suffix(".ipynb.new")
    scratch.write_text(nbformat.writes(nb).rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    os.replace(scratch, path)


def bootstrap(root: Path = ROOT) -> str:
    """The Colab cell, with the repository's address from pyproject.toml.

    >>> print(bootstrap())
    import sys
    if "google.colab" in sys.modules:
        %pip install -q "skbook[compressors] @ git+https://...@main"
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return BOOTSTRAP.format(repository=project["urls"]["Repository"].rstrip("/"))


def set_bootstrap(nb: NotebookNode, root: Path = ROOT) -> None:
    """Write the Colab cell anew, where the notebook has one."""
    for cell in nb.cells:
        if cell.cell_type == "code" and {"setup", "remove-cell"} <= set(cell.metadata.get("tags", ())):
            cell.source = bootstrap(root)
            return


def _plain_outputs(cell: NotebookNode) -> None:
    """Forget addresses in memory, the paths in tracebacks, and when the cell ran."""
    cell.metadata.pop("execution", None)
    for output in cell.outputs:
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]
        elif output.output_type == "stream":
            output.text = ADDRESS.sub("0x000000000000", output.text)
        else:
            for mime in {"text/plain", "text/html"} & set(output.data):
                output.data[mime] = ADDRESS.sub("0x000000000000", output.data[mime])


def _number_runs(nb: NotebookNode) -> None:
    count = 0
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        count += bool(cell.source.strip())
        cell.execution_count = count if cell.source.strip() else None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count


# ---- controls ------------------------------------------------------------------------------------------------------


def stored_models(nb: NotebookNode) -> dict[str, Any]:
    """The stored state of the notebook's widgets: model number to model."""
    return nb.metadata.get("widgets", {}).get(STATE_MIME, {}).get("state", {})


def _view(output: NotebookNode) -> str | None:
    """The model that an output shows, if it shows one."""
    return output.get("data", {}).get(VIEW_MIME, {}).get("model_id")


def _reach(models: dict[str, Any], model: str) -> Iterator[str]:
    """A model and all that it refers to, each once, in the order of mention."""
    seen, ahead = {model}, [model]
    while ahead:
        at = ahead.pop(0)
        yield at
        mentioned = _references(models.get(at, {}).get("state", {}))
        new = list(dict.fromkeys(m for m in mentioned if m in models and m not in seen))
        seen.update(new)
        ahead += new


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(REFERENCE):
        yield value.removeprefix(REFERENCE)
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _references(inner)


def _settle_play_cells(nb: NotebookNode, slug: str) -> None:
    """In play cells, put what a control first drew in the place of the control, and say so."""
    models = stored_models(nb)
    for index, cell in enumerate(nb.cells):
        if "play" not in cell.metadata.get("tags", ()):
            continue
        if "nbval-ignore-output" not in cell.metadata.tags:
            cell.metadata.tags.append("nbval-ignore-output")
        cell.outputs = [new for output in cell.outputs for new in _first_state(output, models)]
        for error in (o for o in cell.outputs if o.output_type == "error"):
            raise RunFailed(f"{where(slug, Chapter(nb).cells[index])}: the control's function failed with "
                            f"{error.ename}: {error.evalue}")
        _plain_outputs(cell)


def _first_state(output: NotebookNode, models: dict[str, Any]) -> list[NotebookNode]:
    model = _view(output)
    if output.output_type == "execute_result" and output.data.get("text/plain", "").startswith("<function"):
        return []  # what `interact` returns: of no use to a reader
    if model is None or "_esm" in models[model]["state"]:
        return [output]
    drawn = [out for m in _reach(models, model) for out in models[m]["state"].get("outputs", ())]
    note = {"output_type": "display_data", "metadata": {},
            "data": {"text/html": f'<p class="sk-play-note">{html.escape(PLAY_NOTE)}</p>', "text/plain": PLAY_NOTE}}
    return [from_dict(out) for out in [*drawn, note]]


def _prune_and_number_models(nb: NotebookNode, slug: str) -> None:
    """Keep the models that the page shows, numbered in the order of the page."""
    models, number = stored_models(nb), {}
    for index, cell in enumerate(nb.cells):
        for model in filter(None, map(_view, cell.get("outputs", ()))):
            if "_esm" not in models.get(model, {}).get("state", {}):
                raise RunFailed(f"{where(slug, Chapter(nb).cells[index])} shows a control that is dead without a "
                                "kernel: tag the cell play, or make the control a live figure (skbook.widgets)")
            for reached in _reach(models, model):
                number.setdefault(reached, f"{len(number) + 1:032x}")
    if not number:
        nb.metadata.pop("widgets", None)
        return
    state = {new: _renamed(models[old], lambda m: number.get(m, m)) for old, new in number.items()}
    nb.metadata.widgets[STATE_MIME]["state"] = from_dict(state)
    for output in (out for cell in nb.cells for out in cell.get("outputs", ()) if _view(out)):
        output.data[VIEW_MIME]["model_id"] = number[_view(output)]


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, str) and value.startswith(REFERENCE):
        return REFERENCE + rename(value.removeprefix(REFERENCE))
    if isinstance(value, dict):
        return {key: _renamed(inner, rename) for key, inner in value.items()}
    return [_renamed(inner, rename) for inner in value] if isinstance(value, list) else value


# ---- figures -------------------------------------------------------------------------------------------------------


def _describe_figures(nb: NotebookNode, slug: str) -> None:
    """Copy name, caption and alternative text of each cell's figure to where the page builder reads them."""
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        shown = [out for out in cell.outputs if out.output_type in ("display_data", "execute_result")]
        figures = [out.metadata.skbook for out in shown if "alt" in out.metadata.get("skbook", {})]
        play = "play" in cell.metadata.get("tags", ())
        if figures and len(shown) > 1 and not play:
            raise RunFailed(f"{where(slug, Chapter(nb).cells[index])} shows a figure and something else: name and "
                            "caption belong to the whole cell, so give the figure a cell of its own")
        _set_figure(cell, figures[0] if figures else None, captioned=not play)


def _set_figure(cell: NotebookNode, figure: NotebookNode | None, captioned: bool) -> None:
    settings = cell.metadata.get("mystnb", NotebookNode())
    for key in ("figure", "image"):
        settings.pop(key, None)
    if figure:
        settings["image"] = {"alt": figure.alt}
    if figure and captioned:
        settings["figure"] = {"name": figure.name, "caption": figure.caption}
    if settings:
        cell.metadata["mystnb"] = settings
    else:
        cell.metadata.pop("mystnb", None)


def fill_ids(nb: NotebookNode, slug: str) -> None:
    """Give cells without an id, or with one that was used before, the id of their place; others keep theirs."""
    nb.nbformat, nb.nbformat_minor = 4, 5
    taken: set[str] = set()
    for index, cell in enumerate(nb.cells):
        if not cell.get("id") or cell.id in taken:
            cell["id"] = _free_id(slug, index, {c.get("id") for c in nb.cells})
        taken.add(cell.id)


def _free_id(slug: str, index: int, used: set[str | None]) -> str:
    base = f"{slug[:50]}-{index:03d}"
    return next(i for i in [base, *(f"{base}-{n}" for n in range(1, 1000))] if i not in used)
