"""A reader in Colab: the versions that Colab ships, the installed wheel, and every chapter outside the checkout.

Runs in continuous integration, or where SKBOOK_COLAB=1 is set, for each of Colab's Python versions that this machine
has; the environments are kept in the user's cache, so that only the first run has to fetch them. Chapters that need
numba, torch or a language model are left out: Colab has the first two, but they would make these environments large.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import small_corpora
from nbformat import v4

fcntl = pytest.importorskip("fcntl", reason="playing Colab needs a POSIX system, as Colab is one")

ROOT = Path(__file__).resolve().parent.parent
# What Colab's runtimes of July and August 2026 ship, by Python version.
SHIPPED = {"matplotlib": "3.10.0", "ipywidgets": "7.7.1", "ipython": "7.34.0", "ipykernel": "6.17.1",
           "anywidget": "0.9.21"}
RUNTIMES = {"3.12": {"numpy": "2.0.2", **SHIPPED}, "3.13": {"numpy": "2.1.3", **SHIPPED}}
BROUGHT = {"skbook", "zstandard", "brotli"}  # by the first cell of a chapter, and nothing else
EXEMPT = {"play", "provenance"}

pytestmark = pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("SKBOOK_COLAB")),
    reason="set SKBOOK_COLAB=1 to play Colab; the first time this fetches two environments of about 300 MB each")


def chapters() -> list[Path]:
    """The chapters that need numpy alone."""
    needs = {path: json.loads(path.read_text())["metadata"].get("skbook", {}).get("needs", ())
             for path in sorted((ROOT / "chapters").glob("*.ipynb"))}
    return [path for path, wanted in needs.items() if not {"numba", "torch", "llm"} & set(wanted)]


def interpreter(version: str) -> Path | None:
    """A Python of that version that answers to ``--version``: on the path, or kept by pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for path in [shutil.which(f"python{version}"), *sorted(kept.glob(f"{version}.*/bin/python"), reverse=True)]:
        if path and answer(path).startswith(f"Python {version}."):
            return Path(path)
    return None


def answer(python) -> str:
    done = subprocess.run([python, "--version"], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""


def versions(python: Path) -> dict[str, str]:
    """What is installed, name to version."""
    listed = subprocess.run([python, "-m", "pip", "list", "--format=json"], check=True, capture_output=True).stdout
    return {package["name"].lower(): package["version"] for package in json.loads(listed)}


def environment(version: str, python: Path) -> Path:
    """A virtual environment with Colab's versions, made once and kept in the user's cache; returns its Python."""
    pins = [f"{name}=={pin}" for name, pin in RUNTIMES[version].items()]
    key = hashlib.sha256(" ".join([answer(python), *pins]).encode()).hexdigest()[:12]
    folder = cache() / f"colab-{version}-{key}"
    made = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", folder], check=True)
        subprocess.run([made, "-m", "pip", "install", "-q", *pins], check=True)
        (folder / "complete").touch()
    return made


def cache() -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "skbook"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module", params=RUNTIMES)
def colab(request, wheel):
    """Python of a Colab runtime with the wheel installed as Colab would, and what was there before and after."""
    python = interpreter(request.param)
    if python is None:
        pytest.skip(f"this machine has no Python {request.param} that answers to --version: Colab's {request.param} "
                    "runtime is not tested")
    with (cache() / f"colab-{request.param}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test runs at once must not install into one environment
        made = environment(request.param, python)
        subprocess.run([made, "-m", "pip", "uninstall", "-q", "-y", *BROUGHT], check=True)
        before = versions(made)
        subprocess.run([made, "-m", "pip", "install", "-q", f"{wheel}[compressors]"], check=True)
        yield made, RUNTIMES[request.param], before, versions(made)


def compare(python: Path, notebook: Path, folder: Path) -> subprocess.CompletedProcess:
    """Run a notebook in ``python`` from top to bottom, outside the checkout, and compare with its stored outputs."""
    kernel = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Colab"}
    spec = folder / "jupyter" / "kernels" / "colab" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps(kernel))
    (folder / "pytest.ini").write_text("[pytest]\n")  # not the checkout's, which would take the checkout's Python
    copied = nbformat.read(notebook, as_version=4)
    for cell in copied.cells:
        if EXEMPT & set(cell.metadata.get("tags", ())):
            cell.metadata.tags.append("nbval-ignore-output")
    nbformat.write(copied, folder / notebook.name)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SKBOOK", "MPL"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", "pytest.ini", "-p", "no:cacheprovider", "--color=no", "--nbval",
         "--nbval-kernel-name", "colab", "--nbval-sanitize-with", ROOT / "tests" / "sanitize.cfg",
         "--nbval-cell-timeout", "300", notebook.name],
        cwd=folder, env={**clean, "JUPYTER_PATH": str(folder / "jupyter"), "IPYTHONDIR": str(folder / "ipython")},
        capture_output=True, text=True)


def test_installing_the_book_moves_nothing_that_colab_ships(colab):
    _, pins, before, after = colab
    assert pins.items() <= before.items()
    assert {name: version for name, version in after.items() if name not in BROUGHT} == before
    assert BROUGHT <= after.keys()


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_a_chapter_gives_its_stored_outputs_in_colab(colab, chapter, tmp_path):
    done = compare(colab[0], chapter, tmp_path)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


PRINT_DIGESTS = """
import json, sys
sys.path.insert(0, sys.argv[1])
import numpy as np, skbook
assert skbook.__file__.startswith(sys.prefix), skbook.__file__
from small_corpora import small_corpora
print(json.dumps([np.__version__, [corpus.digest() for corpus in small_corpora()]]))
"""


def test_a_small_corpus_is_the_same_in_colab(colab, tmp_path):
    python, pins, _, _ = colab
    shutil.copy(ROOT / "tests" / "small_corpora.py", tmp_path)
    done = subprocess.run([python, "-c", PRINT_DIGESTS, tmp_path], cwd=tmp_path, check=True, stdout=subprocess.PIPE,
                          text=True)
    assert json.loads(done.stdout) == [pins["numpy"], small_corpora.DIGESTS]


def trial(folder: Path, characters: str) -> Path:
    """A notebook that says where skbook lies and how long Austen is; ``characters`` is the stored output."""
    cells = [("from skbook import datasets\nimport sys, IPython, ipywidgets\n"
              "assert datasets.__file__.startswith(sys.prefix), datasets.__file__\n"
              "IPython.__version__, ipywidgets.__version__", "('7.34.0', '7.7.1')"),
             ("len(datasets.load('austen_en'))", characters)]
    nb = v4.new_notebook(cells=[
        v4.new_code_cell(source, execution_count=i, outputs=[
            v4.new_output("execute_result", {"text/plain": stored}, execution_count=i)])
        for i, (source, stored) in enumerate(cells, 1)])
    nbformat.write(nb, folder / "trial.ipynb")
    return folder / "trial.ipynb"


def test_an_installed_book_runs_in_colab_and_finds_its_data(colab, tmp_path):
    (tmp_path / "run").mkdir()
    done = compare(colab[0], trial(tmp_path, "4025038"), tmp_path / "run")
    assert done.returncode == 0, done.stdout


def test_a_wrong_stored_output_is_refused_in_colab(colab, tmp_path):
    (tmp_path / "run").mkdir()
    done = compare(colab[0], trial(tmp_path, "4025039"), tmp_path / "run")
    assert done.returncode == 1 and "4025038" in done.stdout and "1 failed, 1 passed" in done.stdout
