"""The pages of gostream in a browser: pictures of a board's firmware, played from outside."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

SETTINGS = """
[bridge]
port = 0
[legacy.gostream]
http_port = %d
camera_port = 0
viewer_port = 0
"""
SHOWN = "Number(document.getElementById('screen').dataset.shown ?? 0)"
# Light and dark, as a picture of a scene has and an empty canvas has not.
CONTRAST = """
() => {
  const isVideo = document.getElementById('screen').dataset.way === 'source';
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const picture = document.getElementById(isVideo ? 'video' : 'picture');
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let [low, high] = [255, 0];
  for (let at = 0; at < data.length; at += 4) {
    low = Math.min(low, data[at]);
    high = Math.max(high, data[at]);
  }
  return high - low;
}
"""


@contextmanager
def board(address: str) -> Iterator[None]:
    """Play a board with gostream's firmware until the block ends."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    command = [sys.executable, "-m", "bridge", "simulate", "--dialect", "gostream"]
    command += ["--url", f"ws://{host}:{port}", "--port", port]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as player:
        try:
            yield
        finally:
            player.terminate()


@pytest.fixture(scope="module")
def own_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
    assert isinstance(port, int)
    return port


@pytest.fixture(scope="module")
def watched(
    run_program: "RunProgram", tmp_path_factory: pytest.TempPathFactory, own_port: int
) -> Iterator[str]:
    """The address of a bridge with one board of gostream's."""
    folder = tmp_path_factory.mktemp("gostream")
    config = folder / "gamebridge.toml"
    config.write_text(SETTINGS % own_port, encoding="utf-8")
    arguments = ("run", "--config", str(config), "--state", str(folder / "state"))
    with run_program(*arguments) as address, board(address):
        yield address


def assert_shows_moving_pictures(page: "PanelPage") -> None:
    page.wait_until(f"{SHOWN} >= 3")
    first = page.evaluate(SHOWN)
    page.wait_until(f"{SHOWN} >= {first} + 5")
    assert isinstance(contrast := page.evaluate(CONTRAST), int)
    assert contrast > 80
    assert page.problems == []
    assert page.violations() == []


def test_mjpeg_page_draws_the_cameras_pictures(chromium: "Chromium", watched: str) -> None:
    with chromium.open_page(f"{watched}/mjpeg") as page:
        assert_shows_moving_pictures(page)
        assert page.text_of("#told").startswith("JPEG, ")
        page.run(lambda shown: shown.focus("#switch"))
        page.press("Enter")
        page.wait_until("document.getElementById('told').textContent === 'Disconnected.'")
        page.press("Enter")
        first = page.evaluate(SHOWN)
        page.wait_until(f"{SHOWN} >= {first} + 3")


def test_video_page_plays_the_transport_stream(chromium: "Chromium", watched: str) -> None:
    with chromium.open_page(f"{watched}/gostream", size=(390, 800)) as page:
        assert_shows_moving_pictures(page)
        assert page.text_of("#told").startswith("H.264 (webcodecs), ")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_video_page_plays_by_fragments_where_nothing_is_secure(
    chromium: "Chromium", watched: str
) -> None:
    without = "delete window.VideoDecoder;"
    with chromium.open_page(f"{watched}/gostream", init_script=without) as page:
        assert_shows_moving_pictures(page)
        assert page.text_of("#told").startswith("H.264 (mse), ")


def test_page_of_its_own_port_plays_the_transport_stream_itself_or_jpeg(
    chromium: "Chromium", watched: str, own_port: int
) -> None:
    assert watched
    with chromium.open_page(f"http://127.0.0.1:{own_port}/") as page:
        assert_shows_moving_pictures(page)
        takes = """MediaSource.isTypeSupported('video/mp2t; codecs="avc1.42E01E"')"""
        way = "H.264 (source), " if page.evaluate(takes) else "JPEG, "
        assert page.text_of("#told").startswith(way)


def test_page_of_its_own_port_falls_back_to_jpeg(
    chromium: "Chromium", watched: str, own_port: int
) -> None:
    assert watched
    without = "delete window.MediaSource;"
    with chromium.open_page(f"http://127.0.0.1:{own_port}/", init_script=without) as page:
        assert_shows_moving_pictures(page)
        assert page.text_of("#told").startswith("JPEG, ")


def test_one_of_several_cameras_is_chosen_by_keyboard(chromium: "Chromium", watched: str) -> None:
    with board(watched), chromium.open_page(f"{watched}/mjpeg") as page:
        page.wait_until("document.getElementById('camera').options.length === 3")
        page.run(lambda shown: shown.focus("#camera"))
        page.press("End")
        page.wait_until("location.search === '?camera=gostream-2'")
        first = page.evaluate(SHOWN)
        page.wait_until(f"{SHOWN} > 0 && {SHOWN} !== {first}")
        assert_shows_moving_pictures(page)
