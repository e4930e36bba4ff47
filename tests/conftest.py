"""What several test files share, and how the tests are divided among processes."""

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
LONG = {"browser", "chapters"}  # folders whose files take minutes


def pytest_collection_modifyitems(items):
    """What takes long begins first, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: item.path.parent.name not in LONG and item.path.stem != "test_colab")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory, request) -> Path:
    """The package as readers install it, built offline from this checkout, once for all processes."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    folder /= "wheel"
    with FileLock(folder.with_suffix(".lock")):
        if not (built := list(folder.glob("skbook-*.whl"))):
            subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation",
                            "--no-index", "-w", folder, ROOT], check=True)
            built = list(folder.glob("skbook-*.whl"))
    (wheel,) = built
    return wheel
