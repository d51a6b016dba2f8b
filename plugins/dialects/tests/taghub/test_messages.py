import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_dialects.taghub import messages
from bridge_dialects.taghub.messages import read_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"event":"ping"}', {"event": "ping"}),
        ("{'event':'identify','data':{'type':'gdevelop'}}", None),
        ('{"yaw":NaN,"pitch":-Infinity}', {"yaw": None, "pitch": None}),
        ('{"tag_id":5}\0', {"tag_id": 5}),
        ('\ufeff {"tag_id":5}\r\n', {"tag_id": 5}),
    ],
)
def test_text_is_read_as_its_users_write_it(text: str, words: object) -> None:
    expected = words or {"event": "identify", "data": {"type": "gdevelop"}}
    assert read_words(text) == expected


@pytest.mark.parametrize(
    "text", ["", "5", "[]", '"x"', "{", "{'a'", "[" * 9000, '{"a":' * 3000, "9" * 5000]
)
def test_what_is_no_object_is_none(text: str) -> None:
    assert read_words(text) is None


def test_text_without_an_end_is_not_read() -> None:
    assert read_words('{"a":"' + "x" * messages.MAX_TEXT_CHARS + '"}') is None


def test_apostrophe_in_proper_json_stays() -> None:
    assert read_words('{"name":"Ann\'s game"}') == {"name": "Ann's game"}


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    read_words(text)


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers(-99, 99) | st.text()))
def test_what_is_written_is_read_again(words: dict[str, object]) -> None:
    assert read_words(messages.encode_words({"event": "x"} | words)) == {"event": "x"} | words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            messages.CONNECTION_SUCCESS,
            {
                "event": "connection_success",
                "message": "WebSocket connected - send identify event",
            },
        ),
        (messages.APRILTAG_ACK, {"event": "apriltag_ack", "status": "received"}),
        (messages.NO_DATA, {"event": "no_data_available"}),
        (messages.identify_success("esp32"), {"event": "identify_success", "client_type": "esp32"}),
        (
            messages.auth_failed("Missing auth_token"),
            {
                "event": "auth_failed",
                "error": "Missing auth_token",
                "message": "Authentication required - check your auth_token",
            },
        ),
        (messages.pong(1.5), {"event": "pong", "timestamp": 1.5}),
        (
            messages.set_video_interval(2000),
            {"event": "set_video_interval", "interval_ms": 2000},
        ),
    ],
)
def test_messages_have_the_old_words_and_fit_into_512_bytes(text: str, words: object) -> None:
    assert json.loads(text) == words
    assert len(text) < 512
