"""The head of a binary sample, and where its payload begins (docs/protocol.md §8.2)."""

from typing import TypeGuard, cast

import msgpack
import msgspec

from bridge.model.sample import Hop
from bridge.wire.constants import (
    MAX_HEADER_BYTES,
    MAX_HOPS,
    MAX_INTEGER,
    MAX_MESSAGE_BYTES,
    MAX_VALUE_BYTES,
)
from bridge.wire.shape import check_size, form_fault

KIND_VALUE = 0
KIND_JPEG = 1
KIND_H264 = 2
KNOWN_KINDS = frozenset({KIND_VALUE, KIND_JPEG, KIND_H264})
JPEG_START = b"\xff\xd8"

# A MessagePack array of six items; no JPEG begins so.
_FIRST_BYTE = 0x96
_MAX_HANDLE = 65_535

_NUMBER, _DEVICE_US, _RECEIVED_US, _HOPS, _FRAME_SEQ, _BUNDLE = range(1, 7)


class SampleHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What travels before a payload. `subscription` is the channel towards the bridge."""

    kind: int
    subscription: int
    seq: int
    captured_us: int
    flags: int = 0
    number: int | None = None
    device_us: int | None = None
    received_us: int | None = None
    hops: tuple[Hop, ...] = ()
    frame_seq: int | None = None
    bundle: int | None = None


def encode_header(header: SampleHeader) -> bytes:
    """Return the bytes that stand before the payload."""
    extensions: dict[int, object] = {}
    if header.number is not None:
        extensions[_NUMBER] = header.number
    if header.device_us is not None:
        extensions[_DEVICE_US] = header.device_us
    if header.received_us is not None:
        extensions[_RECEIVED_US] = header.received_us
    if header.hops:
        extensions[_HOPS] = [[hop.name, hop.at_us] for hop in header.hops[:MAX_HOPS]]
    if header.frame_seq is not None:
        extensions[_FRAME_SEQ] = header.frame_seq
    if header.bundle is not None:
        extensions[_BUNDLE] = header.bundle
    words = (
        header.kind,
        header.subscription,
        header.seq,
        header.captured_us,
        header.flags,
        extensions,
    )
    return cast("bytes", msgpack.packb(words))


def decode_sample_message(message: bytes) -> tuple[SampleHeader, bytes]:
    """Return the header and the payload of a binary sample.

    Only the first kilobyte is parsed; the payload is sliced off. Kinds, flags and
    extensions that are not known are passed over.
    """
    check_size(len(message), MAX_MESSAGE_BYTES, "binary message")
    if not message or message[0] != _FIRST_BYTE:
        raise form_fault("binary message is neither a sample nor a JPEG")
    words, start = _unpack_head(message)
    if start == len(message):
        raise form_fault("sample without a payload")
    header = _header_from(words)
    if header.kind == KIND_VALUE:
        check_size(len(message) - start, MAX_VALUE_BYTES, "value")
    return header, message[start:]


def _unpack_head(message: bytes) -> tuple[list[object], int]:
    unpacker = msgpack.Unpacker(
        max_buffer_size=MAX_HEADER_BYTES, strict_map_key=False, max_ext_len=0
    )
    unpacker.feed(message[:MAX_HEADER_BYTES])
    try:
        return cast("list[object]", unpacker.unpack()), unpacker.tell()
    # The library raises ValueError, OverflowError, its own classes and, for text that is
    # no UTF-8, UnicodeDecodeError; all mean the same here.
    except Exception as error:  # noqa: BLE001
        raise form_fault(f"broken sample header: {type(error).__name__}") from None


def _header_from(words: list[object]) -> SampleHeader:
    kind, subscription, seq, captured_us, flags, extensions = words
    if not isinstance(extensions, dict):
        raise form_fault("sample header: the extensions are not a map")
    number = _integer(subscription, "subscription", _MAX_HANDLE)
    if number == 0:
        raise form_fault("sample header: subscription 0, expected 1 to 65535")
    return SampleHeader(
        kind=_integer(kind, "kind", 127),
        subscription=number,
        seq=_integer(seq, "seq"),
        captured_us=_integer(captured_us, "captured_us"),
        flags=_integer(flags, "flags"),
        number=_optional(extensions.get(_NUMBER), "topic number"),
        device_us=_optional(extensions.get(_DEVICE_US), "device_us"),
        received_us=_optional(extensions.get(_RECEIVED_US), "received_us"),
        hops=_hops(extensions.get(_HOPS)),
        frame_seq=_optional(extensions.get(_FRAME_SEQ), "frame_seq"),
        bundle=_optional(extensions.get(_BUNDLE), "bundle"),
    )


def _is_integer(word: object, limit: int) -> TypeGuard[int]:
    return type(word) is int and 0 <= word <= limit


def _integer(word: object, name: str, limit: int = MAX_INTEGER) -> int:
    if not _is_integer(word, limit):
        raise form_fault(f"sample header: {name} is {word!r:.40}, expected 0 to {limit}")
    return word


def _optional(word: object, name: str) -> int | None:
    return None if word is None else _integer(word, name)


def _hops(word: object) -> tuple[Hop, ...]:
    if word is None:
        return ()
    if not isinstance(word, list) or len(word) > MAX_HOPS:
        raise form_fault(f"sample header: hops are not an array of at most {MAX_HOPS}")
    return tuple(_hop(item) for item in word)


def _hop(item: object) -> Hop:
    match item:
        case [str() as name, at_us] if 0 < len(name) <= 32 and _is_integer(at_us, MAX_INTEGER):
            return Hop(name, at_us)
    raise form_fault(f"sample header: hop {item!r:.40}, expected [name, time]")
