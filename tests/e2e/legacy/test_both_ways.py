"""Whatever comes in by one dialect goes out by any other."""

import base64
import json
import shutil
import subprocess
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, TypeVar

import msgspec
import pytest

if TYPE_CHECKING:
    from tests.e2e.legacy.conftest import LegacyBridge, PlayDevice

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

JPEG_START = b"\xff\xd8"
SMALL = ("--size", "qvga")
T = TypeVar("T")


class Stream(msgspec.Struct):
    """What multicam's REST says of a stream."""

    name: str
    is_active: bool = False


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
        assert _ask(legacy, Stream, "POST", "/api/streams", body).name == name
        _ask(legacy, object, "POST", f"/api/streams/{urllib.parse.quote(name)}/start")
        game.say(event="identify", data={"type": "gdevelop"})
        # Names of devices have no brackets, so that nothing takes them for its own.
        tag = game.next_text(lambda said: said.get("camera_name") == "ESP32 Camera 127.0.0.1")
        assert isinstance(tag["yaw"], int | float)
        _ask(legacy, object, "DELETE", f"/api/streams/{urllib.parse.quote(name)}")


def test_an_s3cam_camera_is_a_stream_of_multicams_dashboard(
    legacy: "LegacyBridge", play: "PlayDevice"
) -> None:
    with play("s3cam", "s3cam_stream", *SMALL), legacy.link("taghub_http", "/events") as page:
        with legacy.link("s3cam_stream") as other_page:
            other_page.say(type="register", device="browser", timestamp=0)
            other_page.next_binary()
        streams = _ask(legacy, list[Stream], "GET", "/api/streams")
        (name,) = [stream.name for stream in streams if stream.is_active]
        page.say(event="join_stream", data={"stream_name": name})
        frame = page.next_text(lambda said: said.get("event") == "frame")["data"]
        assert isinstance(frame, dict)
        assert base64.b64decode(frame["frame_data"]).startswith(JPEG_START)


def test_tags_of_a_taghub_board_reach_a_native_client(
    legacy: "LegacyBridge", play: "PlayDevice"
) -> None:
    with (
        play("taghub", "taghub_udp", "--variant", "udp"),
        legacy.link("main", "/v1") as client,
    ):
        client.say(op="hello", role="game")
        client.say(op="subscribe", sub=1, topics=["device/taghub-1/tags"])
        (sample, *_) = client.next_batch()
        (tag, *_) = sample.value.tags
        assert (tag.corners_px, sample.value.intrinsics) == (None, None)
        assert tag.camera_from_tag.translation.z > 0
        assert tag.raw["z_cm"] == pytest.approx(-abs(float(str(tag.raw["z_cm"]))))


def _ask(legacy: "LegacyBridge", kind: type[T], method: str, path: str, body: object = None) -> T:
    request = urllib.request.Request(  # noqa: S310 - the test's own address.
        legacy.url("taghub_http", path),
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"} if body is not None else {},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - as above.
        return msgspec.json.decode(response.read(), type=kind)
