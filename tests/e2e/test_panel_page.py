"""The page around the picture: what it shows, obeys and refuses, in a real browser."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.conftest import Chromium, PanelPage

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
# Everything that a reader can use has a name, and every field has a label.
NAMELESS = """
[...document.querySelectorAll('button, a, input, select')].filter((element) => {
  const labels = element.labels ? [...element.labels] : [];
  const names = [element.textContent, element.getAttribute('aria-label'), element.title,
    ...labels.map((label) => label.textContent)];
  return !names.some((name) => name?.trim());
}).map((element) => element.outerHTML)
"""
BEYOND_THE_RANGE = """
(input) => {
  input.max = 500;
  input.value = 400;
  input.dispatchEvent(new Event('input'));
}
"""
COMPRESSION = "//div[@class='feature'][contains(., 'Compression')]"


@pytest.fixture(scope="module")
def shown(chromium: "Chromium", demo: str) -> "Iterator[PanelPage]":
    """A panel for tests that only look: opening one takes longer than they do."""
    with chromium.open_page(demo) as page:
        page.wait_for_pictures(3)
        yield page


def test_the_page_keeps_its_policy_and_loads_nothing_from_elsewhere(panel: "PanelPage") -> None:
    for key in ("?", "Escape", "t", "t", "t", "o", "o", "p", "p", "p", "p"):
        panel.press(key)
    panel.wait_for_pictures(3)
    hosts = (
        "new Set(performance.getEntriesByType('resource').map((entry) => new URL(entry.name).host))"
    )
    assert panel.evaluate(f"[...{hosts}].filter((host) => host !== location.host)") == []
    assert panel.evaluate("policyViolations") == []
    assert panel.problems == []


def test_tags_are_listed_with_distance_and_angles(shown: "PanelPage") -> None:
    shown.wait_until("document.querySelectorAll('#tag-rows tr').length === 4")
    rows = shown.text_of("#tag-rows").splitlines()
    assert [row.split()[0] for row in rows if row] == ["1", "2", "5", "7"]
    shown.wait_until(
        r"/\d+(\.\d+)? c?m\b.*°.*°.*°/s.test(document.querySelector('#tag-rows tr').innerText)"
    )


def test_the_device_and_every_step_of_its_latency_are_shown(shown: "PanelPage") -> None:
    assert "cam-1" in shown.text_of("#device-list")
    shown.wait_until("/fps/.test(document.querySelector('.device .rate').textContent)")
    shown.wait_until("document.querySelectorAll('#latency-steps li').length >= 5")
    steps = shown.text_of("#latency-steps")
    for step in ("In the device", "To the bridge", "H264", "To this page", "Decode and show"):
        assert step in steps


def test_stages_and_plugins_are_listed(shown: "PanelPage") -> None:
    shown.wait_until("document.querySelectorAll('#stage-list li').length >= 2")
    assert "h264 of cam-1" in shown.text_of("#stage-list")
    assert "video" in shown.text_of("#plugin-list")


def test_a_setting_is_applied_shown_and_undone(panel: "PanelPage") -> None:
    panel.wait_until("document.querySelector('#features input[type=range]')")
    panel.run(lambda page: page.get_by_label("Compression").fill("30"))
    applied = f"""document.evaluate("{COMPRESSION}", document).iterateNext().innerText"""
    panel.wait_until(f"/30\\s+Applied/.test({applied})")
    panel.run(lambda page: page.locator(f"xpath={COMPRESSION}").get_by_text("Undo").click())
    panel.wait_until(f"/12\\s+Applied/.test({applied})")


def test_a_refused_setting_says_why(panel: "PanelPage") -> None:
    panel.wait_until("document.querySelector('#features input[type=range]')")
    panel.run(lambda page: page.get_by_label("Compression").evaluate(BEYOND_THE_RANGE))
    panel.wait_until("document.querySelector('.outcome[data-state=bad]')")
    assert "400" in panel.text_of(".outcome[data-state=bad]")


def test_outlines_can_be_switched_off(panel: "PanelPage") -> None:
    panel.wait_until("gamebridgePanel.report().screen.shown?.corners.length > 0")
    panel.press("o")
    panel.wait_for_pictures(3)
    assert panel.evaluate("gamebridgePanel.report().screen.shown.corners") == []
    button = "document.getElementById('overlay-button').getAttribute('aria-pressed')"
    assert panel.evaluate(button) == "false"


def test_a_snapshot_is_a_picture_file(shown: "PanelPage") -> None:
    def save() -> bytes:
        with shown.page.expect_download() as download:
            shown.page.keyboard.press("s")
        assert download.value.suggested_filename.startswith("cam-1-")
        return download.value.path().read_bytes()

    assert shown.run(lambda _page: save()).startswith(b"\x89PNG")


def test_a_recording_begins_ends_and_is_listed(panel: "PanelPage") -> None:
    panel.wait_until("!document.getElementById('record-button').hidden")
    panel.press("r")
    panel.wait_until("!document.getElementById('hud-recording').hidden")
    panel.wait_for_pictures(3)
    panel.press("r")
    panel.wait_until("document.querySelector('#recording-list a')")
    assert panel.evaluate("document.getElementById('hud-recording').hidden") is True
    assert panel.problems == []


def test_a_recording_is_played_paused_sought_and_stopped(panel: "PanelPage") -> None:
    panel.wait_until("!document.getElementById('record-button').hidden")
    panel.press("r")
    # Long enough to be paused before it has ended by itself.
    panel.wait_until("!document.getElementById('hud-recording').hidden")
    panel.wait_for_pictures(90)
    panel.press("r")
    newest = "#recording-list li:first-child button"
    panel.wait_until(f"document.querySelector('{newest}')")
    panel.click(newest)
    panel.wait_until("document.querySelector('#replay-list .controls button')")
    panel.press("k")
    panel.wait_until("document.querySelector('#replay-list .controls button').innerText === 'Play'")
    played = "document.getElementById('replay-list').innerText"
    panel.wait_until(f"{played}.includes('cam-1 is here itself: played as cam-1-replay')")
    panel.evaluate(
        """(() => {
          const seek = document.querySelector('#replay-list input[type=range]');
          seek.value = 0;
          seek.dispatchEvent(new Event('input'));
          seek.dispatchEvent(new Event('change'));
        })()"""
    )
    panel.wait_until("document.querySelector('#replay-list input').valueAsNumber < 0.1")
    panel.press(".")
    panel.run(lambda page: page.check("#replay-list .switch"))
    panel.run(lambda page: page.select_option("#replay-list select", "0.5"))
    panel.wait_until("document.querySelector('#replay-list select').value === '0.5'")
    panel.press("k")
    panel.wait_until("document.body.innerText.includes('played from a recording')")
    panel.run(lambda page: page.get_by_role("button", name="Stop", exact=True).last.click())
    panel.wait_until("!document.querySelector('#replay-list li')")
    panel.wait_until("document.getElementById('event-list').textContent.includes('stopped')")
    assert panel.problems == []


def test_text_from_elsewhere_is_text(shown: "PanelPage") -> None:
    shown.evaluate(f"gamebridgePanel.client.publish('session/x/mark', {{text: `{HOSTILE}`}})")
    shown.wait_until("document.getElementById('event-list').textContent.includes('onerror')")
    assert HOSTILE in shown.text_of("#event-list")
    assert (
        shown.evaluate("document.querySelectorAll('#event-list img, #event-list script').length")
        == 0
    )
    assert (shown.evaluate("policyViolations"), shown.problems) == ([], [])


def test_the_page_can_be_used_by_keyboard(shown: "PanelPage") -> None:
    focused = "document.activeElement.className || document.activeElement.id"
    shown.press("Tab")
    assert shown.evaluate(focused) == "skip"
    shown.press("?")
    assert shown.evaluate("document.getElementById('help-dialog').open") is True
    shown.press("Escape")
    assert shown.evaluate("document.getElementById('help-dialog').open") is False
    assert shown.evaluate(NAMELESS) == []


def test_a_key_that_is_none_is_not_sent(panel: "PanelPage") -> None:
    panel.click("#sign-in-button")
    panel.run(lambda page: page.fill("#sign-in-key", "nonsense"))
    panel.press("Enter")
    assert "That is no key" in panel.text_of("#sign-in-fault")
    assert panel.report().link.links == 1


@pytest.mark.parametrize("size", [(390, 844), (820, 1180), (1440, 900)])
def test_nothing_sticks_out_of_a_narrow_or_wide_window(
    chromium: "Chromium", demo: str, size: tuple[int, int]
) -> None:
    with chromium.open_page(demo, size=size) as panel:
        panel.wait_for_pictures(3)
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert panel.evaluate(width) == 0


def test_light_and_dark_follow_the_system_until_one_is_chosen(
    chromium: "Chromium", demo: str
) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    with chromium.open_page(demo, scheme="light") as panel:
        light = panel.evaluate(ground)
        panel.press("t")
        dark = panel.evaluate(ground)
        panel.run(lambda page: page.reload())
        assert panel.evaluate(ground) == dark != light
    with chromium.open_page(demo, scheme="dark") as panel:
        assert panel.evaluate(ground) == dark


def test_a_chosen_player_stays_in_the_address(panel: "PanelPage") -> None:
    panel.click("#player-choice label:has(input[value=jpeg])")
    panel.wait_until("gamebridgePanel.report().camera?.kind === 'jpeg'")
    assert panel.evaluate("new URL(location).searchParams.get('player')") == "jpeg"
    panel.wait_for_pictures(3)
