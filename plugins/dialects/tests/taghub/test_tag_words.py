import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import TagsArrived, Vector3
from bridge_dialects.taghub.messages import read_words
from bridge_dialects.taghub.tag_words import (
    MAX_TAGS,
    flat_fields,
    is_behind_camera,
    is_device_word,
    read_tags,
)
from plugins.dialects.tests.taghub.conftest import WAVESHARE

LILYGO = {
    "tag_id": 7,
    "yaw": 12,
    "pitch": 0,
    "roll": -3.5,
    "x_cm": 1,
    "y_cm": 2.5,
    "z_cm": -30,
    "tag_size_percent": 15.5,
    "distance_cm": 30,
    "timestamp": 99,
    "camera_name": "OV2640",
    "smartcam_ip": "192.168.1.7",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["tag_id", "id", "tags", "data", "yaw", "x_cm", "x", "z"]) | st.text(),
            inner,
            max_size=6,
        )
    ),
)


def read(words: object) -> TagsArrived | None:
    found = read_words(json.dumps(words))
    assert found is not None
    return read_tags(found, "tag36h11", 3)


@pytest.mark.parametrize("fields", [WAVESHARE, LILYGO])
@pytest.mark.parametrize("form", ["flat", "nested", "bare"])
def test_tag_is_read_flat_and_nested(fields: dict[str, object], form: str) -> None:
    words = {
        "flat": {"event": "apriltag_data", **fields},
        "nested": {"event": "apriltag_data", "data": fields},
        "bare": fields,
    }[form]
    found = read(words)
    assert found is not None
    assert found.tags.frame_seq == 3
    assert found.tags.intrinsics is None
    (tag,) = found.tags.tags
    assert tag.tag_id == fields["tag_id"]
    assert tag.raw == fields
    assert tag.family == "tag36h11"
    assert (tag.size_m, tag.corners_px, tag.hamming) == (None, None, None)
    assert tag.decision_margin == fields.get("decision_margin")
    assert tag.solutions[0].reprojection_error_px is None
    assert tag.camera_from_tag.translation.z > 0
    assert is_device_word(tag)
    assert not is_behind_camera(tag)
    assert flat_fields(tag) == fields


def test_device_time_is_kept_as_its_own() -> None:
    found = read(WAVESHARE)
    assert found is not None
    assert found.times.device_us == 12_345_678_000
    assert found.times.captured_us is None


def test_first_firmware_lists_tags_in_metres_without_an_event() -> None:
    tags = [
        {"id": 5, "yaw": 0, "pitch": 0, "roll": 0, "x": 0.105, "y": -0.05, "z": -0.42},
        {"id": 6, "yaw": 0, "pitch": 0, "roll": 0, "x": 0, "y": 0, "z": 0, "timestamp": 1},
    ]
    found = read({"tags": tags})
    assert found is not None
    first, second = found.tags.tags
    assert first.camera_from_tag.translation == Vector3(-0.105, 0.05, 0.42)
    assert second.solutions == ()  # It read what it had given back: zero is no place.
    told = flat_fields(first)
    assert (told["tag_id"], told["x_cm"], told["y_cm"], told["z_cm"]) == (5, 10.5, -5.0, -42.0)
    assert "id" not in told
    assert flat_fields(second) == {
        "tag_id": 6,
        "yaw": 0,
        "pitch": 0,
        "roll": 0,
        "timestamp": 1,
    }


def test_list_in_numbers_that_no_camera_reaches_is_in_centimetres() -> None:
    tag = {"id": 5, "yaw": 0, "pitch": 0, "roll": 0, "x": 10.5, "y": -5.3, "z": -42.0}
    found = read({"tags": [tag]})
    assert found is not None
    assert found.tags.tags[0].camera_from_tag.translation.z == pytest.approx(0.42)


def test_empty_list_is_told_as_nothing_seen() -> None:
    found = read({"tags": []})
    assert found is not None
    assert found.tags.tags == ()


def test_null_in_a_pose_leaves_the_tag_without_a_place() -> None:
    found = read(WAVESHARE | {"yaw": None})
    assert found is not None
    assert found.tags.tags[0].solutions == ()
    assert found.tags.tags[0].raw["yaw"] is None


def test_tag_on_the_far_side_is_told_as_it_came() -> None:
    found = read(WAVESHARE | {"z_cm": 42.0})
    assert found is not None
    assert is_behind_camera(found.tags.tags[0])


@pytest.mark.parametrize("tag_id", [None, True, "5", -1, 5.5, 10**9, [5]])
def test_tag_without_a_number_is_no_tag(tag_id: object) -> None:
    assert read(WAVESHARE | {"tag_id": tag_id}) is None


@pytest.mark.parametrize("words", [{}, {"event": "x"}, {"id": 5}, {"data": 5}, {"tags": 5}])
def test_message_without_tags_is_none(words: dict[str, object]) -> None:
    assert read(words) is None


def test_sender_takes_the_place_of_what_a_device_believes() -> None:
    for words in (WAVESHARE, {"data": WAVESHARE}, {"tags": [WAVESHARE]}):
        found = read_tags(words, "tag36h11", 0, "192.168.1.50")
        assert found is not None
        assert found.tags.tags[0].raw["smartcam_ip"] == "192.168.1.50"


def test_list_without_an_end_is_cut() -> None:
    found = read({"tags": [WAVESHARE] * 50})
    assert found is not None
    assert len(found.tags.tags) == MAX_TAGS


@given(JSON)
def test_whatever_comes_is_none_or_can_be_sent_on(value: object) -> None:
    words = value if isinstance(value, dict) else {"tags": value}
    found = read_tags(words, "tag36h11", 0)
    if found is not None:
        encoded = msgspec.msgpack.encode(found.tags)
        assert msgspec.msgpack.decode(encoded, type=type(found.tags)).frame_seq == 0
        for tag in found.tags.tags:
            json.dumps(flat_fields(tag), allow_nan=False).encode("ascii")
