"""Valid vectors of samples: both directions, both encodings, every flag and extension."""

import json
from collections.abc import Iterator

import msgspec

from bridge.model.sample import Hop
from bridge.wire.bridge_messages import SampleOut
from bridge.wire.codec import encode_control
from bridge.wire.header import (
    KIND_H264,
    KIND_JPEG,
    KIND_VALUE,
    SampleHeader,
    encode_header,
)
from bridge.wire.samples import join_batches
from bridge.wire.values import Value, encode_value

Vector = dict[str, object]

# Start and end of a JPEG file and one marker between; nobody decodes it.
JPEG = bytes.fromhex("ffd8fffe0004abcdffd9")
# A picture parameter set and the first bytes of an IDR slice.
ACCESS_UNIT = bytes.fromhex("0000000168ce38800000000165b84000")
VALUE: Value = {
    "value": True,
    "unit": "",
    "list": [1, -1, 0, 127, 128, -33, 65_536, 9_007_199_254_740_991, -9_007_199_254_740_991],
    "float": 0.1,
    "text": "ä€𝄞",
    "nothing": None,
    "map": {"a": {"b": []}},
    "long": "x" * 300,
}
READING: Value = {"value": True, "unit": ""}
_HOPS = (Hop("capture", 8_000_000), Hop("bridge", 8_004_000))


def sample_vectors() -> Iterator[Vector]:
    """Yield samples as they travel."""
    yield from _binary_to_peer()
    yield from _binary_to_bridge()
    yield from _text_to_peer()


def _binary(
    name: str, note: str, header: SampleHeader, content: bytes | Value, *, to_bridge: bool = False
) -> Vector:
    payload = content if isinstance(content, bytes) else encode_value(content, "msgpack")
    message: Vector = {
        name: value for name, value in msgspec.to_builtins(header).items() if value is not None
    }
    if not header.hops:
        del message["hops"]
    if isinstance(content, bytes):
        message["payload_hex"] = content.hex()
    else:
        message["value"] = content
    return {
        "name": name,
        "note": note,
        "direction": "to_bridge" if to_bridge else "to_peer",
        "encoding": "msgpack",
        "message": message,
        "hex": (encode_header(header) + payload).hex(),
    }


def _out(kind: int, **more: object) -> SampleHeader:
    fields: dict[str, object] = {
        "kind": kind,
        "subscription": 1,
        "seq": 10,
        "captured_us": 8_000_000,
        "number": 7,
        "received_us": 8_004_000,
    }
    return msgspec.convert(fields | more, SampleHeader)


def _binary_to_peer() -> Iterator[Vector]:
    yield _binary("out-value", "a value", _out(KIND_VALUE), READING)
    yield _binary("out-value-types", "every type that a value may hold", _out(KIND_VALUE), VALUE)
    yield _binary("out-value-empty", "an object without keys", _out(KIND_VALUE), {})
    yield _binary("out-jpeg", "a picture is a key frame", _out(KIND_JPEG, flags=1), JPEG)
    yield _binary("out-h264", "an access unit", _out(KIND_H264), ACCESS_UNIT)
    yield _binary("out-h264-key", "with an IDR", _out(KIND_H264, flags=1), ACCESS_UNIT)
    for flag, word in (
        (2, "discontinuity"),
        (4, "retained"),
        (8, "late"),
        (16, "predicted"),
        (31, "all"),
    ):
        yield _binary(f"out-flag-{word}", "", _out(KIND_VALUE, flags=flag), READING)
    for extension, value in (("device_us", 52_000_000), ("frame_seq", 99), ("bundle", 99)):
        header = _out(KIND_VALUE, **{extension: value})
        yield _binary(f"out-extension-{extension.replace('_', '-')}", "", header, READING)
    yield _binary("out-extension-hops", "", _out(KIND_VALUE, hops=_HOPS), READING)
    everything = _out(
        KIND_JPEG,
        subscription=65_535,
        seq=9_007_199_254_740_991,
        captured_us=9_007_199_254_740_991,
        flags=31,
        number=4_000_000_000,
        received_us=9_007_199_254_740_991,
        device_us=0,
        frame_seq=70_000,
        bundle=70_000,
        hops=_HOPS,
    )
    yield _binary("out-everything", "the longest integers and all extensions", everything, JPEG)


def _binary_to_bridge() -> Iterator[Vector]:
    plain = SampleHeader(kind=KIND_VALUE, subscription=2, seq=1, captured_us=8_000_000)
    yield _binary("in-value", "the second item is the channel", plain, READING, to_bridge=True)
    picture = SampleHeader(
        kind=KIND_JPEG,
        subscription=1,
        seq=300,
        captured_us=8_000_000,
        flags=1,
        device_us=52_000_000,
        frame_seq=300,
        hops=(Hop("capture", 8_000_000),),
    )
    yield _binary("in-jpeg", "all that a device may say", picture, JPEG, to_bridge=True)
    unit = SampleHeader(kind=KIND_H264, subscription=3, seq=2, captured_us=0, flags=3)
    yield _binary("in-h264", "", unit, ACCESS_UNIT, to_bridge=True)
    yield {
        "name": "in-bare-jpeg",
        "note": "a picture without a header, of device/{id}/camera/jpeg",
        "direction": "to_bridge",
        "encoding": "msgpack",
        "message": {"payload_hex": JPEG.hex()},
        "hex": JPEG.hex(),
    }
    yield _text("in-batch", "two samples in one message", "to_bridge", _IN_BATCH)


_IN_BATCH = (
    '[{"op":"sample","value":{"value":1},"channel":2,"seq":1},'
    '{"op":"sample","value":{"value":2},"channel":2,"seq":2}]'
)


def _text(name: str, note: str, direction: str, text: str) -> Vector:
    return {
        "name": name,
        "note": note,
        "direction": direction,
        "encoding": "json",
        "message": json.loads(text),
        "text": text,
    }


def _text_to_peer() -> Iterator[Vector]:
    plain = _sample_out(1, READING)
    every = _sample_out(
        2,
        VALUE,
        flags=31,
        device_us=52_000_000,
        frame_seq=99,
        bundle=99,
        hops=_HOPS,
    )
    for name, note, samples in (
        ("out-text", "one sample is an array too", (plain,)),
        ("out-text-batch", "two samples, one with every field", (plain, every)),
    ):
        objects = [encode_control(sample).encode() for sample in samples]
        (joined,) = join_batches(objects)
        yield _text(name, note, "to_peer", joined.decode())


def _sample_out(seq: int, value: Value, **more: object) -> SampleOut:
    plain = SampleOut(
        sub=1,
        topic="device/cam-1/input/button",
        seq=seq,
        captured_us=8_000_000,
        received_us=8_004_000,
        value=msgspec.Raw(encode_value(value, "json")),
    )
    return msgspec.structs.replace(plain, **more)
