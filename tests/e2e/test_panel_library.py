"""The modules of the page, used by others: pages of their own, and cards of plugins."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.e2e.conftest import Chromium, PanelPage

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

README = Path(__file__).parents[2] / "clients" / "web" / "README.md"
# What the second example takes for granted, and what it gives to look at.
WITH_CANVASES = """
async () => {
  const [picture, overlay] = [0, 1].map(() => document.createElement('canvas'));
  const video = document.createElement('video');
  %s
  while ((screen.shown?.sample.seq ?? 0) < 5) await new Promise(requestAnimationFrame);
  client.close();
  return [kind, screen.shown.widthPx, player.statistics().decoded >= 1];
}
"""
WITH_CONSOLE = """
async () => {
  const lines = [];
  const console = { log: (...words) => lines.push(words) };
  %s
  while (!lines.some(([first]) => String(first).startsWith('device/'))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  client.close();
  return lines;
}
"""
CARD = """
export default function card(element, { client, rest }) {
  client.subscribe({ topics: ['device/*/state'] }, ({ value }) => {
    element.textContent = `${value.id} ${typeof rest.get}`;
  });
}
"""


def example(number: int) -> str:
    """Return a block of code of the README, with its import made dynamic."""
    code = re.findall(r"```js\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[number]
    return re.sub(
        r"import (\{.*?\}) from (\S+?);", r"const \1 = await import(\2);", code, flags=re.DOTALL
    )


def test_the_first_example_of_the_readme_works(panel: "PanelPage") -> None:
    lines = panel.evaluate(WITH_CONSOLE % example(0))
    assert isinstance(lines, list)
    assert ["open", ""] in lines
    assert any(line[0] == "device/cam-1/tags" and line[1] in (1, 2, 5, 7) for line in lines)


def test_the_second_example_of_the_readme_works(panel: "PanelPage") -> None:
    assert panel.evaluate(WITH_CANVASES % example(1)) == ["webcodecs", 640, True]


def test_a_card_of_a_plugin_is_loaded_and_a_broken_one_stays_in_its_place(
    chromium: "Chromium", demo: str
) -> None:
    entries = [
        ("Good", "/acme/card.js"),
        ("Broken", "/acme/none.js"),
        ("Far", "https://a.example/"),
    ]
    cards = [
        {"plugin": "acme", "title": title, "module_url": address} for title, address in entries
    ]

    def add_cards(route: "Route") -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "cards": cards})

    def serve_card(route: "Route") -> None:
        route.fulfill(body=CARD, content_type="text/javascript")

    def prepare(page: "Page") -> None:
        page.route("**/v1/plugins", add_cards)
        page.route("**/acme/card.js", serve_card)
        page.reload()

    with chromium.open_page(demo) as panel:
        panel.run(prepare)
        cards_place = "document.getElementById('plugin-cards').innerText"
        panel.wait_until(f"{cards_place}.includes('cam-1 function')")
        panel.wait_until(f"({cards_place}.match(/Card of acme:/g) ?? []).length === 2")
        assert "is not of this bridge" in panel.text_of("#plugin-cards")
        panel.wait_for_pictures(2)
