"""Datagrams on port 8888."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import RemoteProtocolError
from bridge_sources.discovery.announcements import MAX_ANSWER_BYTES, QUESTION, parse_answer

SENDER = "192.168.1.77"


@pytest.mark.parametrize(
    ("datagram", "port"),
    [
        (b"ESP32_CAMERA:192.168.1.77:80", 80),
        (b"ESP32_CAMERA:192.168.1.77:80\r\n", 80),
        (b"  ESP32_CAMERA:192.168.1.77:8080\0", 8080),
        (b"ESP32_CAMERA:192.168.1.77:65535", 65535),
        (b"ESP32_CAMERA:192.168.1.77:80:kitchen:v2", 80),
    ],
)
def test_an_answer_names_a_camera_at_its_sender(datagram: bytes, port: int) -> None:
    camera = parse_answer(datagram, SENDER)
    assert camera is not None
    assert (camera.address, camera.port, camera.standing) == (SENDER, port, "offered")
    assert (camera.name, camera.kind) == ("ESP32 Camera (192.168.1.77)", "multicam")


def test_an_answer_for_somebody_else_is_suspicious_and_points_at_its_sender() -> None:
    camera = parse_answer(b"ESP32_CAMERA:1.2.3.4:80\r\n", SENDER)
    assert camera is not None
    assert (camera.address, camera.standing) == (SENDER, "suspicious")
    assert "1.2.3.4" in camera.note


def test_a_question_is_nothing_whoever_asks_it() -> None:
    assert len(QUESTION) == 16
    assert parse_answer(QUESTION, SENDER) is None
    assert parse_answer(QUESTION + b"\n", SENDER) is None


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"ESP32_CAMERA",
        b"ESP32_CAMERA:",
        b"ESP32_CAMERA:192.168.1.77",
        b"ESP32_CAMERA:192.168.1.77:",
        b"ESP32_CAMERA:192.168.1.77:http",
        b"ESP32_CAMERA:192.168.1.77:0",
        b"ESP32_CAMERA:192.168.1.77:65536",
        b"ESP32_CAMERA:192.168.1.77:-80",
        b"ESP32_CAMERA:192.168.1.77: 80",
        b"ESP32_CAMERA:192.168.1.77:8_0",
        "ESP32_CAMERA:192.168.1.77:٨٠".encode(),
        b"ESP32_CAMERA:192.168.1.300:80",
        b"ESP32_CAMERA:192.168.1:80",
        b"ESP32_CAMERA:camera.local:80",
        b"ESP32_CAMERA:@1.2.3.4/:80",
        b"esp32_camera:192.168.1.77:80",
        b"xESP32_CAMERA:192.168.1.77:80",
        b"\xff\xfeESP32_CAMERA:192.168.1.77:80",
        b"ESP32_CAMERA:192.168.1.77:80" + bytes(MAX_ANSWER_BYTES),
    ],
)
def test_everything_else_is_refused(datagram: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        parse_answer(datagram, SENDER)


def test_a_refusal_shows_no_control_characters() -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        parse_answer(b"ESP32_CAMERA:\x1b[2J\r\n" + b"x" * 900, SENDER)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 160


@given(st.binary(max_size=1100) | st.text(max_size=40).map(lambda t: f"ESP32_CAMERA:{t}".encode()))
def test_no_datagram_does_more_than_be_refused(datagram: bytes) -> None:
    try:
        camera = parse_answer(datagram, SENDER)
    except RemoteProtocolError:
        return
    assert camera is None or camera.address == SENDER
