"""What an admitted peer publishes."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bridge.model.errors import RemoteProtocolError, SampleRefused
from bridge.model.sample import Hop
from bridge.model.topics import Media
from bridge.model.values import Reading
from bridge.plugin.admission import Admission, Role, grants_for
from bridge.transport.publisher_side import PublisherSide
from bridge.wire.dialect import FrameArrived, Times
from bridge.wire.native_events import SampleArrived
from bridge.wire.peer_messages import ChannelOffer

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

CAMERA = "device/cam-1/camera/jpeg"
BUTTON = "device/cam-1/input/button"
CAM_1 = Admission("cam-1", "cam-1", Role.DEVICE, grants_for(Role.DEVICE, "cam-1"))
PICTURE = b"\xff\xd8picture\xff\xd9"


@pytest.fixture
async def side(room: "Room") -> PublisherSide:
    return PublisherSide(room.context, CAM_1)


def press(data: bytes = b'{"value":true}') -> SampleArrived:
    return SampleArrived(BUTTON, "value", data, "json", 1, Times(captured_us=0))


async def test_a_picture_goes_to_the_devices_own_topic(room: "Room", side: PublisherSide) -> None:
    times = Times(captured_us=0, device_us=77, frame_seq=5, hops=(Hop("device_sent", 0),))
    sample = side.publish(FrameArrived(PICTURE, times), 0)
    assert (sample.topic, sample.payload) == (CAMERA, PICTURE)
    assert (sample.device_us, sample.frame_seq) == (77, 5)
    assert [hop.name for hop in sample.hops] == ["device_sent", "received", "published"]


async def test_a_value_is_checked_against_its_topic(room: "Room", side: PublisherSide) -> None:
    assert side.publish(press(), 0).value == Reading(value=True)
    with pytest.raises(RemoteProtocolError) as fault:
        side.publish(press(b'{"unit":"m"}'), 0)
    assert fault.value.code == "bad_value"
    assert side.drops.as_dict() == {"refused": 1}


async def test_a_picture_on_a_topic_of_values_is_refused(side: PublisherSide) -> None:
    wrong = SampleArrived(BUTTON, "jpeg", PICTURE, "msgpack", 1, Times())
    with pytest.raises(RemoteProtocolError, match=r"carries Reading@1, not a jpeg"):
        side.publish(wrong, 0)


async def test_the_gate_cleans_or_refuses_pictures(room: "Room") -> None:
    def gate(payload: bytes) -> bytes:
        if b"evil" in payload:
            raise SampleRefused("progressive", "two scans")
        return payload.rstrip(b"junk")

    side = PublisherSide(replace(room.context, find_gate={Media.JPEG: gate}.get), CAM_1)
    assert side.publish(FrameArrived(PICTURE + b"junk", Times()), 0).payload == PICTURE
    with pytest.raises(RemoteProtocolError, match="progressive: two scans"):
        side.publish(FrameArrived(b"\xff\xd8evil", Times()), 0)


@pytest.mark.parametrize(
    ("topic", "code"),
    [("device/cam-2/input/a", "forbidden"), ("device/cam-1/nothing-like-it", "no_such_topic")],
)
async def test_what_may_not_be_written_is_told_why(
    side: PublisherSide, topic: str, code: str
) -> None:
    with pytest.raises(RemoteProtocolError) as fault:
        side.open_topic(topic)
    assert fault.value.code == code


async def test_offers_are_granted_with_their_schema(side: PublisherSide) -> None:
    grant = side.grant(ChannelOffer(channel=3, topic=CAMERA))
    assert (grant.channel, grant.schema) == (3, "jpeg@1")
    with pytest.raises(RemoteProtocolError, match=r"carries jpeg@1, not jpeg@2"):
        side.grant(ChannelOffer(channel=4, topic=CAMERA, schema="jpeg@2"))
    assert side.topics == (CAMERA,)


async def test_a_topic_has_its_writer_until_that_withdraws_it_or_leaves(
    room: "Room", side: PublisherSide
) -> None:
    writers = room.hub.announce(BUTTON).writers
    side.publish(press(), 0)
    side.publish(press(), 0)
    assert writers.count == 1
    side.withdraw(BUTTON)
    side.withdraw(BUTTON)
    assert (writers.count, side.topics) == (0, ())
    side.grant(ChannelOffer(channel=1, topic=BUTTON))
    assert writers.count == 1
    side.close()
    assert writers.count == 0
