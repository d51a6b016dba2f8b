"""The page's link: without devices, without a bridge, and with a key."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

NOBODY_WITHOUT_A_KEY = '[plugin.auth]\nloopback_role = "none"\n'


def make_key(state: Path, name: str, role: str) -> str:
    """Return a new key of a peer."""
    command = ["devices", "add", name, "--role", role, "--state", str(state)]
    run = subprocess.run(
        [sys.executable, "-m", "bridge", *command], capture_output=True, text=True, check=True
    )
    return next(line for line in run.stdout.splitlines() if line.startswith("gb"))


def sign_in(panel: "PanelPage", key: str) -> None:
    """Enter a key where the page asks for one."""
    panel.wait_until("document.getElementById('sign-in-dialog').open")
    panel.run(lambda page: page.fill("#sign-in-key", key))
    panel.press("Enter")


def test_a_bridge_without_devices_teaches_how_to_add_one(
    chromium: "Chromium", run_program: "RunProgram", tmp_path: Path
) -> None:
    with (
        run_program("run", "--port", "0", "--state", str(tmp_path / "state")) as address,
        chromium.open_page(address) as panel,
    ):
        panel.wait_until("document.getElementById('add-device').open")
        assert "No device has joined yet" in panel.text_of("#notice")
        assert "gamebridge devices add cam-1" in panel.text_of("#add-device")
        assert f"--url {address.replace('http', 'ws')}" in panel.text_of("#simulate-command")
        assert panel.problems == []


def test_a_bridge_that_goes_is_missed_and_found_again(
    chromium: "Chromium", run_program: "RunProgram", tmp_path: Path
) -> None:
    state = str(tmp_path / "state")
    with ExitStack() as page_outlives_bridge:
        with run_program("run", "--port", "0", "--state", state) as address:
            panel = page_outlives_bridge.enter_context(chromium.open_page(address))
            panel.wait_until("gamebridgePanel.client.state === 'open'")
        panel.wait_until("document.getElementById('link-state').innerText.includes('No link')")
        port = address.rpartition(":")[2]
        with run_program("run", "--port", port, "--state", state):
            panel.wait_until("gamebridgePanel.client.state === 'open'")
            assert "Connected" in panel.text_of("#link-state")


def test_a_viewer_s_key_watches_and_an_operator_s_key_operates(
    chromium: "Chromium", run_program: "RunProgram", tmp_path: Path
) -> None:
    config, state = tmp_path / "gamebridge.toml", tmp_path / "state"
    config.write_text(NOBODY_WITHOUT_A_KEY)
    keys = {role: make_key(state, f"a-{role}", role) for role in ("viewer", "operator")}
    options = ["run", "--port", "0", "--state", str(state), "--config", str(config)]
    with run_program(*options) as address:
        for role, key in keys.items():
            with chromium.open_page(address) as panel:
                sign_in(panel, key)
                panel.wait_until("gamebridgePanel.client.state === 'open'")
                assert panel.report().link.role == role
                panel.wait_until("document.querySelector('#plugin-list li')")


@pytest.mark.parametrize("mark", ["#", "?"])
def test_a_key_in_the_address_is_used_and_taken_out(
    chromium: "Chromium", run_program: "RunProgram", tmp_path: Path, mark: str
) -> None:
    config, state = tmp_path / "gamebridge.toml", tmp_path / "state"
    config.write_text(NOBODY_WITHOUT_A_KEY)
    key = make_key(state, "wall", "viewer")
    options = ["run", "--port", "0", "--state", str(state), "--config", str(config)]
    with (
        run_program(*options) as address,
        chromium.open_page(f"{address}/{mark}key={key}") as panel,
    ):
        panel.wait_until("gamebridgePanel.client.state === 'open'")
        assert panel.evaluate("location.href") == f"{address}/"
        assert panel.report().link.role == "viewer"
