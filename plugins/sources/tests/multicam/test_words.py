"""Live events: what viewers ask for in any of the accepted ways, and how pictures are told."""

import base64
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.testing.fakes import FakeClock
from bridge_sources.multicam.packets import write_event
from bridge_sources.multicam.words import (
    Tongue,
    Wish,
    read_plain,
    read_wish,
    write_picture,
    write_plain,
)
from plugins.sources.tests.multicam.conftest import DOOR, Room, build_room, picture

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "message",
    [
        '{"event":"join_stream","data":{"stream_name":"Front door (1)"}}',
        '["join_stream", {"stream_name": "Front door (1)"}]',
    ],
)
def test_both_ways_to_ask_mean_the_same(message: str) -> None:
    assert read_plain(message) == Wish(True, "Front door (1)")


def test_leaving_is_understood() -> None:
    assert read_wish("leave_stream", {"stream_name": "x", "more": 1}) == Wish(False, "x")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "join_stream",
        "[]",
        '["join_stream"]',
        '["join_stream", "x"]',
        '{"event":"join_stream"}',
        '{"event":"join_stream","data":{"stream_name":""}}',
        '{"event":"join_stream","data":{"stream_name":7}}',
        '{"event":"reboot","data":{"stream_name":"x"}}',
        '{"event":"join_stream","data":{"stream_name":"' + "x" * 129 + '"}}',
        "[" * 5000,
    ],
)
def test_what_is_no_wish_is_a_value_error(message: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each text is for people.
        read_plain(message)


@given(st.text() | JSON.map(json.dumps))
def test_no_text_raises_anything_else(message: str) -> None:
    try:
        found = read_plain(message)
    except ValueError:
        return
    assert found.stream_name


def test_picture_is_told_with_all_that_multicam_tells(room: Room) -> None:
    sample = room.show(number=5)
    told = json.loads(write_picture(sample, DOOR, "2026-01-02T03:04:05", write_plain))
    assert told == {
        "event": "frame",
        "data": {
            "stream_name": DOOR,
            "frame_data": base64.b64encode(picture(5)).decode(),
            "timestamp": "2026-01-02T03:04:05",
            "frame_count": 1,
        },
    }


@given(st.text(), st.sampled_from([write_plain, write_event]))
@example('"frame_data":"@"', write_plain)
@example('","frame_data":"@","', write_event)
def test_no_name_gets_in_the_way_of_the_picture(name: str, tongue: Tongue) -> None:
    sample = build_room(FakeClock()).show(number=5)
    text = write_picture(sample, name, "now", tongue)
    told = json.loads(text.removeprefix("42"))
    content = told["data"] if isinstance(told, dict) else told[1]
    assert content["stream_name"] == name
    assert base64.b64decode(content["frame_data"]) == picture(5)


def test_picture_is_told_once_for_all_viewers(room: Room) -> None:
    sample = room.show()
    first = write_picture(sample, DOOR, "now", write_plain)
    assert write_picture(sample, DOOR, "later", write_plain) is first
    assert write_picture(sample, "other name", "now", write_plain) is not first
