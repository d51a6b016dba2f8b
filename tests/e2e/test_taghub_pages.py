"""The pages of taghub in a real browser, with a board that plays the firmware."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Chromium, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

SETTINGS = """
[bridge]
port = {port}
[plugins]
only = ["dialects", "video"]
[legacy.taghub]
token = "sesame"
http_port = {http_port}
websocket_port = 0
udp = false
"""


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def hub(run_program: "RunProgram", tmp_path: "Path") -> Iterator[str]:
    """The address of a bridge that takes the place of the hub, with one board."""
    http_port = free_port()
    config = tmp_path / "gamebridge.toml"
    config.write_text(SETTINGS.format(port=free_port(), http_port=http_port), encoding="utf-8")
    board = [sys.executable, "-m", "bridge", "simulate", "--dialect", "taghub"]
    board += ["--variant", "video", "--token", "sesame", "--port", str(http_port)]
    with (
        run_program("run", "--config", str(config), "--state", str(tmp_path / "state")),
        subprocess.Popen(board, stderr=subprocess.DEVNULL) as program,
    ):
        yield f"http://127.0.0.1:{http_port}"
        program.terminate()


def test_pages_show_the_picture_and_numbers_that_were_measured(
    hub: str, chromium: "Chromium"
) -> None:
    with chromium.open_page(f"{hub}/") as page:
        page.wait_until("document.querySelector('#status').innerText.includes('here for')")
        page.wait_until("document.querySelector('#video').innerText.includes('240x240')")
        page.wait_until("document.querySelector('#video').innerText.includes('OPTIMAL')")
        assert page.problems == []
        assert page.violations() == []
    with chromium.open_page(f"{hub}/video", size=(390, 800)) as page:
        page.wait_until("document.querySelector('#photo').naturalWidth === 240")
        assert page.problems == []
        assert page.violations() == []
