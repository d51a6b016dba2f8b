"""A game of taghub is told of a tag that the bridge found in some other camera's picture."""

import json
import math
import socket

import cv2
import pytest
import trio
from trio_websocket import open_websocket_url

from bridge.api import Intrinsics, Pose, Quaternion, Vector3
from bridge.client import open_client
from bridge.testing.harness import running_bridge
from bridge_dialects import plugin as dialects
from bridge_pose import plugin as pose
from bridge_pose.testing import PlacedTag, draw_scene
from bridge_video import plugin as video

pytestmark = pytest.mark.sockets

LENS = Intrinsics.from_field_of_view(640, 480, math.radians(62))
PLACE = Pose(Vector3(0.1, -0.05, 0.6), Quaternion(1, 0, 0, 0))


def picture() -> bytes:
    """Return what a camera sees that has a tag in front of it."""
    luma = draw_scene([PlacedTag(PLACE, tag_id=7, size_m=0.1)], LENS)
    return cv2.imencode(".jpg", luma)[1].tobytes()


async def test_game_is_told_of_tags_in_any_camera() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings = (
        f"[bridge]\nport = 0\n[legacy.taghub]\nhttp_port = 0\nwebsocket_port = {port}\nudp = false"
    )
    async with (
        running_bridge([video, pose, dialects], settings) as bridge,
        open_client(bridge.url, role="device", id="cam-1", name="Desk") as camera,
        open_websocket_url(f"ws://127.0.0.1:{port}/any/path") as game,
        trio.open_nursery() as nursery,
    ):
        await game.send_message(json.dumps({"event": "identify", "data": {"type": "gdevelop"}}))

        async def show() -> None:
            jpeg = picture()
            channel = await camera.advertise("device/cam-1/camera/jpeg")
            while True:
                await channel.publish(payload=jpeg)
                await trio.sleep(0.2)

        nursery.start_soon(show)
        with trio.fail_after(30):
            while (told := json.loads(await game.get_message()))["event"] != "apriltag_data":
                pass
        nursery.cancel_scope.cancel()
    assert (told["tag_id"], told["camera_name"]) == (7, "Desk")
    assert told["smartcam_ip"] == "127.0.0.1"
    for name, true in (("x_cm", -10.0), ("y_cm", 5.0), ("z_cm", -60.0)):
        assert abs(told[name] - true) < 3, told
