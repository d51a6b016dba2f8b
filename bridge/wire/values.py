"""Values of topics: bytes to typed values and back, in both encodings.

Decoders raise RemoteProtocolError `bad_value` for whatever a schema cannot take.
"""

from typing import TypeVar, cast

import msgpack
import msgspec

from bridge.wire.constants import (
    MAX_ARRAY_ITEMS,
    MAX_OBJECT_KEYS,
    MAX_VALUE_BYTES,
    Encoding,
)
from bridge.wire.shape import check_nesting, check_size, check_value, value_fault

T = TypeVar("T", bound=msgspec.Struct)

Value = dict[str, object]


def encode_value(
    value: msgspec.Struct | Value, encoding: Encoding, fields: tuple[str, ...] = ()
) -> bytes:
    """Return the bytes of a value; with `fields`, of only these top-level ones."""
    if encoding == "json" and not fields:
        return msgspec.json.encode(value)
    keep_bytes = (bytes,) if encoding == "msgpack" else ()
    plain = cast("Value", msgspec.to_builtins(value, builtin_types=keep_bytes, str_keys=True))
    if fields:
        plain = {name: plain[name] for name in fields if name in plain}
    if encoding == "json":
        return msgspec.json.encode(plain)
    return cast("bytes", msgpack.packb(plain))


def decode_plain(data: bytes, encoding: Encoding) -> Value:
    """Return a value as plain objects; bounded in size, depth and numbers."""
    check_size(len(data), MAX_VALUE_BYTES, "value")
    plain = _unpack(data) if encoding == "msgpack" else _parse(data)
    check_value(plain)
    if not isinstance(plain, dict):
        raise value_fault(f"a value is an object, not {type(plain).__name__}")
    return plain


def decode_value(data: bytes, encoding: Encoding, schema: type[T]) -> T:
    """Return a value as an instance of its topic's schema; unknown fields are ignored."""
    return value_from_plain(decode_plain(data, encoding), schema, encoding)


def value_from_plain(plain: Value, schema: type[T], encoding: Encoding = "msgpack") -> T:
    """Return plain objects as an instance of `schema`."""
    keep_bytes = (bytes,) if encoding == "msgpack" else ()
    try:
        return msgspec.convert(plain, schema, builtin_types=keep_bytes)
    except (ValueError, RecursionError) as error:
        raise value_fault(f"{schema.__name__}: {error}") from None


def _unpack(data: bytes) -> object:
    try:
        return msgpack.unpackb(
            data,
            max_array_len=MAX_ARRAY_ITEMS,
            max_map_len=MAX_OBJECT_KEYS,
            max_ext_len=0,
        )
    # As for headers: many classes, one meaning.
    except Exception as error:  # noqa: BLE001
        raise value_fault(f"broken MessagePack: {type(error).__name__}") from None


def _parse(data: bytes) -> object:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise value_fault("not UTF-8") from None
    check_nesting(text)
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise value_fault(f"broken JSON: {error}") from None
