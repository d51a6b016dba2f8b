"""Files that plugins bring for browsers: right types, cheap repeats, nothing else."""

from pathlib import Path

import pytest
from quart.typing import TestClientProtocol as Browser
from quart_trio import QuartTrio

from bridge.api import PAGE_FILE_TYPES, build_page_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "web"
    inner.mkdir()
    for suffix in (*PAGE_FILE_TYPES, ".py"):
        (inner / f"card{suffix}").write_text(f"content of {suffix}")
    (tmp_path / "secret.js").write_text("secret")
    return inner


@pytest.fixture
def browser(folder: Path) -> Browser:
    app = QuartTrio("bridge", static_folder=None)
    app.register_blueprint(build_page_files("lamps", "/lamps/card", folder))
    return app.test_client()


@pytest.mark.parametrize(("suffix", "content_type"), PAGE_FILE_TYPES.items())
async def test_a_file_has_its_type(browser: Browser, suffix: str, content_type: str) -> None:
    answer = await browser.get(f"/lamps/card/card{suffix}")
    assert answer.headers["Content-Type"] == content_type
    assert await answer.get_data(as_text=True) == f"content of {suffix}"


async def test_what_a_browser_has_already_is_not_sent_again(browser: Browser, folder: Path) -> None:
    first = await browser.get("/lamps/card/card.js")
    known = {"If-None-Match": first.headers["ETag"]}
    again = await browser.get("/lamps/card/card.js", headers=known)
    assert (again.status_code, await again.get_data()) == (304, b"")
    (folder / "card.js").write_text("changed")
    changed = await browser.get("/lamps/card/card.js", headers=known)
    assert (changed.status_code, await changed.get_data()) == (200, b"changed")
    assert changed.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["card.py", "..%2fsecret.js", "%2e%2e/secret.js", "none.js", "", "%00"]
)
async def test_nothing_else_is_there(browser: Browser, name: str) -> None:
    assert (await browser.get(f"/lamps/card/{name}")).status_code == 404
