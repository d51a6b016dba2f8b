"""Poses in a room, in the real engine, as a plugin publishes them."""

import math
from typing import TYPE_CHECKING

import pytest

from bridge.api import Pose, Quaternion, Vector3, WorldPose
from bridge.testing.harness import running_bridge
from tests.gdevelop.games import Game, Scene, connecting, negate, own, set_number, when

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

# The room is left out once, left empty once, and named once.
READ = {
    "X": 'GameBridge::WorldX("crate")',
    "Y": 'GameBridge::WorldY("crate", "room")',
    "Z": 'GameBridge::WorldZ("crate", "hall")',
    "Turn": 'GameBridge::WorldRotationZ("crate")',
}


async def test_a_thing_is_where_the_room_says(play: "Play") -> None:
    read = [set_number(name, expression) for name, expression in READ.items()]
    events = [
        when(own("HasWorldPose", '"crate"', "", ""), then=[*read, set_number("Known", "1")]),
        when(negate(own("HasWorldPose", '"ghost"', "", "")), then=[set_number("Ghost", "0")]),
    ]
    variables = {"Bridge": "", "Known": 0, "Ghost": 1, **dict.fromkeys(READ, 0)}
    game = Game([Scene("Main", [*connecting(), *events], variables=variables)])
    turned = Quaternion.from_axis_angle(Vector3(0, 0, 1), math.radians(90))
    async with running_bridge() as bridge, play(game, bridge.url) as played:
        hub = bridge.bridge.hub
        for space, place in (("room", Vector3(1, 2, 3)), ("hall", Vector3(0, 0, 9))):
            topic = f"world/{space}/pose/crate"
            await hub.interest(topic).wait_wanted()
            hub.publish(topic, WorldPose(Pose(place, turned)))
        await played.wait_for_variable("Known", 1)
        await played.wait_for_variable("Z", 9)
        assert await played.variable("X") == pytest.approx(1)
        assert await played.variable("Y") == pytest.approx(2)
        turn = await played.variable("Turn")
        assert turn == pytest.approx(90)
        assert await played.variable("Ghost") == 0
