"""Streams as each firmware writes them, byte by byte, and as they go wrong."""

from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from bridge_simulator.device_clock import DeviceClock
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.mjpeg_stream import (
    ESP_BOUNDARY,
    ESPHOME,
    ESPRESSIF,
    ESPRESSIF_CURRENT,
    M5_STYLE,
    TASMOTA,
    MjpegStyle,
    MjpegWriter,
)
from bridge_simulator.faults import Fault

if TYPE_CHECKING:
    from plugins.simulator.tests.dialects.conftest import DeviceOf


async def stream_bytes(style: MjpegStyle, device: ForeignDevice, count: int) -> bytes:
    """Return the beginning of a stream as it leaves the camera."""
    ours, theirs = memory_stream_pair()
    boot = Boot(DeviceClock(device.clock, device.faults, 5_000_000), 0)
    got = b""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(MjpegWriter(style, device, boot).run, ours, 10.0)
        while len(got) < count:
            got += bytes(await theirs.receive_some(count - len(got)))
        nursery.cancel_scope.cancel()
    return got


async def test_espressif_stream_is_three_chunks_per_picture(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    expected = (
        b"HTTP/1.1 200 OK\r\n"
        b"Content-Type: multipart/x-mixed-replace;boundary=123456789000000000000987654321\r\n"
        b"Transfer-Encoding: chunked\r\n"
        b"Access-Control-Allow-Origin: *\r\n"
        b"X-Framerate: 60\r\n\r\n"
        b"24\r\n\r\n--123456789000000000000987654321\r\n\r\n"
        b"48\r\nContent-Type: image/jpeg\r\nContent-Length: 200\r\n"
        b"X-Timestamp: 5.100000\r\n\r\n\r\n"
        b"c8\r\n\xff\xd8"
    )
    assert await stream_bytes(ESPRESSIF_CURRENT, device_of(size=200), len(expected)) == expected


async def test_esphome_stream_is_http_1_0_with_the_boundary_behind_each_part(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    got = await stream_bytes(ESPHOME, device_of(size=200), 700)
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 200 OK\r\n")
    line = f"--{ESP_BOUNDARY}\r\n".encode()
    part = b"Content-Type: image/jpeg\r\nContent-Length: 200\r\n\r\n\xff\xd8"
    assert body.startswith(line + part)
    assert b"\xff\xd9\r\n" + line + part in body


async def test_tasmota_stream_has_no_newline_before_its_boundary(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    got = await stream_bytes(TASMOTA, device_of(size=200), 700)
    _, _, body = got.partition(b"\r\n\r\n")
    line = b"--e8b8c539-047d-4777-a985-fbba6edff11e\r\n"
    assert body.startswith(line + b"Content-Type: image/jpeg\r\n")
    assert b"\xff\xd9\r\n" + line in body


@pytest.mark.parametrize(
    ("style", "kind", "has", "lacks"),
    [
        (ESPRESSIF, "text-part", b"text/plain\r\n\r\n\r\nf\r\nNo frames send.", b"image/jpeg"),
        (ESPHOME, "text-part", b"text/plain\r\n\r\nNo frames send.\r\n--", b"image/jpeg"),
        (ESPRESSIF, "no-content-length", b"image/jpeg\r\n\r\n", b"Content-Length"),
        (ESPRESSIF, "not-chunked", b"*\r\n\r\n\r\n--1234", b"chunked"),
        (TASMOTA, "no-boundary", b"\r\n\r\nContent-Type: image/jpeg", b"\r\n\r\n--"),
        (M5_STYLE, "no-boundary", b"close\r\n\r\n32\r\nContent-Type", b"\r\n\r\n--1"),
    ],
)
async def test_streams_go_wrong_on_demand(
    style: MjpegStyle,
    kind: str,
    has: bytes,
    lacks: bytes,
    device_of: "DeviceOf",
    autojump_clock: MockClock,
) -> None:
    device = device_of(Fault(kind), size=2_000)  # type: ignore[arg-type]
    got = await stream_bytes(style, device, 400)
    assert has in got
    assert lacks not in got
