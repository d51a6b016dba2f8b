"""The core of the GDevelop extension, without an engine, at a real bridge."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

PLAY = Path(__file__).parents[2] / "clients" / "gdevelop" / "testing" / "play.mjs"

pytestmark = [pytest.mark.sockets, pytest.mark.slow]


@pytest.mark.parametrize("encoding", ["msgpack", "json"])
def test_a_game_sees_devices_tags_and_pictures_and_is_obeyed(demo: str, encoding: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    command = [node, "--experimental-websocket", str(PLAY), demo, encoding]
    played = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    seen = json.loads(played.stdout)
    assert seen["isConnected"] is True
    assert seen["justOpened"] == 1
    assert seen["camera"] == "cam-1"
    assert seen["uptimeUs"] > 0
    assert 0 < seen["tag"]["x"] < 1
    assert 0 < seen["tag"]["y"] < 1
    assert 0 < seen["tag"]["distance"] < 10
    assert seen["picture"]["bytes"] > 1000
    assert (seen["applied"], seen["failed"]) == (1, 1)
    assert "no-such-thing" in seen["error"]
    assert all(line["level"] != "error" for line in seen["lines"])
