"""The card's files: right types, cheap repeats, nothing else."""

import re

import pytest
from quart.typing import TestClientProtocol as Browser
from quart_trio import QuartTrio

from bridge.api import PanelRegistry
from bridge_sources import plugin
from bridge_sources.card import CARD, build_card


@pytest.fixture
def browser() -> Browser:
    app = QuartTrio(__name__)
    app.register_blueprint(build_card())
    return app.test_client()


def test_the_plugin_brings_its_card_to_the_panel() -> None:
    panels = PanelRegistry("sources")
    plugin.build_plugin().bridge_register_panels(panels)
    assert panels.cards == [("sources", CARD)]


async def test_the_card_and_its_style_are_there(browser: Browser) -> None:
    module = await browser.get(CARD.module_url)
    assert module.headers["Content-Type"] == "text/javascript; charset=utf-8"
    text = await module.get_data(as_text=True)
    assert "export default function card" in text
    style = await browser.get("/sources/card/sources_card.css")
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"


async def test_every_module_that_the_card_imports_is_there(browser: Browser) -> None:
    wanted, seen = ["sources_card.js"], set[str]()
    while wanted:
        name = wanted.pop()
        seen.add(name)
        answer = await browser.get(f"/sources/card/{name}")
        assert answer.status_code == 200, name
        found = re.findall(r'from "\./([a-z_]+\.js)"', await answer.get_data(as_text=True))
        wanted += [name for name in found if name not in seen]
    assert len(seen) > 1
