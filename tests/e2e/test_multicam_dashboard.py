"""Multicam's dashboard in a real browser, with a camera that plays the firmware."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

LIVE = "document.querySelector('#link').textContent === 'Live'"
SHOWN = "document.querySelector('.camera img:not([hidden])')?.naturalWidth === 640"
CAMERA = "ESP32 Camera (127.0.0.1)"
SETTINGS = """
[bridge]
port = {port}
[plugins]
only = ["sources", "video"]
[plugin.sources]
networks = ["127.0.0.0/8"]
discover_port = {discover_port}
[legacy.multicam]
http_port = {http_port}
"""


@dataclass(frozen=True)
class Scene:
    """A bridge that serves multicam, and how to switch on a camera that announces itself."""

    url: str
    discover_port: int

    @contextmanager
    def camera(self) -> Iterator[int]:
        """Run a camera until the block ends; give its port."""
        port = free_ports(2)
        command = [sys.executable, "-m", "bridge", "simulate", "--dialect", "multicam"]
        command += ["--port", str(port), "--answer-port", str(self.discover_port)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
            assert program.stderr is not None
            assert "listens" in program.stderr.readline()
            try:
                yield port
            finally:
                program.terminate()


def free_ports(count: int = 1) -> int:
    """Return the first of so many ports in a row on which nobody listens."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        try:
            for number in range(count):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", port + number))
        except OSError:
            continue
        return port


@pytest.fixture
def scene(run_program: "RunProgram", tmp_path: "Path") -> Iterator[Scene]:
    """A bridge of its own."""
    port, discover_port, http_port = free_ports(), free_ports(), free_ports()
    config = tmp_path / "gamebridge.toml"
    config.write_text(
        SETTINGS.format(port=port, discover_port=discover_port, http_port=http_port),
        encoding="utf-8",
    )
    state = ("--state", str(tmp_path / "state"))
    with run_program("run", "--config", str(config), *state):
        yield Scene(f"http://127.0.0.1:{http_port}/streams", discover_port)


def press(page: "PanelPage", name: str) -> None:
    """Press the button of this name once it is there."""
    page.run(lambda p: p.get_by_role("button", name=name, exact=True).first.click())


def text_is(text: str) -> str:
    return f"document.body.innerText.includes({text!r})"


def test_camera_that_announced_itself_is_added_and_watched_with_one_click(
    scene: Scene, chromium: "Chromium"
) -> None:
    with chromium.open_page(scene.url) as page, scene.camera():
        page.wait_until(LIVE)
        page.wait_until(text_is("No camera yet"))
        page.wait_until(text_is("Found on the network"))
        press(page, f"Add {CAMERA}")
        page.wait_until(SHOWN)
        page.wait_until("document.querySelector('#found').hidden")
        page.wait_until(text_is("fps · 1 watching"))
        assert page.problems == []
        assert page.violations() == []


def test_camera_is_added_by_hand_stopped_started_and_removed(
    scene: Scene, chromium: "Chromium"
) -> None:
    with scene.camera() as port, chromium.open_page(scene.url, size=(390, 800)) as page:
        page.wait_until(LIVE)
        page.run(lambda p: p.get_by_label("Name").fill("Front door (2)"))
        page.run(lambda p: p.get_by_label("Address").fill("127.0.0.1"))
        page.run(lambda p: p.get_by_label("Port").fill(str(port)))
        page.press("Enter")
        page.wait_until(SHOWN)
        press(page, "Stop")
        page.wait_until(text_is("Resting"))
        press(page, "Start")
        page.wait_until(SHOWN)
        press(page, "Remove")
        press(page, "Keep it")
        assert page.evaluate("document.querySelectorAll('.camera').length") == 1
        press(page, "Remove")
        page.run(lambda p: p.get_by_role("dialog").get_by_text("Remove", exact=True).click())
        page.wait_until("document.querySelectorAll('.camera').length === 0")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.problems == []
        assert page.violations() == []


def test_address_that_is_refused_is_told_in_words(scene: Scene, chromium: "Chromium") -> None:
    with chromium.open_page(scene.url) as page:
        page.wait_until(LIVE)
        page.run(lambda p: p.get_by_label("Name").fill("Trap"))
        page.run(lambda p: p.get_by_label("Address").fill("169.254.169.254"))
        page.press("Enter")
        page.wait_until("document.querySelector('#said').textContent.includes('169.254')")
        assert page.evaluate("document.querySelector('[name=name]').value") == "Trap"


def test_page_finds_the_bridge_again(scene: Scene, chromium: "Chromium") -> None:
    cut = "window.sockets = []; const W = WebSocket; window.WebSocket = class extends W {"
    cut += "constructor(...a) { super(...a); sockets.push(this); } };"
    with chromium.open_page(scene.url, init_script=cut) as page:
        page.wait_until(LIVE)
        page.evaluate("sockets[0].close()")
        page.wait_until("sockets.length === 2")
        page.wait_until(LIVE)
