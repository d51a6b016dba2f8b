from typing import TYPE_CHECKING

import msgspec
import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.model.tags import TagDetections
from bridge.model.values import DeviceHealth, LogLine, Reading
from bridge.plugin.admission import Admission, Role, grants_for
from bridge.transport.device_events import publish_event
from bridge.transport.publisher_side import PublisherSide
from bridge.wire.dialect import (
    Event,
    FaultFound,
    FrameArrived,
    HealthArrived,
    LogArrived,
    MediaArrived,
    ReadingArrived,
    TagsArrived,
    Times,
    ValueArrived,
)

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

POLLY = Admission("polly", "polly", Role.DEVICE, grants_for(Role.DEVICE, "polly"))
NO_TAGS = TagDetections(1, None)


async def test_media_of_any_kind_go_to_their_own_topic(room: "Room") -> None:
    side = PublisherSide(room.context, POLLY)
    sample = publish_event(side, "polly", MediaArrived("camera/jpeg", b"\xff\xd8", Times(0)), 0)
    assert sample is not None
    assert (sample.topic, sample.payload) == ("device/polly/camera/jpeg", b"\xff\xd8")
    with pytest.raises(RemoteProtocolError, match="not pictures"):
        publish_event(side, "polly", MediaArrived("health", b"x"), 0)


@pytest.mark.parametrize(
    ("event", "tail", "value"),
    [
        (TagsArrived(NO_TAGS), "tags", NO_TAGS),
        (ReadingArrived("dial", Reading(0.5)), "input/dial", Reading(0.5)),
        (HealthArrived(DeviceHealth(rssi_dbm=-60)), "health", DeviceHealth(rssi_dbm=-60)),
        (LogArrived(LogLine("info", "up")), "log", LogLine("info", "up")),
        (ValueArrived("input/dial", Reading(1)), "input/dial", Reading(1)),
    ],
)
async def test_each_value_has_its_topic(
    room: "Room", event: Event, tail: str, value: msgspec.Struct
) -> None:
    sample = publish_event(PublisherSide(room.context, POLLY), "polly", event, 7)
    assert sample is not None
    assert (sample.topic, sample.value, sample.received_us) == (f"device/polly/{tail}", value, 7)


async def test_a_picture_is_the_cameras(room: "Room") -> None:
    event = FrameArrived(b"\xff\xd8", Times(device_us=3))
    sample = publish_event(PublisherSide(room.context, POLLY), "polly", event, 7)
    assert sample is not None
    assert (sample.topic, sample.device_us) == ("device/polly/camera/jpeg", 3)


async def test_what_carries_nothing_publishes_nothing(room: "Room") -> None:
    publisher = PublisherSide(room.context, POLLY)
    assert publish_event(publisher, "polly", FaultFound("odd", ""), 7) is None
    assert room.hub.topics() == []


@pytest.mark.parametrize(
    "event",
    [
        ValueArrived("health", Reading(1)),
        ValueArrived("no/such/topic", Reading(1)),
        ReadingArrived("Dial 1", Reading(1)),
    ],
)
async def test_what_no_topic_can_take_is_the_devices_fault(room: "Room", event: Event) -> None:
    with pytest.raises(RemoteProtocolError):
        publish_event(PublisherSide(room.context, POLLY), "polly", event, 7)
