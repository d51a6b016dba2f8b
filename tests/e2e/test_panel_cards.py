"""Cards of plugins in a real browser, good ones and bad ones, and what is weak."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

    from tests.e2e.conftest import Chromium, PanelPage

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-plugin.md"
# Each fails at another time: at once, later, with every sample, when its timer runs.
BAD_CARDS = {
    "Throws": "export default function card() { throw new Error('at once'); }",
    "Rejects": "export default async function card() { await null; throw new Error('later'); }",
    "Is none": "export const card = 1;",
    "Is no code": "export default (",
    "Fails with samples": """
export default function card(element, { client }) {
  element.textContent = 'runs';
  client.subscribe({ topics: ['device/*/tags'] }, () => { throw new Error('each time'); });
}""",
    "Fails alone": """
export default function card(element) {
  setTimeout(() => { throw new Error('in a timer'); }, 0);
}""",
}
MENDED = "export default function card(element) { element.textContent = 'mended'; }"
PLACE = "document.getElementById('plugin-cards').innerText"
HEALTH = {
    "status": "warning",
    "items": [
        {"plugin": "auth", "level": "ok", "text": "fine", "remedy": ""},
        {"plugin": "video", "level": "warning", "text": "one shared token", "remedy": "set keys"},
    ],
}


class Cards:
    """Cards that a bridge seems to have: titles and modules."""

    def __init__(self, modules: dict[str, str]) -> None:
        self.modules = modules

    def bring_to(self, page: "Page") -> None:
        page.route("**/v1/plugins", self._list)
        page.route("**/acme/*", self._serve)
        page.reload()

    def _list(self, route: "Route") -> None:
        answer = route.fetch()
        cards = [
            {"plugin": "acme", "title": title, "module_url": f"/acme/{number}.js"}
            for number, title in enumerate(self.modules)
        ]
        route.fulfill(response=answer, json={**answer.json(), "cards": cards})

    def _serve(self, route: "Route") -> None:
        found = re.search(r"/acme/(\d+)\.js", route.request.url)
        assert found is not None
        module = list(self.modules.values())[int(found.group(1))]
        route.fulfill(body=module, content_type="text/javascript")


@pytest.fixture
def opened(chromium: "Chromium", demo: str) -> "Iterator[PanelPage]":
    """A panel whose requests a test may answer itself."""
    with chromium.open_page(demo) as page:
        yield page


def test_the_card_of_the_how_to_works(opened: "PanelPage") -> None:
    found = re.findall(r"```js\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    # The demo measures no brightness; its cameras say something else that has a number.
    card = found[0].replace("x/brightness/*", "device/*/health").replace("value.mean", "7.4")
    card = card.replace('topic.split("/")[2]', 'topic.split("/")[1]')
    opened.run(Cards({"Brightness": card}).bring_to)
    opened.wait_until(f"/cam-1\\s*7/.test({PLACE})")
    opened.click("#plugin-cards .card-body button")
    assert opened.evaluate("document.activeElement.id") == "live"


def test_cards_that_fail_say_so_and_nothing_else_breaks(opened: "PanelPage") -> None:
    opened.run(Cards({**BAD_CARDS, "Good": MENDED}).bring_to)
    for text in ("at once", "later", "no function by default", "each time", "in a timer", "mended"):
        opened.wait_until(f"{PLACE}.includes('{text}')")
    opened.wait_until(f"{PLACE}.includes('20 faults')")
    opened.wait_for_pictures(3)
    report = opened.report()
    assert (report.link.state, report.link.links) == ("open", 1)
    # The page itself goes on: it lists tags, and its keys work.
    opened.wait_until("document.querySelectorAll('#tag-rows tr').length === 4")
    opened.press("?")
    assert opened.evaluate("document.getElementById('help-dialog').open") is True


def test_a_card_that_failed_can_be_loaded_again(opened: "PanelPage") -> None:
    cards = Cards({"Throws": BAD_CARDS["Throws"]})
    opened.run(cards.bring_to)
    opened.wait_until(f"{PLACE}.includes('at once')")
    cards.modules["Throws"] = MENDED
    opened.run(lambda page: page.get_by_role("button", name="Load again").click())
    opened.wait_until(f"{PLACE}.includes('mended') && !{PLACE}.includes('at once')")


def test_a_card_that_is_gone_is_closed(opened: "PanelPage") -> None:
    closing = "export default () => ({ close() { document.title = 'closed'; } });"
    cards = Cards({"Closes": closing})
    opened.run(cards.bring_to)
    opened.wait_until(f"{PLACE}.includes('Closes')")
    cards.modules.clear()
    opened.wait_until("document.title === 'closed'")
    assert opened.evaluate("document.getElementById('plugin-cards').childElementCount") == 0


def test_what_is_weak_stands_above_all_with_its_remedy(opened: "PanelPage") -> None:
    def be_weak(page: "Page") -> None:
        page.route("**/v1/health", lambda route: route.fulfill(json=HEALTH))
        page.reload()

    opened.run(be_weak)
    opened.wait_until("document.getElementById('attention').open")
    text = opened.text_of("#attention")
    assert "1 warning" in text
    assert "video one shared token" in text
    assert "set keys" in text
    assert "fine" not in text
    opened.wait_until("document.querySelector('#plugin-list').innerText.includes('1 warning')")
    # Whoever has read it may fold it; it stays so after a reload.
    opened.click("#attention-summary")
    opened.run(lambda page: page.reload())
    opened.wait_until("!document.getElementById('attention').hidden")
    assert opened.evaluate("document.getElementById('attention').open") is False


def test_nothing_stands_above_all_where_all_is_well(panel: "PanelPage") -> None:
    panel.wait_until("document.querySelectorAll('#plugin-list li').length >= 2")
    assert panel.evaluate("document.getElementById('attention').hidden") is True
