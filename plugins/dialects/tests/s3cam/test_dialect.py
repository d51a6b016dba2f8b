"""Whatever a peer says, nothing breaks; its first words tell what it is."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.api import (
    Call,
    ClaimMade,
    DeviceState,
    FaultFound,
    FrameArrived,
    Message,
    RemoteProtocolError,
)
from bridge_dialects.s3cam.commands import features_of
from bridge_dialects.s3cam.dialect import S3camDialect
from bridge_dialects.s3cam.settings import S3camSettings
from bridge_dialects.s3cam.surroundings import Guest, Surroundings
from bridge_dialects.shared.jpeg_look import is_whole

KINDS = (
    "register",
    "info",
    "health",
    "response",
    "status",
    "frame_start",
    "frame_end",
    "img_start",
    "img_end",
    "command",
    "request_stats",
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("camera")
)
FIELDS = st.dictionaries(
    st.sampled_from(("device", "size", "chunks", "id", "cmd", "val", "value", "status", "uptime")),
    SCALARS,
)
MESSAGES = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=300),
    st.builds(lambda b: b"\xff\xd8" + b + b"\xff\xd9", st.binary(min_size=90, max_size=300)),
    st.builds(
        lambda kind, fields: json.dumps({"type": kind, **fields}), st.sampled_from(KINDS), FIELDS
    ),
)


def build_around() -> Surroundings:
    state = DeviceState("cam-1", "cam-1", True, 0, dialect="s3cam", features=features_of())
    return Surroundings(
        settings=S3camSettings(max_picture_bytes=5000),
        wall_s=lambda: 0.0,
        states=lambda: [state],
        latest_jpeg=lambda _camera: None,
        stats=lambda _camera: {},
    )


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGES, max_size=30))
def test_no_conversation_raises_anything_but_the_protocol_error(messages: list[Message]) -> None:
    dialect, now_us = S3camDialect(build_around(), Guest("192.168.1.5")), 0
    for message in messages:
        now_us += 700_000
        try:
            events = [*dialect.receive(message, now_us), *dialect.check_timers(now_us)]
        except RemoteProtocolError:
            return
        assert all(is_whole(e.jpeg) for e in events if isinstance(e, FrameArrived))
        assert sum(isinstance(e, ClaimMade) for e in events) <= 1
    dialect.close(now_us)


@given(st.lists(MESSAGES, max_size=30))
def test_the_same_conversation_gives_the_same_events(messages: list[Message]) -> None:
    first = S3camDialect(build_around(), Guest("192.168.1.5"))
    second = S3camDialect(build_around(), Guest("192.168.1.5"))
    for now_us, message in enumerate(messages):
        assert first.receive(message, now_us) == second.receive(message, now_us)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "7",
        "{",
        '{"type":7}',
        '{"type":"register"}',
        '{"type":"register","device":"toaster"}',
        '{"type":"\\ud800"}',
        "[" * 60_000,
        '{"a":' * 10_000,
        '{"type":"health","heap":' + "9" * 5000 + "}",
        '"' + "x" * 100_000 + '"',
    ],
)
def test_words_that_mean_nothing_are_counted_and_forgiven(around: Surroundings, text: str) -> None:
    events = S3camDialect(around, Guest("192.168.1.5")).receive(text, 0)
    assert any(isinstance(event, FaultFound) for event in events) or "health" in text


def test_bytes_before_any_name_must_be_a_picture(around: Surroundings) -> None:
    (event,) = S3camDialect(around, Guest("192.168.1.5")).receive(b"hello", 0)
    assert isinstance(event, FaultFound)


def test_a_page_sends_no_pictures(around: Surroundings, jpeg: Callable[[int], bytes]) -> None:
    dialect = S3camDialect(around, Guest("192.168.1.5"))
    dialect.receive('{"type":"register","device":"browser"}', 0)
    (event,) = dialect.receive(jpeg(500), 0)
    assert isinstance(event, FaultFound)


def test_only_cameras_take_calls(around: Surroundings) -> None:
    dialect = S3camDialect(around, Guest("192.168.1.5"))
    with pytest.raises(ValueError, match="take no commands"):
        dialect.send_call(Call("1", "cam-1", "reboot"))


def test_a_peer_that_says_nothing_needs_nothing(around: Surroundings) -> None:
    dialect = S3camDialect(around, Guest("192.168.1.5"))
    assert dialect.next_timer_us is None
    assert dialect.begin(0) == ()
    assert dialect.check_timers(10) == ()
    dialect.close(11)


def test_small_boards_may_be_busy_for_half_a_minute(around: Surroundings) -> None:
    assert S3camDialect(around, Guest("")).manners.idle_timeout_us > 60_000_000
