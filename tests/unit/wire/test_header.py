"""Binary samples: any bytes give a sample or a refusal, and payloads come out as they are."""

from contextlib import suppress
from typing import TYPE_CHECKING

import msgpack
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import RemoteProtocolError
from bridge.model.sample import Hop
from bridge.wire.constants import MAX_MESSAGE_BYTES
from bridge.wire.header import SampleHeader, decode_sample_message, encode_header
from bridge.wire.values import decode_plain, encode_value

if TYPE_CHECKING:
    from tests.unit.wire.conftest import Vector

_COUNTS = st.integers(0, 2**53 - 1)
_HOPS = st.lists(st.builds(Hop, st.text("abc", min_size=1, max_size=32), _COUNTS), max_size=16)
HEADERS = st.builds(
    SampleHeader,
    kind=st.integers(1, 127),
    subscription=st.integers(1, 65_535),
    seq=_COUNTS,
    captured_us=_COUNTS,
    flags=_COUNTS,
    number=st.none() | _COUNTS,
    device_us=st.none() | _COUNTS,
    received_us=st.none() | _COUNTS,
    hops=_HOPS.map(tuple),
    frame_seq=st.none() | _COUNTS,
    bundle=st.none() | _COUNTS,
)


@given(HEADERS, st.binary(min_size=1, max_size=2000))
def test_header_and_payload_come_back(header: SampleHeader, payload: bytes) -> None:
    assert decode_sample_message(encode_header(header) + payload) == (header, payload)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_sample_or_a_refusal(tail: bytes) -> None:
    for message in (tail, b"\x96" + tail, b"\x96\x00\x01\x01\x01\x00" + tail):
        with suppress(RemoteProtocolError):
            decode_sample_message(message)


@given(HEADERS, st.data())
def test_a_prefix_is_no_sample(header: SampleHeader, data: st.DataObject) -> None:
    whole = encode_header(header)
    prefix = whole[: data.draw(st.integers(0, len(whole)))]
    with pytest.raises(RemoteProtocolError):
        decode_sample_message(prefix)


def test_vectors_are_read_and_written_as_they_stand(sample_vector: "Vector") -> None:
    message = bytes.fromhex(sample_vector.hex or "")
    header, payload = decode_sample_message(message)
    assert isinstance(sample_vector.message, dict)
    said = dict(sample_vector.message)
    if "value" in said:
        value = said.pop("value")
        assert decode_plain(payload, "msgpack") == value
        assert payload == encode_value(value, "msgpack")
    else:
        assert payload == bytes.fromhex(said.pop("payload_hex"))
    assert header == msgspec.convert(said, SampleHeader)
    assert encode_header(header) + payload == message


def test_other_writings_mean_the_same(
    tolerant_header: "Vector", valid_vectors: dict[str, "Vector"]
) -> None:
    plain = valid_vectors[tolerant_header.means]
    expected = decode_sample_message(bytes.fromhex(plain.hex or ""))
    assert decode_sample_message(bytes.fromhex(tolerant_header.hex or "")) == expected


def test_a_payload_as_long_as_a_message_may_be_is_not_parsed() -> None:
    head = encode_header(SampleHeader(kind=1, subscription=1, seq=1, captured_us=1))
    payload = b"\xff" * (MAX_MESSAGE_BYTES - len(head))
    assert decode_sample_message(head + payload)[1] == payload
    with pytest.raises(RemoteProtocolError) as refused:
        decode_sample_message(head + payload + b"x")
    assert refused.value.code == "too_big"


def test_more_hops_than_travel_are_left_out() -> None:
    hops = tuple(Hop(f"h{n}", n) for n in range(20))
    header = SampleHeader(kind=1, subscription=1, seq=1, captured_us=1, hops=hops)
    assert decode_sample_message(encode_header(header) + b"x")[0].hops == hops[:16]


def test_fields_without_content_are_not_written() -> None:
    header = SampleHeader(kind=1, subscription=2, seq=3, captured_us=4)
    assert msgpack.unpackb(encode_header(header), strict_map_key=False) == [1, 2, 3, 4, 0, {}]
