"""Pictures as viewers know them. Golden bytes stand for the library where it is missing."""

import pytest

from bridge.api import Media
from bridge_recorder.picture_messages import (
    SCHEMA_NAMES,
    RecordedPicture,
    decode_picture,
    encode_picture,
    schema_of,
)
from plugins.recorder.tests.conftest import h264_sample, jpeg_sample

AT_NS = 1_700_000_000_123_456_789


@pytest.mark.parametrize("media", list(Media))
def test_picture_comes_back(media: Media) -> None:
    sample = jpeg_sample(7) if media is Media.JPEG else h264_sample(7, is_key=True)
    message = encode_picture(sample, media, AT_NS)
    assert decode_picture(SCHEMA_NAMES[media], message) == RecordedPicture(
        media, AT_NS, sample.payload, sample.frame_seq, None, 1
    )


def test_message_has_the_field_numbers_of_foxglove() -> None:
    message = encode_picture(jpeg_sample(3, b"PIC"), Media.JPEG, 2_000_000_005)
    assert message.hex() == (
        "0a0408021005"  # timestamp = 1 {seconds: 2, nanos: 5}
        "220563616d2d31"  # frame_id = 4 "cam-1"
        "1a046a706567"  # format = 3 "jpeg"
        "c83e03"  # frame_seq = 1001
        "d83e01"  # flags = 1003
        "1203504943"  # data = 2
    )


@pytest.mark.parametrize("media", list(Media))
def test_library_of_the_makers_reads_message_and_schema(media: Media) -> None:
    reason = "pip install protobuf"
    descriptor_pb2 = pytest.importorskip("google.protobuf.descriptor_pb2", reason=reason)
    descriptor_pool = pytest.importorskip("google.protobuf.descriptor_pool", reason=reason)
    message_factory = pytest.importorskip("google.protobuf.message_factory", reason=reason)
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(schema_of(media)).file:
        pool.Add(file)
    kind = message_factory.GetMessageClass(pool.FindMessageTypeByName(SCHEMA_NAMES[media]))
    sample = jpeg_sample(7) if media is Media.JPEG else h264_sample(7)
    message = kind.FromString(encode_picture(sample, media, AT_NS))
    found = {field.name: value for field, value in message.ListFields()}
    assert found["data"] == sample.payload
    assert found["format"] == str(media)
    assert found["frame_id"] == "cam-1"
    assert (found["timestamp"].seconds, found["timestamp"].nanos) == divmod(AT_NS, 10**9)


def test_other_schemas_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="Number@1"):
        decode_picture("Number@1", b"")


def test_message_without_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks"):
        decode_picture("foxglove.CompressedImage", b"")
