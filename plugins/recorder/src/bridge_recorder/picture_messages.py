"""Pictures as Foxglove's viewers show them: CompressedImage and CompressedVideo.

The messages describe themselves (the schema record holds their descriptor), so three more
fields for a faithful replay travel along; readers that do not know them skip them.
"""

from dataclasses import dataclass
from functools import cache

from bridge.api import FLAG_KEY_FRAME, Media, Sample
from bridge_recorder.protobuf import (
    FieldType,
    block,
    fields,
    file_type,
    message_type,
    number,
    prefix,
    signed,
)

ENCODING = "protobuf"
SCHEMA_NAMES = {Media.JPEG: "foxglove.CompressedImage", Media.H264: "foxglove.CompressedVideo"}
# Numbers of (frame_id, data, format) in foxglove/CompressedImage.proto and CompressedVideo.proto.
_NUMBERS = {Media.JPEG: (4, 2, 3), Media.H264: (2, 3, 4)}
# Far above the numbers that Foxglove uses for fields of its own.
_FRAME_SEQ, _DEVICE_US, _FLAGS = 1001, 1002, 1003
_TIMESTAMP = "google.protobuf.Timestamp"
_TIMESTAMP_FILE = "google/protobuf/timestamp.proto"
_NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RecordedPicture:
    """A picture as it was recorded. `at_ns` counts from 1970; `payload` is JPEG or Annex B."""

    media: Media
    at_ns: int
    payload: bytes
    frame_seq: int | None = None
    device_us: int | None = None
    flags: int = 0

    @property
    def is_key_frame(self) -> bool:
        """True when a decoder may start here."""
        return bool(self.flags & FLAG_KEY_FRAME)


@cache
def schema_of(media: Media) -> bytes:
    """Return the FileDescriptorSet that says how pictures of a medium are encoded."""
    frame_id, data, form = _NUMBERS[media]
    name = SCHEMA_NAMES[media].partition(".")[2]
    members: dict[str, tuple[int, FieldType, str]] = {
        "timestamp": (1, "message", f".{_TIMESTAMP}"),
        "frame_id": (frame_id, "string", ""),
        "data": (data, "bytes", ""),
        "format": (form, "string", ""),
        "frame_seq": (_FRAME_SEQ, "int64", ""),
        "device_us": (_DEVICE_US, "int64", ""),
        "flags": (_FLAGS, "uint32", ""),
    }
    moment = message_type("Timestamp", {"seconds": (1, "int64", ""), "nanos": (2, "int32", "")})
    return block(1, file_type(_TIMESTAMP_FILE, "google.protobuf", (), block(4, moment))) + block(
        1,
        file_type(
            f"foxglove/{name}.proto",
            "foxglove",
            (_TIMESTAMP_FILE,),
            block(4, message_type(name, members)),
        ),
    )


def encode_picture(sample: Sample, media: Media, at_ns: int) -> bytes:
    """Return the message of a media sample; the payload is copied once, into place."""
    frame_id, data, form = _NUMBERS[media]
    seconds, nanos = divmod(at_ns, _NS_PER_S)
    chunks = sample.topic.split("/")
    head = [
        block(1, number(1, seconds) + number(2, nanos)),
        block(frame_id, chunks[1] if len(chunks) > 1 else chunks[0]),
        block(form, str(media)),
    ]
    if sample.frame_seq is not None:
        head.append(number(_FRAME_SEQ, sample.frame_seq))
    if sample.device_us is not None:
        head.append(number(_DEVICE_US, sample.device_us))
    if sample.flags:
        head.append(number(_FLAGS, sample.flags))
    return b"".join((*head, prefix(data, len(sample.payload)), sample.payload))


def decode_picture(schema_name: str, message: bytes) -> RecordedPicture:
    """Return a recorded picture; ValueError when it is none or is damaged."""
    media = next((m for m, name in SCHEMA_NAMES.items() if name == schema_name), None)
    if media is None:
        raise ValueError(f"schema {schema_name!r} is no picture")
    data = _NUMBERS[media][1]
    found: dict[int, int | memoryview] = dict(fields(message))
    payload, moment = found.get(data), found.get(1)
    if not isinstance(payload, memoryview) or not isinstance(moment, memoryview):
        raise ValueError(f"{schema_name}: the message lacks its picture or its time")
    return RecordedPicture(
        media,
        _ns_from(moment),
        bytes(payload),
        _whole(found, _FRAME_SEQ),
        _whole(found, _DEVICE_US),
        _whole(found, _FLAGS) or 0,
    )


def _ns_from(moment: memoryview) -> int:
    parts = dict(fields(bytes(moment)))
    return (_whole(parts, 1) or 0) * _NS_PER_S + (_whole(parts, 2) or 0)


def _whole(found: dict[int, int | memoryview], field: int) -> int | None:
    value = found.get(field)
    return signed(value) if isinstance(value, int) else None
