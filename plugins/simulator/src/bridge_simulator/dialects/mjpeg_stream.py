"""MJPEG over HTTP as different firmwares write it: same idea, different bytes."""

from dataclasses import dataclass

import trio

from bridge_simulator.dialects.doors import chunk_of
from bridge_simulator.dialects.eye import Pace, Photo
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice

ESP_BOUNDARY = "123456789000000000000987654321"
NO_FRAMES = b"No frames send."


@dataclass(frozen=True, slots=True)
class MjpegStyle:
    """How one firmware writes its stream; `head` ends before the blank line.

    The boundary stands before each part, or, where `is_boundary_after`, behind the head and
    behind each part.
    """

    head: str
    boundary: str = ESP_BOUNDARY
    is_chunked: bool = False
    is_boundary_after: bool = False
    has_leading_newline: bool = True
    has_timestamp: bool = False

    @property
    def delimiter(self) -> bytes:
        """What stands between parts."""
        lead = "\r\n" if self.has_leading_newline else ""
        return f"{lead}--{self.boundary}\r\n".encode()


ESPRESSIF = MjpegStyle(
    head=(
        "HTTP/1.1 200 OK\r\n"
        f"Content-Type: multipart/x-mixed-replace;boundary={ESP_BOUNDARY}\r\n"
        "Transfer-Encoding: chunked\r\n"
        "Access-Control-Allow-Origin: *\r\n"
    ),
    is_chunked=True,
)
ESPRESSIF_CURRENT = MjpegStyle(
    head=ESPRESSIF.head + "X-Framerate: 60\r\n", is_chunked=True, has_timestamp=True
)
ESPHOME = MjpegStyle(
    head=(
        "HTTP/1.0 200 OK\r\n"
        "Access-Control-Allow-Origin: *\r\n"
        "Connection: close\r\n"
        f"Content-Type: multipart/x-mixed-replace;boundary={ESP_BOUNDARY}\r\n"
    ),
    is_boundary_after=True,
)
TASMOTA_BOUNDARY = "e8b8c539-047d-4777-a985-fbba6edff11e"
TASMOTA = MjpegStyle(
    head=(
        "HTTP/1.1 200 OK\r\n"
        f"Content-Type: multipart/x-mixed-replace;boundary={TASMOTA_BOUNDARY}\r\n"
    ),
    boundary=TASMOTA_BOUNDARY,
    has_leading_newline=False,
)
M5_STYLE = MjpegStyle(
    head=(
        "HTTP/1.1 200 OK\r\n"
        f"Content-Type: multipart/x-mixed-replace;boundary={ESP_BOUNDARY}\r\n"
        "Transfer-Encoding: chunked\r\n"
        "Connection: close\r\n"
    ),
    is_chunked=True,
)


class MjpegWriter:
    """Writes one stream to one client."""

    def __init__(self, style: MjpegStyle, device: ForeignDevice, boot: Boot) -> None:
        self._style = style
        self._device = device
        self._boot = boot
        self._is_chunked = style.is_chunked
        self._needs_boundary = True

    async def run(self, stream: trio.abc.Stream, fps: float) -> None:
        """Send pictures until the client is gone."""
        await stream.send_all(self._head())
        pace = Pace(self._device.clock)
        self._device.status.link = "sending"
        try:
            while True:
                await pace.wait(1 / fps)
                photo = await self._device.eye.photo()
                if photo is not None:
                    await self._send(stream, photo)
        finally:
            self._device.status.link = "idle"

    def _head(self) -> bytes:
        style, number = self._style, self._device.status.connects
        head = style.head
        if style.is_chunked and self._device.strikes("not-chunked", number):
            self._is_chunked = False
            head = head.replace("Transfer-Encoding: chunked\r\n", "")
        if self._device.strikes("no-boundary", number):
            self._needs_boundary = False
        opening = b""
        if style.is_boundary_after and self._needs_boundary:
            opening = f"--{style.boundary}\r\n".encode()
        return head.encode() + b"\r\n" + opening

    async def _send(self, stream: trio.abc.Stream, photo: Photo) -> None:
        started_us = self._device.clock.now_us()
        for piece in self._pieces(photo):
            await stream.send_all(chunk_of(piece) if self._is_chunked else piece)
        took_us = self._device.clock.now_us() - started_us
        self._device.status.count_sent(len(photo.jpeg), took_us)

    def _pieces(self, photo: Photo) -> list[bytes]:
        """Return one part, and what stands before or behind it."""
        part = [self._part_head(photo), photo.jpeg]
        if self._device.strikes("text-part", photo.number):
            part = [b"Content-Type: text/plain\r\n\r\n", NO_FRAMES]
        if self._style.is_boundary_after:
            return [*part, self._style.delimiter]
        has_boundary, self._needs_boundary = self._needs_boundary, True
        tail = [] if self._style.has_leading_newline else [b"\r\n"]
        return [*([self._style.delimiter] if has_boundary else []), *part, *tail]

    def _part_head(self, photo: Photo) -> bytes:
        head = "Content-Type: image/jpeg\r\n"
        if not self._device.strikes("no-content-length", photo.number):
            head += f"Content-Length: {len(photo.jpeg)}\r\n"
        if self._style.has_timestamp:
            head += f"X-Timestamp: {stamp_of(self._boot.clock.device_us(photo.taken_us))}\r\n"
        return f"{head}\r\n".encode()


def stamp_of(device_us: int) -> str:
    """Return a time since the boot as Espressif's camera server writes it."""
    return f"{device_us // 1_000_000}.{device_us % 1_000_000:06d}"
