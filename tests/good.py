"""A chapter that keeps the whole contract, built in code; the tests of the gates spoil it one part at a time."""

from bad import code, notebook, record, shows, text
from nbformat import NotebookNode

from tools.chapter import CLAIM_MIME, Chapter
from tools.contract import part_captions
from tools.normalise import VIEW_MIME, bootstrap

FILLER = "The word stands here for prose that a reader would read. " * 11
ALT = "Bits against letters. The surprise rises from nothing to the length of the message, step by step."
SIGNATURE = """plots.theory(ax, x, y, 'law')
plots.band(ax, x, y, y)
plots.measured(ax, x, y, 'run')
plots.finish(fig, 'It falls', {})"""
CHECK = 'answer = ...\ncheck("trial-{n}", answer)'


def claim_cell(id: str) -> NotebookNode:
    """A claim that held, with its control."""
    return code(f'claim("{id}", "Two halves make a whole.", "proved", f, e, "r")',
                outputs=[shows({CLAIM_MIME: record(id=id), "text/plain": "card"})])


def figure_cell(name: str, *tags: str, source: str = "plots.finish(fig, 'It falls', {})") -> NotebookNode:
    """A figure as a run leaves it."""
    cell = code(source, *tags, outputs=[shows({"image/png": "", "text/plain": ALT})])
    cell.metadata["mystnb"] = {"figure": {"name": name, "caption": "Law: nothing at first, one at last."},
                               "image": {"alt": ALT}}
    return cell


def body(n: int) -> list[NotebookNode]:
    """Words, an equation, and a cell that draws, claims or computes."""
    cell = figure_cell(f"fig-{n}") if n % 4 == 0 else claim_cell(f"claim-{n}") if n % 4 == 1 else code(f"y = {n}")
    return [text(f"## Part {n}\n\n{FILLER}\n\n$$\nH = n\n$$"), cell]


def exercise(n: int) -> list[NotebookNode]:
    """An exercise with its solution and, for the first two, its check."""
    cells = [text(f"```{{exercise}} ★ How long\n:label: trial-{n}\n\nHow many bits?\n```", "exercise"),
             text(f"```{{solution}} trial-{n}\n:class: dropdown\n\nAs many as it takes: 3.5 bits.\n```", "solution")]
    return [cells[0], code(CHECK.format(n=n), "exercise"), cells[1]] if n <= 2 else cells


def cells() -> dict[str, list[NotebookNode]]:
    """The parts of the chapter by name, in order."""
    return {
        "title": [text("# Trial\n\n*What does a trial show?*")],
        "goals": [text("You learn to\n\n- say it;\n- do it;\n- doubt it.\n\nYou need probability. "
                       "50 minutes to read, 30 seconds to run.", "goals")],
        "setup": [code(bootstrap(), "setup", "remove-cell"),
                  code("import numpy as np\n\nfrom skbook import plots\n\nCHAPTER = 2", "setup", "hide-input")],
        "cold-open": [text(f"## A game\n\n{FILLER} It has an {{term}}`entropy`.", "cold-open")],
        "predict": [text(":::{admonition} Predict\n:class: predict\nHow many?\n:::", "predict"),
                    code("rng = np.random.default_rng([CHAPTER, 1])\nrng.random()")],
        "theorem": [text(f"## A law\n\n:::{{prf:theorem}} Law\n:label: thm-law\n$H \\le n$.\n:::\n\n{FILLER}"),
                    claim_cell("law")],
        "body": [cell for n in range(16) for cell in body(n)],
        "signature": [text(f"The law below. {FILLER}"), figure_cell("fig-law", "signature", source=SIGNATURE)],
        "live": [text("Try it."), code("Live()", "live", outputs=[shows({VIEW_MIME: {"model_id": "1"}})])],
        "play": [text("Move it."), code("interact(f)", "play")],
        "real-data": [text("On Austen."), code("datasets.load('austen_en')", "real-data")],
        "limits": [text("## What this does not show\n\nMuch.", "limits")],
        "summary": [text("## Summary\n\nIt is short.", "summary")],
        "exercises": [cell for n in range(1, 5) for cell in exercise(n)],
        "quiz": [text("## Quiz\n\n```{quiz} trial\n```", "quiz")],
        "reading": [text("## Further reading\n\n- {cite:t}`shannon1948`, because it began here.", "reading")],
    }


def chapter(spoil=None, path: str = "trial.ipynb", **metadata) -> Chapter:
    """The chapter, after ``spoil`` has changed its parts in place."""
    parts = cells()
    if spoil:
        spoil(parts)
    declared = {"part": part_captions()[0], "minutes": 50, "cpu_seconds": 30, "needs": ["numpy"], "uses": [],
                "defines": ["entropy"]}
    return Chapter(notebook(*(cell for part in parts.values() for cell in part), **{**declared, **metadata}), path)
