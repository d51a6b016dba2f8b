"""Games become pages: exported by GDevelop's own core and served on loopback.

Knows: node, the export script, a small web server. Does not know: browsers, bridges.
"""

import hashlib
import http.server
import json
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.gdevelop.games import Game

CLIENT = Path(__file__).parents[2] / "clients" / "gdevelop"
LIMIT_S = 120


def node_or_skip() -> str:
    """Return the path of node, or skip the test with the remedy."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node: install Node.js 20 or later")
    if not (CLIENT / "node_modules" / "gdcore-tools").is_dir():
        pytest.skip("the node packages of clients/gdevelop are missing: tools/setup_node.sh")
    return node


class Exporter:
    """Exports each game once, into folders that are named by what is in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._node = node_or_skip()

    @property
    def folder(self) -> Path:
        """Where the exported games lie."""
        return self._folder

    def export(self, game: Game) -> str:
        """Return the name of the folder that holds the exported game.

        Fails with everything that the engine has to complain about.
        """
        text = json.dumps(game.json(), sort_keys=True)
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        target = self._folder / name
        if not target.exists():
            source = self._folder / "sources" / name
            source.mkdir(parents=True)
            (source / f"{name}.json").write_text(text, encoding="utf-8")
            for file, content in game.resources.items():
                (source / file).write_bytes(content)
            self.export_folder(source, target)
        return name

    def export_folder(self, source: Path, target: Path) -> None:
        """Export the project in a folder."""
        script = str(CLIENT / "packing" / "export.mjs")
        run = subprocess.run(
            [self._node, script, str(source), str(target)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=False,
        )
        if run.returncode != 0:
            shutil.rmtree(target, ignore_errors=True)
            raise AssertionError(f"the engine complains:\n{run.stdout}{run.stderr}")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: pages tell themselves what they miss."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback until the block ends; yield its address."""
    (folder / "favicon.ico").touch()  # Every browser asks for it.
    with (
        http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(_Quiet, directory=str(folder))
        ) as server,
        ThreadPoolExecutor(1, thread_name_prefix="games") as pool,
    ):
        served_forever = pool.submit(server.serve_forever)
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            served_forever.result(LIMIT_S)
