"""Pictures, links and independent clients for the tests of gostream."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from bridge.api import (
    FLAG_KEY_FRAME,
    DeviceState,
    LinkOpening,
    Sample,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge.testing.fakes import FakeClock, build_hub

BOARD = (("User-Agent", "ESP32 Websocket Client"),)
BROWSER = (
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130 Safari/537.36"),
    ("Origin", "http://192.168.1.9:8080"),
)
COMMENT = b"\xff\xfe"
SEGMENT_BYTES = 65_000


class OpenLink(Protocol):
    """How to say that a link is opened."""

    def __call__(
        self,
        path: str = "/ws/camera",
        *,
        headers: tuple[tuple[str, str], ...] = BOARD,
        query: str = "",
        port: int = 8080,
        address: str = "192.168.1.50",
    ) -> LinkOpening:
        """Return the first words of a link."""
        ...  # pragma: no cover


@pytest.fixture(scope="session")
def opening() -> OpenLink:
    """The first words of a link, which is a board's on the camera's path if not told."""

    def build(
        path: str = "/ws/camera",
        *,
        headers: tuple[tuple[str, str], ...] = BOARD,
        query: str = "",
        port: int = 8080,
        address: str = "192.168.1.50",
    ) -> LinkOpening:
        return LinkOpening(port, path, headers, (), address, query)

    return build


class Samples:
    """Makes what a reader of the hub gets."""

    def __init__(self) -> None:
        states = TopicSpec(
            parse_pattern("device/*/state"), TopicKind.STATE, "Devices.", DeviceState
        )
        self._hub = build_hub(FakeClock(1_000_000), states)

    def state(
        self, device_id: str, *, online: bool = True, dialect: str = "gostream", name: str = ""
    ) -> Sample:
        """Return what is known of a device with a camera."""
        topics = (f"device/{device_id}/camera/jpeg",)
        found = DeviceState(device_id, name, online, 0, "ws", dialect=dialect, topics=topics)
        return self._hub.publish(f"device/{device_id}/state", found)

    def jpeg(self, device_id: str, payload: bytes = b"\xff\xd8rest") -> Sample:
        """Return a picture."""
        return self._hub.publish(f"device/{device_id}/camera/jpeg", payload=payload)

    def h264(self, device_id: str, payload: bytes, captured_us: int, *, is_key: bool) -> Sample:
        """Return an access unit."""
        return self._hub.publish(
            f"device/{device_id}/camera/h264",
            payload=payload,
            captured_us=captured_us,
            flags=FLAG_KEY_FRAME if is_key else 0,
        )


@pytest.fixture
def samples() -> Samples:
    """What makes samples as a reader gets them."""
    return Samples()


@lru_cache(maxsize=256)
def _picture(number: int) -> bytes:
    codec = av.CodecContext.create("mjpeg", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = 320, 240, "yuvj420p"
    codec.time_base = Fraction(1, 30)
    codec.color_range = 2
    down, across = np.mgrid[0:240, 0:320]
    gray = ((across + 4 * number) % 256 // 2 + down // 3).astype(np.uint8)
    frame = VideoFrame.from_ndarray(np.stack([gray] * 3, axis=-1), format="rgb24")
    frame = frame.reformat(format="yuvj420p")
    frame.pts = 0
    return b"".join(bytes(packet) for packet in codec.encode(frame))


@pytest.fixture(scope="session")
def paint() -> Callable[[int], bytes]:
    """What makes a JPEG picture of 320×240 that moves with its number."""
    return _picture


@pytest.fixture(scope="session")
def jpeg_of() -> Callable[[int], bytes]:
    """What makes a JPEG picture of so many bytes; comments fill it up."""

    def build(size: int) -> bytes:
        picture = _picture(0)
        missing = size - len(picture)
        assert missing >= 4
        filling = b""
        while missing:
            taken = min(missing, SEGMENT_BYTES)
            taken = taken if missing - taken == 0 or missing - taken >= 4 else taken - 4
            filling += COMMENT + (taken - 2).to_bytes(2, "big") + bytes(taken - 4)
            missing -= taken
        return picture[:2] + filling + picture[2:]

    return build


@contextmanager
def _held_ports(count: int) -> Iterator[list[int]]:
    holders = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        yield [holder.getsockname()[1] for holder in holders]
    finally:
        for holder in holders:
            holder.close()


@pytest.fixture
def free_ports() -> list[int]:
    """Three ports of this machine that nobody uses."""
    with _held_ports(3) as ports:
        return ports
