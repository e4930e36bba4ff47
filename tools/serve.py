"""Show the built book at a local address and build it again when a source is saved: ``make serve``.

The server compresses text as a public host does, so that what is measured here is what a reader receives. It knows
nothing of Sphinx but the command that builds; the browser tests and ``tools.weigh`` use it too.
"""

import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "_build" / "html"
PORT = 8000
# Saving one of these changes its own page only; anything else may change every page.
OWN_PAGE = (".ipynb", ".md")
SOURCES = (*OWN_PAGE, ".bib", ".css", ".js", ".py", ".svg", ".toml", ".yml")
UNWATCHED = {"_build", "data", "tests", "build", "dist", "__pycache__"}


class Gzipped(SimpleHTTPRequestHandler):
    """Serves files with text compressed; keeps no log and lets nothing be cached."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        kind = self.guess_type(path)
        packed = _is_text(kind) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = _packed(path, path.stat().st_mtime_ns) if packed else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[str]:
    """The address under which ``folder`` can be read while the context is open; port 0 takes any free one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Gzipped, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def build(*options: str, book: Path = ROOT) -> int:
    """Build the pages of ``book`` from its stored outputs; the exit status."""
    command = Path(sys.executable).with_name("jupyter-book")
    return subprocess.run([command, "build", book, "-q", *options], check=False).returncode


def stamps(root: Path = ROOT) -> dict[Path, int]:
    """When each source of the book was last written."""
    found = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in UNWATCHED and not f.startswith(".")]
        found |= {path: path.stat().st_mtime_ns for path in (Path(folder, f) for f in files) if path.suffix in SOURCES}
    return found


def scope(before: dict[Path, int], after: dict[Path, int]) -> list[str] | None:
    """What to build again: None for nothing, [] for the pages that were saved, ["--all"] for all of them."""
    saved = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    if not saved:
        return None
    return [] if all(path.suffix in OWN_PAGE for path in saved) else ["--all"]


def main():
    built = stamps()
    build()
    with served(PAGES, _free(PORT)) as address:
        print(f"The book is at {address} and is built again when a source is saved. Stop with Ctrl-C.", flush=True)
        while True:
            time.sleep(1)
            now = stamps()
            options = scope(built, now)
            if options is not None:
                started, built = time.monotonic(), now
                state = "with errors, see above" if build(*options) else "done"
                print(f"built again in {time.monotonic() - started:.0f} s, {state}", flush=True)


def _free(port: int) -> int:
    """The port itself, or 0 (any free one) if somebody listens there."""
    with socket.socket() as probe:
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or any(name in kind for name in ("javascript", "json", "svg", "xml"))


@lru_cache(maxsize=256)
def _packed(path: Path, stamp: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
