"""Whatever comes in by one dialect goes out by any other."""

import json
import shutil
import subprocess
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.legacy.conftest import LegacyBridge, PlayDevice

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

JPEG_START = b"\xff\xd8"
SMALL = ("--size", "qvga")


def test_a_gostream_camera_appears_on_the_s3cam_page(
    legacy: "LegacyBridge", play: "PlayDevice"
) -> None:
    with play("gostream", "main", *SMALL), legacy.link("s3cam_stream") as page:
        page.say(type="register", device="browser", timestamp=0)
        assert page.next_binary().startswith(JPEG_START)
        page.say(type="request_stats")
        stats = page.next_text(lambda said: said.get("type") == "server_stats")["data"]
        assert isinstance(stats, dict)
        assert stats["connected"] is True


def test_an_s3cam_camera_plays_as_mpeg_ts(legacy: "LegacyBridge", play: "PlayDevice") -> None:
    ffprobe = shutil.which("ffprobe")
    if ffprobe is None:
        pytest.skip("ffprobe is missing: apt-get install ffmpeg")
    with play("s3cam", "s3cam_stream", *SMALL), legacy.link("main", "/ws/viewer") as viewer:
        stream = b"".join(viewer.next_binary() for _ in range(12))
    command = [ffprobe, "-v", "error", "-show_streams", "-of", "json", "-f", "mpegts", "-"]
    found = subprocess.run(command, input=stream, capture_output=True, check=True)
    (shown,) = json.loads(found.stdout)["streams"]
    assert (shown["codec_name"], shown["width"], shown["height"]) == ("h264", 320, 240)


def test_a_game_of_taghub_gets_poses_that_the_bridge_found_in_any_cameras_pictures(
    legacy: "LegacyBridge", play: "PlayDevice"
) -> None:
    with play("gostream", "main"), legacy.link("taghub_ws") as game:
        game.say(event="identify", data={"type": "gdevelop", "name": "MyGame"})
        tag = game.next_text(lambda said: said.get("event") == "apriltag_data")
        assert tag["tag_id"] in {1, 2, 3, 4, 5, 6, 7, 8}
        assert isinstance(tag["x_cm"], int | float)
        assert str(tag["camera_name"]).startswith("gostream")


def test_a_game_of_taghub_gets_poses_from_a_multicam_stream(
    legacy: "LegacyBridge", play: "PlayDevice", camera_port: int
) -> None:
    name = "ESP32 Camera (127.0.0.1)"
    body = {"name": name, "ip_address": "127.0.0.1", "port": camera_port}
    with play("multicam", camera_port), legacy.link("taghub_ws") as game:
        assert _ask(legacy, "POST", "/api/streams", body)["name"] == name
        _ask(legacy, "POST", f"/api/streams/{urllib.parse.quote(name)}/start")
        game.say(event="identify", data={"type": "gdevelop"})
        tag = game.next_text(
            lambda said: said.get("event") == "apriltag_data" and said["camera_name"] == name
        )
        assert isinstance(tag["yaw"], int | float)


def _ask(legacy: "LegacyBridge", method: str, path: str, body: object = None) -> dict[str, object]:
    request = urllib.request.Request(  # noqa: S310 - the test's own address.
        legacy.url("taghub_http", path),
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"} if body is not None else {},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - loopback.
        found: dict[str, object] = json.load(response)
        return found
