from typing import TYPE_CHECKING

import pytest

from bridge.hub.directory import Arrival
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import SampleRefused
from bridge.model.values import DeviceFeature, Reading
from bridge.plugin.admission import Admission, Role, grants_for
from bridge.plugin.devices import Presence
from bridge.testing.fakes import FakeDeviceLink
from bridge.transport.hosted_device import HostedDevice
from bridge.wire.dialect import CommandAcked, FrameArrived, ReadingArrived, ValueArrived

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

PRESENCE = Presence("Cam 9", "pull", "192.0.2.9", "cameraserver")
QUALITY = DeviceFeature("quality", "setting", "int", 4, 63)


class Owner:
    """A plugin that speaks for a device."""

    def __init__(self, room: "Room", *, yields: bool = False, is_rated: bool = True) -> None:
        self.calls: list[Call] = []
        self.has_room = True
        self.replaced = 0
        admission = Admission("cam-9", "Cam 9", Role.DEVICE, grants_for(Role.DEVICE, "cam-9"))
        self.device = HostedDevice(
            room.context, admission, PRESENCE, self.take, self.note, is_rated=is_rated
        )
        self.device.join(yields=yields)

    def take(self, call: Call) -> bool:
        self.calls.append(call)
        return self.has_room

    def note(self) -> None:
        self.replaced += 1


async def test_a_hosted_device_is_in_the_directory_as_it_is_reached(room: "Room") -> None:
    owner = Owner(room)
    state = room.directory.state("cam-9")
    assert state is not None
    assert (state.name, state.transport, state.dialect) == ("Cam 9", "pull", "cameraserver")
    assert owner.device.is_current


async def test_what_it_publishes_is_below_its_name(room: "Room") -> None:
    owner = Owner(room)
    owner.device.publish(FrameArrived(b"\xff\xd8"))
    owner.device.publish(ReadingArrived("dial", Reading(1)), received_us=0)
    state = room.directory.state("cam-9")
    assert state is not None
    assert state.topics == ("device/cam-9/camera/jpeg", "device/cam-9/input/dial")


async def test_what_cannot_be_taken_is_refused_with_its_reason(room: "Room") -> None:
    with pytest.raises(SampleRefused, match="declared") as refused:
        Owner(room).device.publish(ValueArrived("no/such", Reading(1)))
    assert refused.value.reason == "no_such_topic"


async def test_a_flood_is_refused(room: "Room") -> None:
    device = Owner(room).device

    def flood() -> None:
        for _ in range(1000):
            device.publish(FrameArrived(b"\xff\xd8"), received_us=5)

    with pytest.raises(SampleRefused, match="too much"):
        flood()


async def test_what_a_plugin_paces_itself_is_no_flood(room: "Room") -> None:
    device = Owner(room, is_rated=False).device
    for _ in range(1000):
        device.publish(FrameArrived(b"\xff\xd8"), received_us=5)
    sample = room.hub.latest("device/cam-9/camera/jpeg")
    assert sample is not None
    assert sample.seq == 1000


async def test_what_a_device_will_write_is_told_before_it_does(room: "Room") -> None:
    device = Owner(room).device
    device.advertise(["tags", "camera/jpeg"])
    state = room.directory.state("cam-9")
    assert state is not None
    assert state.topics == ("device/cam-9/tags", "device/cam-9/camera/jpeg")
    assert room.hub.announce("device/cam-9/tags").writers.count == 1
    with pytest.raises(SampleRefused, match="declared") as refused:
        device.advertise(["no/such"])
    assert refused.value.reason == "no_such_topic"
    device.leave("over")
    assert room.hub.announce("device/cam-9/tags").writers.count == 0


async def test_what_came_in_one_message_counts_once(room: "Room") -> None:
    device = Owner(room).device
    most = int(room.context.limits.messages_per_s)
    for _ in range(most):
        device.publish_together([ReadingArrived(f"dial-{n}", Reading(n)) for n in range(5)], 5)
    sample = room.hub.latest("device/cam-9/input/dial-4")
    assert sample is not None
    assert sample.seq == most


async def test_the_good_part_of_a_message_is_taken(room: "Room") -> None:
    device = Owner(room).device
    with pytest.raises(SampleRefused, match="declared"):
        device.publish_together(
            [ValueArrived("no/such", Reading(1)), ReadingArrived("dial", Reading(2))]
        )
    sample = room.hub.latest("device/cam-9/input/dial")
    assert sample is not None
    assert sample.value == Reading(2)


async def test_a_call_goes_to_its_plugin_and_its_answer_back(room: "Room") -> None:
    owner = Owner(room)
    acks: list[Ack] = []
    room.desk.call(Call("1", "cam-9", "capture"), acks.append)
    (call,) = owner.calls
    owner.device.publish(CommandAcked(Ack(call.id, AckStage.APPLIED)))
    assert acks[-1].stage is AckStage.APPLIED


async def test_features_may_be_known_later(room: "Room") -> None:
    owner = Owner(room)
    owner.device.announce((QUALITY,), "OV2640")
    state = room.directory.state("cam-9")
    assert state is not None
    assert (state.features, state.sdk) == ((QUALITY,), "OV2640")


async def test_it_leaves_with_a_reason_and_publishes_no_more(room: "Room") -> None:
    device = Owner(room).device
    device.leave("it does not answer")
    state = room.directory.state("cam-9")
    assert state is not None
    assert (state.online, state.reason) == (False, "it does not answer")
    with pytest.raises(SampleRefused, match="has left"):
        device.publish(FrameArrived(b"\xff\xd8"))


async def test_a_newer_link_takes_the_place(room: "Room") -> None:
    owner = Owner(room)
    room.directory.join(Arrival("cam-9", "Cam 9", "ws", ""), FakeDeviceLink())
    assert owner.replaced == 1
    assert not owner.device.is_current


async def test_one_that_yields_leaves_the_place_to_who_has_it(room: "Room") -> None:
    link = FakeDeviceLink()
    epoch = room.directory.join(Arrival("cam-9", "Cam 9", "ws", ""), link)
    device = Owner(room, yields=True).device
    device.publish(FrameArrived(b"\xff\xd8"))
    assert not link.is_replaced
    assert not device.is_current
    room.directory.leave("cam-9", epoch, "gone")
    device.publish(FrameArrived(b"\xff\xd8"))
    assert device.is_current
