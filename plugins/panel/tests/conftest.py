"""A folder that looks like the page's, and a browser that reads it."""

from pathlib import Path

import pytest
from quart.typing import TestClientProtocol as Browser
from quart_trio import QuartTrio

from bridge_panel.http import build_blueprint


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with a page, and with things that are not for readers."""
    files = {
        "web/index.html": "<!doctype html><title>page</title>",
        "web/icon.svg": "<svg/>",
        "web/src/panel/main.js": "export {};",
        "web/style/ground.css": "html {}",
        "web/package.json": "{}",
        "web/tests/main.test.js": "0",
        "web/src/.hidden.js": "0",
        "web/src/notes.txt": "0",
        "secret.js": "0",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "web"


@pytest.fixture
def browser(root: Path) -> Browser:
    """Return a browser."""
    app = QuartTrio(__name__)
    app.register_blueprint(build_blueprint(root))
    return app.test_client()
