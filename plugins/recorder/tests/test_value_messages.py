"""Values as people and viewers read them."""

import json

import msgspec
import pytest

from bridge.api import (
    DeviceHealth,
    DeviceState,
    Sample,
    TagDetections,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge_recorder.value_messages import encode_value, full_schema, viewer_schema
from plugins.recorder.tests.conftest import number_sample


class Empty(msgspec.Struct, frozen=True):
    """A value without fields."""


class Pair(msgspec.Struct, frozen=True, array_like=True):
    """A value that is an array in JSON."""

    x: int
    y: int


class Tree(msgspec.Struct, frozen=True):
    """A value that holds its own kind."""

    name: str
    parts: tuple["Tree", ...] = ()


def sample_of(value: msgspec.Struct, frame_seq: int | None = None) -> Sample:
    spec = TopicSpec(parse_pattern("x/any"), TopicKind.STREAM, "Any.", type(value))
    return Sample("x/any", spec, 1, 0, 0, value, frame_seq=frame_seq)


def test_value_without_marks_is_only_the_value() -> None:
    assert encode_value(number_sample(1, 7)) == b'{"n":7}'


def test_value_with_marks_still_decodes_as_its_schema() -> None:
    message = encode_value(sample_of(Empty(), 5))
    assert json.loads(message) == {"_sample": {"frame_seq": 5}}
    assert msgspec.json.decode(message, type=Empty) == Empty()


def test_array_is_wrapped_because_viewers_want_objects() -> None:
    assert encode_value(sample_of(Pair(1, 2))) == b'{"value":[1,2]}'


@pytest.mark.parametrize("schema", [DeviceState, DeviceHealth, TagDetections, Pair, Tree, Empty])
def test_viewers_get_objects_without_references_and_alternatives(
    schema: type[msgspec.Struct],
) -> None:
    text = viewer_schema(schema).decode()
    assert json.loads(text)["type"] == "object"
    for word in ("$ref", "anyOf", "oneOf", "prefixItems", '"null"'):
        assert word not in text


def test_viewers_get_every_field_that_they_can_read() -> None:
    found = json.loads(viewer_schema(TagDetections))["properties"]
    assert found["frame_seq"] == {"type": "integer"}
    assert found["tags"]["items"]["properties"]["family"] == {"type": "string"}


def test_whole_truth_is_kept_as_well() -> None:
    assert json.loads(full_schema(DeviceHealth)) == msgspec.json.schema(DeviceHealth)
