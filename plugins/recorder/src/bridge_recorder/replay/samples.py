"""From what stands in a recording to what can be published again.

Knows: messages and today's declarations of topics. Does not know: files, devices, clocks.
"""

from dataclasses import dataclass

import msgspec
from mcap.records import Message

from bridge.api import FLAG_KEY_FRAME, FLAG_LATE, FLAG_RETAINED, TopicSpec
from bridge_recorder.picture_messages import decode_picture
from bridge_recorder.replay.index import DAMAGE, RecordedChannel
from bridge_recorder.value_messages import SAMPLE_KEY, SampleMarks

# What the hub said of a sample then is for the hub to say again.
_HUB_FLAGS = FLAG_RETAINED | FLAG_LATE


class Unplayable(Exception):
    """A sample that cannot be published; `reason` is a short word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RecordedSample:
    """One sample as it was. `captured_ns` is on the file's clock."""

    captured_ns: int
    value: msgspec.Struct | None
    payload: bytes
    flags: int
    device_us: int | None
    frame_seq: int | None

    @property
    def is_key_frame(self) -> bool:
        """True when a decoder may start here."""
        return bool(self.flags & FLAG_KEY_FRAME)


class _Marked(msgspec.Struct, frozen=True):
    """The part of a JSON message that is not the value."""

    marks: SampleMarks = msgspec.field(default=SampleMarks(), name=SAMPLE_KEY)


def decode_sample(channel: RecordedChannel, message: Message, spec: TopicSpec) -> RecordedSample:
    """Return a recorded sample; Unplayable when the topic carries something else today, or
    when its bytes make no sense."""
    if spec.schema_id != channel.schema_id:
        raise Unplayable("schema_changed")
    try:
        if spec.schema is None:
            return _picture(channel, message)
        return _value(message, spec.schema)
    except DAMAGE:
        raise Unplayable("damaged") from None


def _picture(channel: RecordedChannel, message: Message) -> RecordedSample:
    picture = decode_picture(channel.schema_name, message.data)
    return RecordedSample(
        message.publish_time,
        None,
        picture.payload,
        picture.flags & ~_HUB_FLAGS,
        picture.device_us,
        picture.frame_seq,
    )


def _value(message: Message, schema: type[msgspec.Struct]) -> RecordedSample:
    raw = msgspec.json.decode(message.data, type=dict[str, msgspec.Raw])
    marks = msgspec.json.decode(message.data, type=_Marked).marks
    if schema.__struct_config__.array_like:
        value = msgspec.json.decode(raw["value"], type=schema)
    else:
        # Some schemas forbid what they do not know; the marks are ours.
        raw.pop(SAMPLE_KEY, None)
        value = msgspec.json.decode(msgspec.json.encode(raw), type=schema)
    return RecordedSample(
        message.publish_time,
        value,
        b"",
        marks.flags & ~_HUB_FLAGS,
        marks.device_us,
        marks.frame_seq,
    )
