"""Binary samples that are refused. Channel 1 is camera/jpeg, channel 2 is input/button."""

from collections.abc import Iterator

import msgpack

from tests.vectors.sample_vectors import JPEG

Vector = dict[str, object]


def invalid_samples() -> Iterator[Vector]:
    """Yield broken headers, wrong kinds and values that do not travel."""
    yield from _broken_headers()
    yield from _refused_values()
    yield _vector("sample-kind", "kind 9 may come one day", "unknown_kind", None, _sample(kind=9))
    yield _vector(
        "sample-channel", "never advertised", "unknown_channel", None, _sample(channel=77)
    )
    yield _vector(
        "picture-of-a-game", "bare pictures are for devices", "bad_message", 4400, JPEG, role="game"
    )
    yield _vector(
        "picture-on-values",
        "a kind that does not fit the topic",
        "bad_value",
        None,
        _sample(kind=1, tail=JPEG),
    )
    value = msgpack.packb({"value": "x", "unit": ""})
    yield _vector(
        "value-too-big",
        "65,536 bytes of value",
        "too_big",
        4413,
        _sample(tail=value),
        pad_to_bytes=65_600,
    )


def _vector(
    name: str, note: str, error: str, close_code: int | None, message: bytes, **more: object
) -> Vector:
    known = {"name": name, "note": note, "direction": "to_bridge", "state": "ready"}
    return {
        **known,
        "role": "device",
        "hex": message.hex(),
        **more,
        "error": error,
        "close_code": close_code,
    }


def _sample(*, kind: object = 0, channel: object = 2, tail: bytes = b"\x81\xa1a\x01") -> bytes:
    head: bytes = msgpack.packb([kind, channel, 1, 8_000_000, 0, {}])
    return head + tail


def _head(*words: object) -> bytes:
    head: bytes = msgpack.packb(words)
    return head + b"\x80"


def _broken_headers() -> Iterator[Vector]:
    for name, note, message in (
        ("header-empty", "an empty message", b""),
        ("header-not-an-array", "neither 96 nor FF D8 comes first", b"\x80"),
        ("header-five", "five items", _head(0, 2, 1, 1, 0)),
        ("header-seven", "seven items", _head(0, 2, 1, 1, 0, {}, 0)),
        ("header-cut", "ends within an integer", b"\x96\x00\x02\xce\x00"),
        ("header-no-payload", "", msgpack.packb([0, 2, 1, 1, 0, {}])),
        ("header-kind-text", "", _head("0", 2, 1, 1, 0, {})),
        ("header-kind-large", "", _head(128, 2, 1, 1, 0, {})),
        ("header-channel-zero", "", _head(0, 0, 1, 1, 0, {})),
        ("header-channel-large", "", _head(0, 65_536, 1, 1, 0, {})),
        ("header-seq-negative", "", _head(0, 2, -1, 1, 0, {})),
        ("header-seq-large", "beyond 2^53 - 1", _head(0, 2, 2**53, 1, 0, {})),
        ("header-time-float", "", _head(0, 2, 1, 1.5, 0, {})),
        ("header-flags-true", "true is not 1", _head(0, 2, 1, 1, True, {})),
        ("header-extensions-array", "", _head(0, 2, 1, 1, 0, [])),
        ("header-extension-text", "", _head(0, 2, 1, 1, 0, {5: "x"})),
        ("header-hops-many", "17 hops", _head(0, 2, 1, 1, 0, {4: [["a", 1]] * 17})),
        ("header-hop-form", "", _head(0, 2, 1, 1, 0, {4: [["a"]]})),
        ("header-hop-name", "33 characters", _head(0, 2, 1, 1, 0, {4: [["a" * 33, 1]]})),
        ("header-ext-type", "", _head(0, 2, 1, 1, 0, {9: msgpack.ExtType(4, b"x")})),
        ("header-timestamp", "", _head(0, 2, 1, 1, 0, {9: msgpack.Timestamp(1)})),
        ("header-text-no-utf8", "", b"\x96\x00\x02\x01\x01\x00\x81\x09\xa2\xff\xfe\x80"),
        ("header-too-long", "above 1,024 bytes", _head(0, 2, 1, 1, 0, {9: "x" * 1100})),
        ("header-array-bomb", "", bytes.fromhex("960002010100dd7fffffff00")),
        ("header-map-bomb", "", bytes.fromhex("960002010100df7fffffff00")),
    ):
        yield _vector(name, note or "a fault of form", "bad_message", 4400, message)


def _refused_values() -> Iterator[Vector]:
    nested: object = 1
    for _ in range(40):
        nested = [nested]
    for name, note, tail in (
        ("value-not-a-map", "a value is an object", msgpack.packb([1])),
        ("value-broken", "ends within a text", b"\x81\xa5va"),
        ("value-trailing", "something after the map", msgpack.packb({"value": 1}) + b"\x00"),
        ("value-nan", "", msgpack.packb({"value": float("nan")})),
        ("value-infinite", "", msgpack.packb({"value": float("inf")})),
        ("value-beyond-2-53", "", msgpack.packb({"value": 2**53})),
        ("value-integer-key", "keys are strings", msgpack.packb({"value": 1, 2: 3})),
        ("value-bytes-key", "", msgpack.packb({"value": 1, b"a": 3})),
        ("value-ext-type", "", msgpack.packb({"value": msgpack.ExtType(4, b"x")})),
        ("value-text-no-utf8", "", b"\x81\xa5value\xa2\xff\xfe"),
        ("value-nesting", "40 levels", msgpack.packb({"value": 1, "x": nested})),
        ("value-depth-bomb", "", b"\x81\xa1x" + b"\x91" * 20_000 + b"\x01"),
        ("value-map-bomb", "a map of 2^31 - 1 keys", bytes.fromhex("df7fffffff")),
        ("value-many-keys", "257 keys", msgpack.packb({str(n): n for n in range(257)})),
        ("value-schema", "a Reading has a value", msgpack.packb({"unit": "C"})),
        ("value-schema-type", "", msgpack.packb({"value": {}})),
    ):
        yield _vector(name, note, "bad_value", None, _sample(tail=tail))
    tiny_maps = b"\xdc\x0f\xff" + b"\x80" * 4095
    yield _vector(
        "value-tiny-maps",
        "wide, but within the limits, and not an object",
        "bad_value",
        None,
        _sample(tail=tiny_maps),
    )
