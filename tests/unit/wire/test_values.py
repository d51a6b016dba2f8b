"""Values in both encodings."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import RemoteProtocolError
from bridge.model.values import DeviceHealth, Reading
from bridge.wire.constants import Encoding
from bridge.wire.values import decode_plain, decode_value, encode_value

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
_PLAIN = st.dictionaries(
    st.text("abc", max_size=5),
    st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4), max_leaves=10),
    max_size=6,
)


class Blob(msgspec.Struct):
    """A value with bytes in it."""

    data: bytes
    tags: tuple[int, ...] = ()


@given(_PLAIN, st.sampled_from(["json", "msgpack"]))
def test_plain_values_come_back(value: dict[str, object], encoding: Encoding) -> None:
    assert decode_plain(encode_value(value, encoding), encoding) == value


@pytest.mark.parametrize("encoding", ["json", "msgpack"])
def test_typed_values_come_back(encoding: Encoding) -> None:
    reading = Reading(21.5, "C")
    assert decode_value(encode_value(reading, encoding), encoding, Reading) == reading
    blob = Blob(b"\x00\xff", (1, 2))
    assert decode_value(encode_value(blob, encoding), encoding, Blob) == blob


@pytest.mark.parametrize("encoding", ["json", "msgpack"])
def test_only_the_wanted_fields_are_sent(encoding: Encoding) -> None:
    data = encode_value(Reading(1, "C"), encoding, ("unit", "nothing"))
    assert decode_plain(data, encoding) == {"unit": "C"}


@given(st.binary(max_size=300), st.sampled_from(["json", "msgpack"]))
def test_any_bytes_give_a_value_or_a_refusal(data: bytes, encoding: Encoding) -> None:
    with suppress(RemoteProtocolError):
        decode_value(data, encoding, DeviceHealth)


def test_a_megabyte_of_tiny_maps_is_refused_unread() -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        decode_plain(b"\x80" * 1_048_576, "msgpack")
    assert refused.value.code == "too_big"


def test_a_value_is_an_object() -> None:
    with pytest.raises(RemoteProtocolError, match="is an object, not list"):
        decode_plain(b"[1]", "json")


def test_text_that_is_no_utf_8_is_refused() -> None:
    with pytest.raises(RemoteProtocolError, match="not UTF-8"):
        decode_plain(b'{"a":"\xff"}', "json")


def test_unknown_fields_are_ignored() -> None:
    assert decode_value(b'{"value":1,"later":[]}', "json", Reading) == Reading(1)
