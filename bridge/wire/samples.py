"""Samples on their way to subscribers: encoded once, whoever takes them.

The work is kept in the sample's memo under the lane, which is equal for all subscribers
that want the same bytes; for all but the first of them it is one look in a dictionary.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

import msgspec
from msgspec import Raw

from bridge.model.errors import LocalProtocolError
from bridge.model.sample import Sample
from bridge.model.topics import Media
from bridge.wire.bridge_messages import SampleOut
from bridge.wire.constants import MAX_TEXT_BYTES, Encoding
from bridge.wire.framing import frame_head, frame_message
from bridge.wire.header import (
    KIND_H264,
    KIND_JPEG,
    KIND_VALUE,
    SampleHeader,
    encode_header,
)
from bridge.wire.values import encode_value

_KIND_OF = {Media.JPEG: KIND_JPEG, Media.H264: KIND_H264, None: KIND_VALUE}


class Lane(NamedTuple):
    """All that the bytes of a sample depend on, besides the sample.

    `is_bundled` adds the picture's number as `bundle`, for mode `sync`.
    """

    encoding: Encoding
    subscription: int
    fields: tuple[str, ...] = ()
    is_bundled: bool = False


def frame_sample(sample: Sample, lane: Lane, topic_number: int) -> bytes:
    """Return the WebSocket frame that carries one sample, ready for the socket.

    LocalProtocolError for media on a JSON lane.
    """
    known = sample.memo.peek(lane)
    if known is not None:
        return cast("bytes", known)
    body = _body(sample, lane)
    return sample.memo.get(lane, lambda: _frame(sample, lane, topic_number, body))


def encode_sample(sample: Sample, lane: Lane, topic_number: int) -> bytes:
    """Return the bytes of one sample without a frame.

    For msgpack it is the whole binary message; for JSON one object, to be joined by
    `join_batches` with others that wait.
    """
    key = ("bare", lane)
    known = sample.memo.peek(key)
    if known is not None:
        return cast("bytes", known)
    body = _body(sample, lane)
    if lane.encoding == "json":
        return sample.memo.get(key, lambda: _object(sample, lane, body))
    return sample.memo.get(key, lambda: _header(sample, lane, topic_number) + body)


def join_batches(objects: Iterable[bytes]) -> Iterator[bytes]:
    """Yield JSON arrays of the objects, in order, each within the text limit.

    An object that is larger than the limit goes alone.
    """
    waiting: list[bytes] = []
    size_bytes = 2
    for item in objects:
        if waiting and size_bytes + len(item) + 1 > MAX_TEXT_BYTES:
            yield b"[" + b",".join(waiting) + b"]"
            waiting, size_bytes = [], 2
        waiting.append(item)
        size_bytes += len(item) + 1
    if waiting:
        yield b"[" + b",".join(waiting) + b"]"


def _body(sample: Sample, lane: Lane) -> bytes:
    value = sample.value
    if value is None:
        if lane.encoding == "json":
            raise LocalProtocolError(f"{sample.topic}: media is not sent as JSON")
        return sample.payload
    # Lanes that differ in their subscription number share the costly part.
    key = ("body", lane.encoding, lane.fields)
    return sample.memo.get(key, lambda: encode_value(value, lane.encoding, lane.fields))


def _frame(sample: Sample, lane: Lane, topic_number: int, body: bytes) -> bytes:
    if lane.encoding == "json":
        return frame_message(b"[" + _object(sample, lane, body) + b"]", is_text=True)
    header = _header(sample, lane, topic_number)
    head = frame_head(len(header) + len(body), is_text=False)
    return b"".join((head, header, body))


def _bundle(sample: Sample, lane: Lane) -> int | None:
    if not lane.is_bundled:
        return None
    return sample.seq if sample.frame_seq is None else sample.frame_seq


def _header(sample: Sample, lane: Lane, topic_number: int) -> bytes:
    return encode_header(
        SampleHeader(
            kind=_KIND_OF[sample.spec.media],
            subscription=lane.subscription,
            seq=sample.seq,
            captured_us=max(0, sample.captured_us),
            flags=sample.flags,
            number=topic_number,
            device_us=sample.device_us,
            received_us=sample.received_us,
            hops=sample.hops,
            frame_seq=sample.frame_seq,
            bundle=_bundle(sample, lane),
        )
    )


def _object(sample: Sample, lane: Lane, body: bytes) -> bytes:
    return msgspec.json.encode(
        SampleOut(
            sub=lane.subscription,
            topic=sample.topic,
            seq=sample.seq,
            captured_us=max(0, sample.captured_us),
            received_us=sample.received_us,
            value=Raw(body),
            flags=sample.flags,
            device_us=sample.device_us,
            frame_seq=sample.frame_seq,
            bundle=_bundle(sample, lane),
            hops=sample.hops,
        )
    )
