"""Small notebooks for the tests of the gates, built in code: sound ones, and ones that a gate must refuse."""

from nbformat import NotebookNode, v4

from tools.chapter import CLAIM_MIME, Chapter


def code(source: str, *tags: str, outputs: list | None = None, ran: bool = True) -> NotebookNode:
    """A code cell, as if it had run."""
    cell = v4.new_code_cell(source, outputs=outputs or [], execution_count=1 if ran and source else None)
    cell.metadata["tags"] = list(tags)
    return cell


def text(source: str, *tags: str) -> NotebookNode:
    """A Markdown cell."""
    return v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def notebook(*cells: NotebookNode, hashed: bool = True, **metadata) -> NotebookNode:
    """A notebook of these cells whose stored hash is right."""
    nb = v4.new_notebook(cells=list(cells), metadata={"skbook": {"slug": "trial", **metadata}})
    nb.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    if hashed:
        nb.metadata.skbook["code_sha256"] = Chapter(nb).code_sha256
    return nb


def record(id: str = "halves", holds: bool = True, control_fails: bool | None = True, kind: str = "proved",
           **changes) -> dict:
    """A claim's record, as ``skbook.claims`` writes it."""
    control = None if control_fails is None else {
        "says": "a quarter for a half", "value": 0.75, "low": 0.75, "high": 0.75, "n": 1, "shown": "0.75 whole",
        "fails": control_fails}
    return {"id": id, "sentence": "Two halves make a whole.", "kind": kind, "unit": "whole",
            "because": "binary fractions add without rounding", "confounds": None,
            "expect": {"form": "exactly", "low": 1.0, "high": 1.0, "theory": 1.0, "shown": "exactly 1 whole"},
            "measured": {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1, "shown": "1 whole"},
            "holds": holds, "control": control, **changes}


def shows(data: dict, **metadata) -> NotebookNode:
    """An output that shows a MIME bundle."""
    return v4.new_output("display_data", data, metadata=metadata)


def claim_cell(**changes) -> NotebookNode:
    """A cell whose output holds one claim."""
    return code("claim('halves')", outputs=[shows({CLAIM_MIME: record(**changes), "text/plain": "card"})])
