"""A device of another system in the panel: what it is, what it lacks, what it finds itself."""

import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

CONFIG = """
[legacy.taghub]
token = "heard-by-everybody"
http_port = {0}
websocket_port = {1}
udp = false
"""


def free_ports(count: int) -> list[int]:
    """Return ports that are free, each another."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


@pytest.fixture
def opened(
    chromium: "Chromium", run_program: "RunProgram", tmp_path: Path
) -> "Iterator[PanelPage]":
    """The panel of a bridge that takes taghub's devices, and one that posts its tags."""
    ports = free_ports(2)
    config = tmp_path / "gamebridge.toml"
    config.write_text(CONFIG.format(*ports), encoding="utf-8")
    state = tmp_path / "state"
    arguments = ("run", "--config", str(config), "--state", str(state), "--port", "0")
    command = ["simulate", "--dialect", "taghub", "--variant", "http"]
    command += ["--port", str(ports[0]), "--token", "heard-by-everybody"]
    with run_program(*arguments) as address, chromium.open_page(address) as panel:
        device = subprocess.Popen([sys.executable, "-m", "bridge", *command])
        yield panel
        device.terminate()
        device.wait()


def test_tags_that_a_device_found_itself_are_listed_without_a_picture(
    opened: "PanelPage",
) -> None:
    opened.wait_until("document.querySelector('#tag-rows tr')")
    row = "document.querySelector('#tag-rows tr')"
    opened.wait_until(rf"/m\s.*°.*°.*°/s.test({row}.innerText)")
    assert "The device says" in str(opened.evaluate(f"{row}.title"))
    assert "No camera here" in opened.text_of("#notice")
    assert opened.problems == []


def test_its_dialect_its_way_and_its_missing_key_are_shown(opened: "PanelPage") -> None:
    opened.wait_until("document.querySelector('#device-list .weakness')?.textContent")
    device = opened.text_of("#device-list")
    assert "taghub by HTTP" in device
    assert "no key: admitted by network" in device
    opened.wait_until("!document.getElementById('attention').hidden")
    attention = opened.text_of("#attention")
    assert "a token that travels in the clear" in attention
    assert "[legacy.taghub]" in attention
    assert "heard-by-everybody" not in attention
