"""Playing with simulated devices in a real browser; a game at the bridge sees what is done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.client import open_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

LIMIT_S = 60
CARD = ".simulator-card"
# The bridge alone: everything that is simulated is started in the card.
PLAIN = ("run", "--port", "0")


@pytest.fixture(scope="module")
def bridge(run_program: "RunProgram", tmp_path_factory: pytest.TempPathFactory) -> "Iterator[str]":
    """The address of a bridge without devices."""
    state = tmp_path_factory.mktemp("bridge") / "state"
    with run_program(*PLAIN, "--state", str(state)) as address:
        yield address


@pytest.fixture
def card(chromium: "Chromium", bridge: str) -> "Iterator[PanelPage]":
    """The panel of that bridge; what a test starts is stopped after it."""
    with chromium.open_page(bridge) as page:
        page.wait_until(f"document.querySelector('{CARD} .simulator-starts') !== null")
        page.wait_until("gamebridgePanel.client.state === 'open'")
        yield page
        trio.run(_stop_all, bridge)


async def _stop_all(url: str) -> None:
    async with open_client(url.replace("http", "ws", 1), role="operator") as client:
        listed = await (await client.subscribe(["x/simulator/simulations"])).receive()
        assert listed.value is not None
        simulations = listed.value["simulations"]
        assert isinstance(simulations, list)
        for simulation in simulations:
            await client.call_bridge("stop_simulation", id=simulation["id"])


def seen_by_a_game(url: str, topic: str, is_it: Callable[[object], bool]) -> None:
    """Wait until a game reads a value for which `is_it` holds."""

    async def read() -> None:
        with trio.fail_after(LIMIT_S):
            address = url.replace("http", "ws", 1)
            async with open_client(address, role="game", id="watcher") as client:
                samples = await client.subscribe([topic])
                async for sample in samples:
                    if is_it(sample.value):
                        return

    trio.run(read)


def start(card: "PanelPage", words: str) -> None:
    card.run(lambda page: page.get_by_role("button", name=words).click())


def press_mouse_in(card: "PanelPage", selector: str, across: float, down: float) -> None:
    """Press the mouse in the middle of an element, and move it to a place in it."""

    def drag(page: "Page") -> None:
        place = page.locator(selector)
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        x, y = box["x"] + box["width"] * across, box["y"] + box["height"] * down
        page.mouse.move(x, y, steps=6)

    card.run(drag)


def component(reading: object, axis: int) -> float:
    assert isinstance(reading, dict)
    return float(reading["value"][axis])


def test_a_drag_on_the_plate_tilts_what_a_game_reads(card: "PanelPage", bridge: str) -> None:
    start(card, "Start game board")
    card.wait_until("document.querySelector('.pad-view') !== null")
    accel = "device/pad-1/input/accel"
    press_mouse_in(card, ".pad-plate", 0.95, 0.5)
    seen_by_a_game(bridge, accel, lambda reading: component(reading, 0) < -6.0)
    card.run(lambda page: page.mouse.up())
    seen_by_a_game(bridge, accel, lambda reading: abs(component(reading, 0)) < 0.1)
    assert card.problems == []
    assert card.violations() == []


def test_keys_press_and_the_lamps_show_what_a_game_sets(card: "PanelPage", bridge: str) -> None:
    start(card, "Start game board")
    card.wait_until("document.activeElement?.classList.contains('pad-view')")
    card.run(lambda page: page.keyboard.down("a"))
    button = "device/pad-1/input/button-a"
    seen_by_a_game(bridge, button, lambda reading: reading == {"value": True, "unit": ""})
    card.wait_until("document.querySelector('.pad-button[aria-pressed=true]')?.innerText === 'A'")
    card.run(lambda page: page.keyboard.up("a"))
    seen_by_a_game(bridge, button, lambda reading: reading == {"value": False, "unit": ""})
    card.evaluate(
        "gamebridgePanel.client.call('pad-1', 'set', {vibration: 0.5, 'led-color': 65280})"
    )
    card.wait_until("document.querySelector('.pad-lamps').ariaLabel.includes('motor 50 %')")
    card.wait_until("document.querySelector('.pad-lamps').ariaLabel.includes('#00ff00')")
    assert card.evaluate("document.querySelector('.is-shaking') !== null")


def test_a_tag_that_is_dragged_lies_there_in_the_picture(card: "PanelPage", bridge: str) -> None:
    start(card, "Start tag table")
    card.wait_until("document.querySelectorAll('.table-tag').length === 4")
    number = card.text_of(".table-tag >> nth=0")

    def drag(page: "Page") -> None:
        field = page.locator(".table-field")
        field.scroll_into_view_if_needed()
        tag, box = page.locator(".table-tag").first.bounding_box(), field.bounding_box()
        assert tag is not None
        assert box is not None
        page.mouse.move(tag["x"] + tag["width"] / 2, tag["y"] + tag["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
        page.mouse.up()

    def is_in_the_middle(truth: object) -> bool:
        assert isinstance(truth, dict)
        lens = truth["intrinsics"]
        (corners,) = [
            tag["corners_px"] for tag in truth["tags"] if tag["tag_id"] == int(number)
        ] or [[]]
        if not corners:
            return False
        across: float = sum(x for x, _ in corners) / 4 / lens["width_px"]
        down: float = sum(y for _, y in corners) / 4 / lens["height_px"]
        return max(abs(across - 0.5), abs(down - 0.5)) < 0.02

    # The game listens first: after a silence the tag goes its own way again.
    with ThreadPoolExecutor(1) as beside:
        seen = beside.submit(seen_by_a_game, bridge, "device/cam-1/truth", is_in_the_middle)
        card.run(drag)
        seen.result(2 * LIMIT_S)
    assert card.problems == []


def test_a_phone_with_the_page_of_a_board_is_its_controller(
    chromium: "Chromium", card: "PanelPage", bridge: str
) -> None:
    start(card, "Start game board")
    card.wait_until(f"document.querySelector('{CARD} a[href=\"/simulator/pad/pad-1\"]') !== null")
    with chromium.open_page(f"{bridge}/simulator/pad/pad-1", size=(390, 780)) as phone:
        phone.wait_until("gamebridgePad.client.state === 'open'")
        press_mouse_in(phone, ".pad-stick", 0.5, 0.0)
        stick = "device/pad-1/input/axis-y"
        seen_by_a_game(bridge, stick, lambda reading: reading == {"value": 1.0, "unit": ""})
        phone.run(lambda page: page.mouse.up())
        seen_by_a_game(bridge, stick, lambda reading: reading == {"value": 0.0, "unit": ""})
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert phone.evaluate(wide)
        assert phone.problems == []
        assert phone.violations() == []


def test_stopping_takes_the_device_and_its_controls_away(card: "PanelPage", bridge: str) -> None:
    start(card, "Start game board")
    card.wait_until("document.querySelector('.pad-view') !== null")
    start(card, "Stop pad-1")
    card.wait_until(f"document.querySelectorAll('{CARD} li').length === 0")
    card.wait_until("document.querySelector('.pad-view') === null")
    assert "Nothing is simulated" in card.text_of(CARD)
    seen_by_a_game(
        bridge,
        "device/pad-1/state",
        lambda state: isinstance(state, dict) and not state["online"],
    )
