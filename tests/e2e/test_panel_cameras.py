"""The card of sources with a real bridge, and with a camera that is one in all but optics."""

import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

TEXT = "(document.querySelector('.sources-card')?.innerText ?? '')"


def free_port_pair() -> int:
    """Return a free port whose neighbour is free: cameras stream on the next one."""
    while True:
        with closing(socket.socket()) as first, closing(socket.socket()) as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@pytest.fixture(scope="module")
def camera() -> "Iterator[str]":
    """The address of a board with Espressif's CameraWebServer."""
    port = free_port_pair()
    command = ["-m", "bridge", "simulate", "--dialect", "cameraserver", "--port", str(port)]
    program = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True)
    with program:
        assert program.stderr is not None
        assert "listens" in program.stderr.readline()
        yield f"127.0.0.1:{port}"
        program.terminate()


@pytest.fixture
def opened(
    chromium: "Chromium", run_program: "RunProgram", tmp_path: Path
) -> "Iterator[PanelPage]":
    """The panel of a bridge that may ask cameras on this machine."""
    config = tmp_path / "gamebridge.toml"
    config.write_text('[plugin.sources]\nnetworks = ["127.0.0.0/8"]\n', encoding="utf-8")
    state = tmp_path / "state"
    arguments = ("run", "--config", str(config), "--state", str(state), "--port", "0")
    with run_program(*arguments) as address, chromium.open_page(address) as panel:
        panel.wait_until(f"{TEXT}.includes('The bridge asks no camera yet')")
        yield panel


def add(panel: "PanelPage", address: str, name: str) -> None:
    """Add a camera as a person does."""
    panel.run(lambda page: page.get_by_label("Address of a camera").fill(address))
    panel.run(lambda page: page.get_by_text("Name and password").click())
    panel.run(lambda page: page.get_by_label("Name", exact=True).fill(name))
    panel.press("Enter")


def press(panel: "PanelPage", button: str) -> None:
    """Press a button once it is there."""
    panel.run(lambda page: page.get_by_role("button", name=button, exact=True).click())


def test_a_camera_that_is_added_by_its_address_is_seen(opened: "PanelPage", camera: str) -> None:
    add(opened, camera, "Board")
    opened.wait_until(f"{TEXT}.includes('Board was added: CameraWebServer at 127.0.0.1')")
    press(opened, "Board")
    opened.wait_for_pictures(3)
    report = opened.report()
    assert report.camera is not None
    assert report.camera.device_id == "board"
    opened.wait_until(f"/Board\\s+\\d+(\\.\\d)? fps/.test({TEXT}) && /\\d readers?/.test({TEXT})")
    facts = opened.text_of("#device-list")
    assert "cameraserver, asked by the bridge" in facts
    assert "no key: known by its address" in facts
    press(opened, "Preview Board")
    opened.wait_until("document.querySelector('.sources-card img')?.naturalWidth > 0")
    assert opened.problems == []
    assert opened.violations() == []


def test_a_camera_that_is_stopped_and_removed_is_away(opened: "PanelPage", camera: str) -> None:
    add(opened, camera, "Board")
    press(opened, "Stop Board")
    opened.wait_until(f"{TEXT}.includes('stopped')")
    press(opened, "Start Board")
    opened.wait_until(f"{TEXT}.includes('is asked again')")
    press(opened, "Remove Board")
    opened.click("#confirm-yes")
    opened.wait_until(f"{TEXT}.includes('The bridge asks no camera yet')")
    opened.wait_until("document.querySelector('#device-list').innerText.includes('away')")


def test_an_address_that_is_refused_says_why_and_is_kept(opened: "PanelPage") -> None:
    add(opened, "http://8.8.8.8/stream", "Far")
    opened.wait_until("document.querySelector('.source-outcome').dataset.state === 'bad'")
    assert "8.8.8.8" in opened.text_of(".source-outcome")
    typed = "document.querySelector('.sources-card [name=address]').value"
    assert opened.evaluate(typed) == "http://8.8.8.8/stream"
