"""The files of the card and the page of a board, as a browser asks for them."""

import re

import pytest
from quart_trio import QuartTrio

from bridge_simulator.card import CARD, build_card, build_pad


@pytest.fixture
def app() -> QuartTrio:
    """Return the routes of one bridge."""
    routes = QuartTrio("bridge", static_folder=None)
    routes.register_blueprint(build_card())
    routes.register_blueprint(build_pad())
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
