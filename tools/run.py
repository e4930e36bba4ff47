"""Executes chapters and writes them back, the same bytes after every run on one machine: ``make run CH=slug``.

It runs every cell in a fresh kernel of this environment, in an empty folder, on one thread and at the quick scale;
``tools.normalise`` then makes the result stable and ready for the page. A chapter with a failing cell stays as it was.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from queue import Empty
from time import monotonic

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import Type

from tools.chapter import ROOT, Chapter, RunFailed, where
from tools.normalise import fill_ids, normalise, set_bootstrap, write

# The same run on every machine: one thread, fixed hashing, pictures in the page, the scale of the page.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0",
               "MPLBACKEND": "module://matplotlib_inline.backend_inline", "SKBOOK_SCALE": "quick"}
CELL_TIMEOUT_SECONDS = 300


class _WatchfulChannel(AsyncZMQSocketChannel):
    """A channel that looks for messages again and again instead of waiting to be told once.

    For every output inside a control, nbclient sends on the channel on which it is waiting for the cell's reply. The
    send can swallow the notice that the reply has come (zmq gives one notice per change), and the wait then lasts until
    the time-out.
    """

    LOOK_EVERY_SECONDS = 0.1

    async def get_msg(self, timeout: float | None = None) -> dict:
        deadline = monotonic() + (inf if timeout is None else timeout)
        while (left := deadline - monotonic()) > self.LOOK_EVERY_SECONDS:
            with suppress(Empty):
                return await super().get_msg(self.LOOK_EVERY_SECONDS)
        return await super().get_msg(max(0, left))


class _Client(AsyncKernelClient):
    shell_channel_class = Type(_WatchfulChannel)


class _ThisPython(AsyncKernelManager):
    """A kernel of the interpreter that runs this script, whatever kernels the user has registered."""

    client_factory = Type(_Client)

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--IPKernelApp.log_level=ERROR"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def execute(nb: NotebookNode, slug: str, progress: bool = False) -> float:
    """Run every code cell in place; returns CPU seconds of the kernel, raises ``RunFailed`` at the first error."""
    before = _children_seconds()
    nb.metadata.pop("widgets", None)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(nb, kernel_manager_class=_ThisPython, timeout=CELL_TIMEOUT_SECONDS,
                                record_timing=False, coalesce_streams=True, shutdown_kernel="immediate",
                                resources={"metadata": {"path": folder}})
        with client.setup_kernel(env={**os.environ, **ENVIRONMENT}):
            for cell in Chapter(nb, slug).cells:
                if progress:
                    _say(f"\r{slug}: cell {cell.index + 1} of {len(nb.cells)}")
                _execute_cell(client, nb, slug, cell.index)
            client.set_widgets_metadata()
    if progress:
        _say("\r" + " " * 60 + "\r")
    return _children_seconds() - before


def _execute_cell(client: NotebookClient, nb: NotebookNode, slug: str, index: int) -> None:
    try:
        client.execute_cell(nb.cells[index], index)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise RunFailed(f"{where(slug, Chapter(nb, slug).cells[index])}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"still running after {CELL_TIMEOUT_SECONDS} s; a chapter has 60 s of CPU for all its cells"
    return "the kernel died, perhaps for lack of memory"


def run(path: Path, root: Path = ROOT, progress: bool = False) -> float:
    """Execute one chapter and write it back; returns CPU seconds. The file stays as it was when anything fails."""
    nb = Chapter.load(path).notebook
    slug = path.stem
    set_bootstrap(nb, root)
    fill_ids(nb, slug)
    seconds = execute(nb, slug, progress)
    write(normalise(nb, slug), path)
    return seconds


def find(name: str, root: Path = ROOT) -> Path:
    """The notebook of a slug; ``ValueError`` names the chapters that there are."""
    path = root / "chapters" / f"{name.removesuffix('.ipynb').removeprefix('chapters/')}.ipynb"
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in path.parent.glob("*.ipynb"))) or "none yet"
        raise ValueError(f"no chapter {name!r}; there are: {there}")
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns its exit status."""
    options = _options().parse_args(argv)
    try:
        paths = [find(name) for name in options.slug] or sorted((ROOT / "chapters").glob("*.ipynb"))
        for path in paths:
            _report(path, run(path, progress=sys.stderr.isatty()))
    except (RunFailed, ValueError) as error:
        _say(f"{error}\nNothing was written. Mend it and run again.\n")
        return 1
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.run", description=__doc__.split("\n")[0])
    parser.add_argument("slug", nargs="*", help="chapters, such as entropy_and_coding; all of them if none is named")
    return parser


def _report(path: Path, seconds: float) -> None:
    promised = Chapter.load(path).metadata.get("cpu_seconds")
    print(f"{path.stem}: {seconds:.1f} s of CPU")
    if promised is not None and seconds > promised:
        _say(f"warning: {path.stem} promises its readers {promised} s (metadata skbook.cpu_seconds); "
             "make it faster, or correct the promise\n")


def _children_seconds() -> float:
    """CPU seconds of all processes that this one has started and seen end."""
    used = os.times()
    return used.children_user + used.children_system


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
