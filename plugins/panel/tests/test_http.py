"""The page's routes: right types, cheap repeats, nothing else."""

import pytest
from quart.typing import TestClientProtocol as Browser


async def test_the_page_is_at_the_root(browser: Browser) -> None:
    response = await browser.get("/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<title>page</title>" in await response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("src/panel/main.js", "text/javascript; charset=utf-8"),
        ("style/ground.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
async def test_assets_have_their_types(browser: Browser, name: str, content_type: str) -> None:
    response = await browser.get(f"/panel/{name}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)


async def test_what_a_browser_has_already_is_not_sent_again(browser: Browser) -> None:
    first = await browser.get("/panel/icon.svg")
    assert first.headers["Cache-Control"] == "no-cache"
    again = await browser.get("/panel/icon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, await again.get_data()) == (304, b"")


@pytest.mark.parametrize("name", ["package.json", "..%2fsecret.js", "%2e%2e/secret.js", "src/x.js"])
async def test_nothing_else_is_there(browser: Browser, name: str) -> None:
    response = await browser.get(f"/panel/{name}")
    assert response.status_code == 404
