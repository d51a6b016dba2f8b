"""A game that was made for taghub plays against the bridge as it is, in the real engine."""

import socket
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.api import Intrinsics, Pose, PoseSolution, Quaternion, TagDetection, TagDetections
from bridge.api import Vector3 as Vector
from bridge.client import open_client
from bridge.testing.harness import running_bridge
from bridge_dialects import plugin as dialects
from tests.gdevelop.games import Game, Scene, at_start, call, javascript, label, when
from tests.gdevelop.text_socket import MESSAGE, connect, just_opened, received, send, text_socket

if TYPE_CHECKING:
    from bridge.client import Channel
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

SETTINGS = """
[bridge]
port = 0
[legacy.taghub]
http_port = 0
websocket_port = %d
udp = false
"""
PLACE = Pose(Vector(0.1, -0.05, 0.5), Quaternion(1, 0, 0, 0))
CORNERS = ((300.0, 220.0), (340.0, 220.0), (340.0, 260.0), (300.0, 260.0))


def old_game() -> Game:
    """Return the game: it says who it is, and shows the newest tag."""
    hello = "\"{'event':'identify','data':{'type':'gdevelop','name':'MyGame'}}\""
    shown = '"tag " + ToString(Told.tag_id) + " at " + ToString(Told.x_cm)'
    events = [
        javascript("runtimeScene.getVariables().get('Bridge').setString(testedBridge);"),
        when(at_start(), then=[connect("Bridge")]),
        when(just_opened(), then=[send(hello)]),
        when(
            received(),
            then=[
                call("JSONToVariableStructure2", MESSAGE, "Told"),
                call("TextObject::String", "Shown", "=", shown),
            ],
        ),
    ]
    told: dict[str, object] = {"tag_id": 0, "x_cm": 0}
    scene = Scene("Main", events, [label("Shown")], {"Bridge": "", "Told": told})
    return Game([scene], [text_socket()])


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    assert isinstance(port, int)
    return port


async def show_tag(tags: "Channel", frame_seq: int) -> None:
    """Publish what a camera would that sees tag 7."""
    lens = Intrinsics(640, 480, 500, 500, 320, 240)
    tag = TagDetection(7, "tag36h11", 0.1, CORNERS, 60.0, 0, (PoseSolution(PLACE, 0.1),))
    await tags.publish(TagDetections(frame_seq, lens, (tag,)))


async def test_a_game_made_for_taghub_shows_tags_of_any_camera(play: "Play") -> None:
    port = free_port()
    async with (
        running_bridge([dialects], SETTINGS % port) as bridge,
        open_client(bridge.url, role="device", id="cam-1", name="Desk") as camera,
        play(old_game(), f"ws://127.0.0.1:{port}/") as game,
        trio.open_nursery() as nursery,
    ):
        tags = await camera.advertise("device/cam-1/tags")

        async def show() -> None:
            for frame_seq in range(1, 10_000):
                await show_tag(tags, frame_seq)
                await trio.sleep(0.1)

        nursery.start_soon(show)
        await game.wait_until(
            "testedGame.getSceneStack().getCurrentScene().getObjects('Shown')[0]"
            ".getText() === 'tag 7 at -10'"
        )
        nursery.cancel_scope.cancel()
