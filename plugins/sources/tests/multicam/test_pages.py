"""The dashboard's files."""

import re

import pytest
from quart_trio import QuartTrio

from bridge_sources.multicam.pages import DashboardPages, build_pages


def app() -> QuartTrio:
    made = QuartTrio("test", static_folder=None)
    made.register_blueprint(build_pages(DashboardPages()))
    return made


@pytest.mark.parametrize("path", ["/", "/streams"])
async def test_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(path: str) -> None:
    client = app().test_client()
    text = str(await (await client.get(path)).get_data(as_text=True))
    assert "<title>Cameras</title>" in text
    assert not re.search(r"<script(?![^>]*src=)|style=|\son\w+=|https?:", text)
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', text):
        assert (await client.get(address)).status_code == 200, address


@pytest.mark.parametrize("name", ["dashboard.js", "live.js"])
async def test_scripts_put_no_text_into_the_page_as_html(name: str) -> None:
    text = str(await (await app().test_client().get(f"/streams/{name}")).get_data(as_text=True))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)


async def test_page_that_is_known_is_not_sent_again() -> None:
    client = app().test_client()
    etag = (await client.get("/streams")).headers["ETag"]
    again = await client.get("/streams", headers={"If-None-Match": etag})
    assert (again.status_code, await again.get_data()) == (304, b"")


async def test_other_files_are_nobodys_business() -> None:
    client = app().test_client()
    for path in ("/streams/pages.py", "/streams/..%2Fpages.py"):
        assert (await client.get(path)).status_code == 404
