"""A page without a key asks, a person allows it in the panel, and it has one."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import ORIGIN_OF_A_LAN
from tests.e2e.test_panel_link import NOBODY_WITHOUT_A_KEY, make_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

# What a game does, in a few lines: the key is kept, asked for when there is none, and
# forgotten when it is refused.
GAME = """
async () => {
  const { BridgeClient } = await import("/panel/src/client.js");
  const { Pairing } = await import("/panel/src/pairing.js");
  const base = location.origin;
  const client = new BridgeClient({ url: base, role: "game", id: "quiz", encoding: "json" });
  const pairing = new Pairing({ base, id: "quiz", name: "Quiz" });
  window.game = { client, pairing, reason: "" };
  client.on("state", ({ state, reason }) => {
    window.game.reason = reason;
    if (state === "refused" && !localStorage.saved) void pairing.start();
    if (state === "refused") delete localStorage.saved;
  });
  pairing.on(({ state, id, key }) => {
    if (state !== "approved") return;
    localStorage.saved = key;
    localStorage.owner = id;
    client.identify({ key, id });
  });
  if (localStorage.saved) client.identify({ key: localStorage.saved, id: localStorage.owner });
  client.open();
}
"""
WAITING = "#plugin-cards .connect-waiting li"


@dataclass
class Room:
    """A bridge that wants keys, a panel that may decide, and a game in the network."""

    address: str
    panel: "PanelPage"
    game: "PanelPage"


@pytest.fixture
def room(chromium: "Chromium", run_program: "RunProgram", tmp_path: Path) -> "Iterator[Room]":
    config, state = tmp_path / "gamebridge.toml", tmp_path / "state"
    config.write_text(NOBODY_WITHOUT_A_KEY)
    key = make_key(state, "desk", "operator")
    options = ["run", "--port", "0", "--state", str(state), "--config", str(config)]
    with ExitStack() as stack:
        address = stack.enter_context(run_program(*options))
        panel = stack.enter_context(chromium.open_page(f"{address}/#key={key}"))
        lan = f"http://{ORIGIN_OF_A_LAN}:{address.rpartition(':')[2]}"
        # The page itself has to come from the bridge, or the browser takes it for a foreign one.
        game = stack.enter_context(chromium.open_page(f"{lan}/healthz"))
        game.evaluate(GAME)
        yield Room(lan, panel, game)


def test_a_page_asks_is_allowed_keeps_its_key_and_is_told_when_it_is_revoked(room: Room) -> None:
    panel, game = room.panel, room.game
    assert game.evaluate("isSecureContext") is False
    game.wait_until("window.game?.pairing.state === 'waiting'")
    code = game.evaluate("window.game.pairing.code")
    panel.wait_until(f"document.querySelector('{WAITING}')")
    assert panel.text_of(f"{WAITING} .connect-code") == code
    assert "Quiz wants to play" in panel.text_of(WAITING)
    assert f"shows the code {code}" in panel.text_of("#attention")
    assert panel.evaluate("document.title") == "(1) gamebridge"

    panel.click(f"{WAITING} .primary")
    game.wait_until("window.game.client.state === 'open'")
    panel.wait_until(f"!document.querySelector('{WAITING}')")
    assert "Quiz may join, and is called quiz" in panel.text_of("#plugin-cards")
    assert panel.evaluate("document.title") == "gamebridge"

    game.run(lambda page: page.reload())
    game.evaluate(GAME)
    game.wait_until("window.game.client.state === 'open'")
    assert game.evaluate("window.game.pairing.code") == ""

    panel.click("#plugin-cards [aria-label='Revoke the key of Quiz']")
    panel.click("#confirm-yes")
    game.wait_until("window.game.client.state === 'refused'")
    reason = "the key of quiz was revoked: ask to be let in again"
    assert game.evaluate("window.game.reason") == reason


def test_a_page_that_is_refused_is_told_and_gets_no_key(room: Room) -> None:
    panel, game = room.panel, room.game
    panel.wait_until(f"document.querySelector('{WAITING}')")
    # By keys alone: the attention's button leads to the card, and Tab to the answers.
    panel.run(lambda page: page.get_by_role("button", name="Show").press("Enter"))
    for _ in range(3):
        panel.press("Tab")
    assert panel.evaluate("document.activeElement.textContent") == "Refuse"
    panel.press("Enter")
    game.wait_until("window.game.pairing.state === 'refused'")
    assert game.evaluate("localStorage.length") == 0
    panel.wait_until("document.activeElement.textContent === 'Quiz may not join.'")


def test_a_phone_asks_from_the_panel_itself_and_watches(chromium: "Chromium", room: Room) -> None:
    with chromium.open_page(room.address, size=(390, 844)) as phone:
        phone.wait_until("document.getElementById('sign-in-dialog').open")
        phone.click("#ask-in-button")
        phone.wait_until("document.getElementById('ask-in-code').textContent !== ''")
        code = phone.text_of("#ask-in-code")
        row = f"{WAITING}:has-text('{code}')"
        room.panel.click(f"{row} .primary")
        phone.wait_until("gamebridgePanel.client.state === 'open'")
        assert phone.report().link.role == "viewer"
        assert phone.evaluate("document.getElementById('sign-in-dialog').open") is False
        # Whoever may only watch is shown the way in, and nobody who asks.
        phone.wait_until("document.querySelector('#plugin-cards .connect-ways li')")
        assert phone.evaluate(f"document.querySelector(`{WAITING}`)") is None


def test_a_phone_finds_the_page_by_the_code_in_the_panel(
    chromium: "Chromium", run_program: "RunProgram", tmp_path: Path
) -> None:
    cv2 = pytest.importorskip("cv2")
    numpy = pytest.importorskip("numpy")
    config = tmp_path / "gamebridge.toml"
    # An address of this machine only, but one that phones would use.
    config.write_text('[bridge]\nhost = "127.0.0.2"\n')
    options = ["run", "--port", "0", "--state", str(tmp_path / "state"), "--config", str(config)]
    with run_program(*options) as address, chromium.open_page(address) as panel:
        panel.run(lambda page: page.get_by_role("button", name="QR code for a phone").click())
        panel.wait_until("document.querySelector('.connect-qr img')?.naturalWidth > 0")
        shot = panel.run(lambda page: page.locator(".connect-qr img").screenshot())
        picture = cv2.imdecode(numpy.frombuffer(shot, numpy.uint8), cv2.IMREAD_COLOR)
        assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == f"{address}/games/"
        assert f"ws{address.removeprefix('http')}" in panel.text_of(".connect-ways")
        assert panel.problems == []
        assert panel.violations() == []
