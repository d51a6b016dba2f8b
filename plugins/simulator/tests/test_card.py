"""The files of the card and the page of a board, as a browser asks for them."""

import re

import pytest
from quart_trio import QuartTrio

from bridge_simulator.card import CARD, build_card


@pytest.fixture
def app() -> QuartTrio:
    """Return the routes of one bridge."""
    routes = QuartTrio("bridge", static_folder=None)
    routes.register_blueprint(build_card())
    return routes


async def text_of(app: QuartTrio, path: str) -> str:
    answer = await app.test_client().get(path)
    assert answer.status_code == 200, path
    return str(await answer.get_data(as_text=True))


async def test_everything_that_card_and_page_ask_for_is_there(app: QuartTrio) -> None:
    page = await text_of(app, "/simulator/pad/pad-1")
    wanted = [*re.findall(r'"(/simulator/card/[^"]+)"', page), CARD.module_url]
    assert len(wanted) >= 3
    for path in wanted:
        text = await text_of(app, path)
        for name in re.findall(r'from "\./([^"]+)"', text):
            await text_of(app, f"/simulator/card/{name}")
        for name in re.findall(r'new URL\("([^"]+)"', text):
            await text_of(app, f"/simulator/card/{name}")


async def test_a_page_is_for_names_that_a_device_can_have(app: QuartTrio) -> None:
    answer = await app.test_client().get("/simulator/pad/Pad%201")
    assert answer.status_code == 404
    assert "device id 'Pad 1'" in await answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fcard.py", "card.py"])
async def test_other_files_are_nobody_s_business(app: QuartTrio, name: str) -> None:
    assert (await app.test_client().get(f"/simulator/card/{name}")).status_code == 404


async def test_a_file_that_the_browser_has_is_not_sent_again(app: QuartTrio) -> None:
    first = await app.test_client().get(CARD.module_url)
    again = await app.test_client().get(
        CARD.module_url, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert await again.get_data() == b""
