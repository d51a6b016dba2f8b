from typing import TYPE_CHECKING

import pytest

from bridge.model.commands import AckStage, Call
from bridge.model.errors import AdmissionRefused
from bridge.plugin.admission import Admission, Claim, Role, Verb, grants_for
from bridge.plugin.devices import Presence
from bridge.transport.hosted_devices import HostedDevices

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

GAME = Admission("g", "g", Role.GAME, grants_for(Role.GAME, "g"))
CAM = Admission("cam-9", "Cam 9", Role.DEVICE, grants_for(Role.DEVICE, "cam-9"))
PRESENCE = Presence("Cam 9", "udp", "192.0.2.9", "taghub")


async def test_a_plugin_can_bring_a_device_in_and_find_it(room: "Room") -> None:
    devices = HostedDevices(room.context)
    hosted = devices.host(CAM, PRESENCE, lambda _call: True)
    assert hosted.id == "cam-9"
    assert [state.id for state in devices.states()] == ["cam-9"]
    assert devices.state("cam-9") == devices.states()[0]
    assert devices.state("cam-8") is None


async def test_a_device_cannot_be_called_like_the_bridge_itself(room: "Room") -> None:
    bridge = Admission("bridge", "Bridge", Role.DEVICE, grants_for(Role.DEVICE, "bridge"))
    with pytest.raises(ValueError, match="stands for the bridge itself"):
        HostedDevices(room.context).host(bridge, PRESENCE, lambda _call: True)
    assert room.directory.states() == []


async def test_claims_are_decided_where_all_claims_are(room: "Room") -> None:
    devices = HostedDevices(room.context)
    claim = Claim(Role.DEVICE, "cam-9", "192.0.2.9", False, False, "udp", dialect="taghub")
    with pytest.raises(AdmissionRefused):
        devices.authenticate(claim)
    assert room.claims == [claim]


async def test_rights_are_asked_where_all_rights_are(room: "Room") -> None:
    devices = HostedDevices(room.context)
    assert devices.authorize(GAME, Verb.SUBSCRIBE, "device/cam-9/tags")
    room.forbidden.add((Verb.SUBSCRIBE, "device/cam-9/tags"))
    assert not devices.authorize(GAME, Verb.SUBSCRIBE, "device/cam-9/tags")


async def test_a_call_ends_with_its_final_ack(room: "Room") -> None:
    devices = HostedDevices(room.context)
    devices.host(CAM, PRESENCE, lambda _call: False)
    ack = await devices.call(Call("1", "cam-9", "capture"), GAME)
    assert (ack.stage, ack.code) == (AckStage.REJECTED, "link_jammed")
