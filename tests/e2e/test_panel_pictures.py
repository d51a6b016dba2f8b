"""What people see is what the camera sent: decoded, numbered, outlined, by every player.

The number painted into each picture (plugins/simulator/README.md, Painted frame number) is
read back from the page's canvas, so a picture on screen is known by its pixels.
"""

from typing import TYPE_CHECKING

import msgspec
import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Chromium, PanelPage

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

PLAYERS = ["webcodecs", "mse", "jpeg"]
NUMBER_MODULUS = 1 << 20

# Reads the painted number and the page's own account of the picture in one task, so that
# no other picture can come between them. `[painted, shown]`; painted is null when unreadable.
READ_SCREEN = """
() => {
  const shown = gamebridgePanel.report().screen.shown;
  const canvas = document.getElementById('picture');
  const context = canvas.getContext('2d');
  const cell = canvas.width / 40;
  const cells = Array.from({length: 24}, (_, i) => {
    const left = Math.floor((i + 0.25) * cell);
    const width = Math.max(1, Math.floor((i + 0.75) * cell) - left);
    const top = Math.floor(cell * 0.25);
    const { data } = context.getImageData(left, top, width, Math.max(1, Math.floor(cell / 2)));
    let sum = 0;
    for (let k = 1; k < data.length; k += 4) sum += data[k];
    return sum / (data.length / 4) > 128 ? 1 : 0;
  });
  const parity = (bits) => bits.reduce((a, b) => a + b) % 2;
  const number = cells.slice(2, 22);
  const isWhole = cells[0] === 1 && cells[1] === 0 &&
    cells[22] === parity(number.slice(0, 10)) && cells[23] === parity(number.slice(10));
  return [isWhole ? number.reduce((a, b) => a * 2 + b) : null, shown];
}
"""

# Collects pictures with their outlines and the truth of the same pictures, for a while.
COLLECT_TRUTH = """
async (wanted) => {
  const truths = new Map();
  const pairs = [];
  const wish = { topics: ['device/cam-1/truth'], mode: 'ring', depth: 64 };
  const subscription = gamebridgePanel.client.subscribe(wish, ({ value }) => {
    truths.set(value.frame_seq, value.tags);
  });
  const seen = new Set();
  while (pairs.length < wanted) {
    await new Promise(requestAnimationFrame);
    const shown = gamebridgePanel.report().screen.shown;
    const truth = truths.get(shown?.detectedFrameSeq);
    if (!truth || seen.has(shown.frameSeq)) continue;
    seen.add(shown.frameSeq);
    pairs.push({ frameSeq: shown.frameSeq, detectedFrameSeq: shown.detectedFrameSeq,
                 drawn: shown.corners, truth });
  }
  subscription.close();
  return pairs;
}
"""


# Hands the decoder one chunk of nonsense when `damageNext` is set.
DAMAGE_ON_DEMAND = """
const Whole = EncodedVideoChunk;
window.EncodedVideoChunk = class extends Whole {
  constructor(init) {
    const data = window.damageNext ? new Uint8Array(64).fill(255) : init.data;
    window.damageNext = false;
    super({ ...init, data });
  }
};
"""


class TrueTag(msgspec.Struct):
    """A tag as the simulated camera placed it."""

    tag_id: int
    corners_px: list[tuple[float, float]]


class DrawnTag(msgspec.Struct, rename="camel"):
    """A tag as the page outlined it."""

    tag_id: int
    corners: list[tuple[float, float]]


class Pair(msgspec.Struct, rename="camel"):
    """One picture: what was drawn over it, and what is in it."""

    frame_seq: int
    detected_frame_seq: int
    drawn: list[DrawnTag]
    truth: list[TrueTag]


class Painted(msgspec.Struct, rename="camel"):
    """The page's account of the picture on screen."""

    frame_seq: int
    is_exact: bool


def read_screen(panel: "PanelPage") -> tuple[int | None, Painted]:
    """Return the number in the pixels and what the page says of the same picture."""
    return msgspec.convert(panel.evaluate(READ_SCREEN), tuple[int | None, Painted])


@pytest.mark.parametrize("player", PLAYERS)
def test_pictures_advance_and_carry_their_own_number(
    chromium: "Chromium", demo: str, player: str
) -> None:
    with chromium.open_page(f"{demo}/?player={player}") as panel:
        numbers = []
        for _ in range(5):
            panel.wait_for_pictures(4)
            painted, shown = read_screen(panel)
            assert painted is not None
            # A video element may be one picture ahead of what it told, and then says so.
            if shown.is_exact:
                assert painted == shown.frame_seq % NUMBER_MODULUS
            numbers.append(painted)
        assert numbers == sorted(set(numbers)), "pictures never go back"
        camera = panel.report().camera
        assert camera is not None
        assert (camera.kind, camera.player.faults) == (player, 0)
        assert camera.player.decoded >= 5


@pytest.mark.parametrize("player", PLAYERS)
def test_outlines_lie_on_the_tags_of_their_own_picture(
    chromium: "Chromium", demo: str, player: str
) -> None:
    with chromium.open_page(f"{demo}/?player={player}") as panel:
        panel.wait_until("gamebridgePanel.report().screen.outlined > 3")
        pairs = msgspec.convert(panel.evaluate(f"({COLLECT_TRUTH})(8)"), list[Pair])
    checked = 0
    for pair in pairs:
        assert pair.frame_seq == pair.detected_frame_seq
        true_corners = {tag.tag_id: tag.corners_px for tag in pair.truth}
        for tag in pair.drawn:
            for drawn, true in zip(tag.corners, true_corners.get(tag.tag_id, []), strict=False):
                assert abs(drawn[0] - true[0]) < 2
                assert abs(drawn[1] - true[1]) < 2
                checked += 1
    assert checked >= 4 * len(pairs)


@pytest.mark.parametrize(
    ("taken_away", "player"),
    [("", "webcodecs"), ("VideoDecoder", "mse"), ("VideoDecoder MediaSource", "jpeg")],
)
def test_the_best_player_that_works_is_chosen(
    chromium: "Chromium", demo: str, taken_away: str, player: str
) -> None:
    script = "".join(f"delete window.{name};" for name in taken_away.split())
    with chromium.open_page(demo, init_script=script) as panel:
        panel.wait_for_pictures(3)
        camera = panel.report().camera
        assert camera is not None
        assert camera.kind == player


def test_a_page_of_the_local_network_plays_without_a_secure_context(
    chromium: "Chromium", demo: str
) -> None:
    port = demo.rpartition(":")[2]
    with chromium.open_page(f"http://192.168.7.7:{port}/") as panel:
        panel.wait_for_pictures(5)
        report = panel.report()
        assert report.camera is not None
        assert (report.is_secure_context, report.camera.kind) == (False, "mse")


def test_a_damaged_stream_is_taken_up_again_at_a_key_frame(chromium: "Chromium", demo: str) -> None:
    with chromium.open_page(demo, init_script=DAMAGE_ON_DEMAND) as panel:
        panel.wait_for_pictures(3)
        panel.evaluate("window.damageNext = true")
        panel.wait_until("gamebridgePanel.report().camera.player.faults > 0")
        panel.wait_for_pictures(10)
        camera = panel.report().camera
        assert camera is not None
        assert camera.kind == "webcodecs"


def test_a_page_that_nobody_sees_lets_the_camera_rest(panel: "PanelPage") -> None:
    hide = "Object.defineProperty(document, 'hidden', { get: () => %s, configurable: true })"
    tell = "document.dispatchEvent(new Event('visibilitychange'))"
    panel.evaluate(f"{hide % 'true'}; {tell}")
    panel.wait_until("gamebridgePanel.report().camera === null")
    panel.evaluate(f"{hide % 'false'}; {tell}")
    panel.wait_for_pictures(3)
