"""Samples on their way out: encoded once, whoever takes them."""

import json

import msgspec
import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import Message

from bridge.model.errors import LocalProtocolError
from bridge.model.sample import Hop, Sample
from bridge.model.topics import Media, TopicKind, TopicSpec, parse_pattern
from bridge.model.values import Reading
from bridge.wire.codec import decode_bridge_text
from bridge.wire.constants import MAX_TEXT_BYTES
from bridge.wire.header import decode_sample_message
from bridge.wire.samples import Lane, encode_sample, frame_sample, join_batches

BUTTON = TopicSpec(parse_pattern("device/*/input/*"), TopicKind.STATE, "", schema=Reading)
JPEG = TopicSpec(parse_pattern("device/*/camera/jpeg"), TopicKind.MEDIA, "", media=Media.JPEG)
BINARY = Lane("msgpack", 7)


def _reading(**more: object) -> Sample:
    sample = Sample("device/a/input/b", BUTTON, 4, 1000, 2000, Reading(True), frame_seq=9)
    return msgspec.structs.replace(sample, **more)


def _picture() -> Sample:
    return Sample("device/a/camera/jpeg", JPEG, 5, 1000, 2000, payload=b"\xff\xd8\xff\xd9", flags=1)


def _payload_of(frame: bytes) -> bytes:
    connection = Connection(ConnectionType.CLIENT)
    connection.receive_data(frame)
    (event,) = connection.events()
    assert isinstance(event, Message)
    return event.data.encode() if isinstance(event.data, str) else bytes(event.data)


def test_the_second_reader_gets_the_same_bytes_object() -> None:
    sample = _reading()
    assert frame_sample(sample, BINARY, 3) is frame_sample(sample, Lane("msgpack", 7), 3)
    assert encode_sample(sample, BINARY, 3) is encode_sample(sample, BINARY, 3)


def test_a_frame_holds_what_encoding_gives() -> None:
    assert _payload_of(frame_sample(_picture(), BINARY, 3)) == encode_sample(_picture(), BINARY, 3)
    lane = Lane("json", 7)
    as_batch = _payload_of(frame_sample(_reading(), lane, 3))
    assert as_batch == b"[" + encode_sample(_reading(), lane, 3) + b"]"


def test_a_binary_sample_says_all_that_is_known() -> None:
    sample = _reading(flags=4, device_us=77, hops=(Hop("capture", 900),))
    header, _ = decode_sample_message(encode_sample(sample, BINARY, 3))
    assert (header.kind, header.subscription, header.seq, header.number) == (0, 7, 4, 3)
    assert (header.captured_us, header.received_us, header.device_us) == (1000, 2000, 77)
    assert (header.flags, header.frame_seq, header.bundle) == (4, 9, None)
    assert header.hops == (Hop("capture", 900),)


def test_a_picture_travels_as_it_is() -> None:
    header, payload = decode_sample_message(encode_sample(_picture(), BINARY, 3))
    assert (header.kind, header.flags, payload) == (1, 1, _picture().payload)


@pytest.mark.parametrize(("sample", "bundle"), [(_reading(), 9), (_picture(), 5)])
def test_a_bundle_is_named_by_its_picture(sample: Sample, bundle: int) -> None:
    lane = Lane("msgpack", 7, is_bundled=True)
    assert decode_sample_message(encode_sample(sample, lane, 3))[0].bundle == bundle


def test_text_says_the_same() -> None:
    plain = json.loads(encode_sample(_reading(device_us=77), Lane("json", 7), 3))
    assert plain["value"] == {"value": True, "unit": ""}
    assert (plain["sub"], plain["topic"], plain["device_us"]) == (7, "device/a/input/b", 77)


def test_fields_make_a_lane_of_their_own() -> None:
    sample = _reading()
    whole = json.loads(encode_sample(sample, Lane("json", 7), 3))
    part = json.loads(encode_sample(sample, Lane("json", 7, ("unit",)), 3))
    assert (len(whole["value"]), part["value"]) == (2, {"unit": ""})


def test_media_is_never_text() -> None:
    with pytest.raises(LocalProtocolError, match="not sent as JSON"):
        frame_sample(_picture(), Lane("json", 1), 3)


def test_a_time_before_the_bridge_began_travels_as_its_beginning() -> None:
    header, _ = decode_sample_message(encode_sample(_reading(captured_us=-5), BINARY, 3))
    assert header.captured_us == 0


def test_batches_stay_within_the_text_limit() -> None:
    objects = [b'"' + bytes([97 + n]) * 20_000 + b'"' for n in range(5)]
    objects.insert(2, b'"' + b"z" * 70_000 + b'"')
    batches = list(join_batches(objects))
    assert [item for batch in batches for item in json.loads(batch)] == [
        json.loads(item) for item in objects
    ]
    assert [len(batch) > MAX_TEXT_BYTES for batch in batches].count(True) == 1


def test_peers_can_read_what_is_joined() -> None:
    objects = [encode_sample(_reading(seq=n), Lane("json", 1), 3) for n in range(3)]
    (batch,) = join_batches(objects)
    samples = decode_bridge_text(batch.decode())
    assert isinstance(samples, tuple)
    assert [sample.seq for sample in samples] == [0, 1, 2]
