"""What devices of other systems send, on its way to the hub.

Knows: which event belongs to which topic. Does not know: links, rights, rates.
"""

import msgspec

from bridge.model.sample import Sample
from bridge.transport.publisher_side import PublisherSide
from bridge.wire.dialect import (
    NO_TIMES,
    Event,
    FrameArrived,
    HealthArrived,
    LogArrived,
    MediaArrived,
    ReadingArrived,
    TagsArrived,
    Times,
    ValueArrived,
)
from bridge.wire.shape import value_fault


def publish_event(
    publisher: PublisherSide, device_id: str, event: Event, received_us: int
) -> Sample | None:
    """Publish what an event carries, below the device's name; None if it carries nothing.

    RemoteProtocolError says why it is not taken.
    """
    if isinstance(event, FrameArrived):
        return publisher.publish(event, received_us)
    if isinstance(event, MediaArrived):
        topic = f"device/{device_id}/{event.tail}"
        return publisher.publish_media(topic, event.payload, event.times, received_us)
    found = _value_of(event)
    if found is None:
        return None
    tail, value, times = found
    try:
        return publisher.publish_value(f"device/{device_id}/{tail}", value, times, received_us)
    except TypeError as error:
        raise value_fault(str(error)) from None


def _value_of(event: Event) -> tuple[str, msgspec.Struct, Times] | None:
    """Return the topic below the device's name, the value and its times."""
    match event:
        case TagsArrived(tags, times):
            return "tags", tags, times
        case ReadingArrived(name, reading, times):
            return f"input/{name}", reading, times
        case ValueArrived(tail, value, times):
            return tail, value, times
        case HealthArrived(health):
            return "health", health, NO_TIMES
        case LogArrived(line):
            return "log", line, NO_TIMES
    return None
