"""Cameras that are only HTTP: ESPHome, Tasmota and M5Stack's UserDemo."""

import json
import math
from collections.abc import Mapping

import msgspec
import trio

from bridge_simulator.dialects.client_wire import HungUp, WriteDue
from bridge_simulator.dialects.doors import (
    Crowd,
    Door,
    Handler,
    HttpSite,
    Request,
    error_answer,
    keep_doors,
    whole_answer,
)
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.frames import PING, TEXT
from bridge_simulator.dialects.framesizes import CLASSIC
from bridge_simulator.dialects.mjpeg_stream import (
    ESPHOME,
    M5_STYLE,
    TASMOTA,
    MjpegStyle,
    MjpegWriter,
)
from bridge_simulator.dialects.s3cam_commands import c_integer
from bridge_simulator.dialects.server_wire import ServerWire, async_answer, server_frame

_IMU_PERIOD_S = 0.1


class HttpCamera:
    """What these cameras have in common; each names its ports and routes."""

    def __init__(self, device: ForeignDevice, host: str, port: int, fps: float) -> None:
        self._device = device
        self._host = host
        self._port = port
        self._fps = fps

    def _stream_in(self, style: MjpegStyle, boot: Boot) -> Handler:
        async def show(_request: Request, stream: trio.abc.Stream) -> bool:
            await MjpegWriter(style, self._device, boot).run(stream, self._fps)
            return False

        return show

    def _door(self, above: int, routes: Mapping[str, Handler], crowd: Crowd = "served") -> Door:
        site = HttpSite(self._device, routes, crowd)
        return Door(self._host, self._port + above, site.answer)

    async def _snapshot(self) -> bytes | None:
        """Return a picture, or None when the camera has none."""
        photo = await self._device.eye.photo()
        if photo is None or self._device.strikes("capture-fails", photo.number):
            return None
        self._device.status.count_sent(len(photo.jpeg), 0)
        return photo.jpeg

    async def _send_sized(self, _request: Request, stream: trio.abc.Stream) -> bool:
        """Answer with a picture whose length is told."""
        jpeg = await self._snapshot()
        failure = error_answer("500 Internal Server Error", "no picture")
        await stream.send_all(whole_answer("200 OK", "image/jpeg", jpeg) if jpeg else failure)
        return True

    async def _send_unsized(self, _request: Request, stream: trio.abc.Stream) -> bool:
        """Answer with a picture that ends where the connection does."""
        jpeg = await self._snapshot()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n"
        failure = error_answer("404 Not Found", "no picture")
        await stream.send_all(head + jpeg if jpeg else failure)
        return False


class Esphome(HttpCamera):
    """ESPHome: the stream on one port, pictures on the next, for any path `/`."""

    async def live(self, boot: Boot) -> None:
        """Serve until cancelled."""
        show = self._stream_in(ESPHOME, boot)
        doors = [
            self._door(0, {"/": show}, "replaces"),
            self._door(1, {"/": self._send_sized}, "replaces"),
        ]
        await keep_doors(self._device, boot, doors)


class Tasmota(HttpCamera):
    """Tasmota: pictures and commands on one port, the stream on the next."""

    async def live(self, boot: Boot) -> None:
        """Serve until cancelled."""
        show = self._stream_in(TASMOTA, boot)
        pages = {
            "/snapshot.jpg": self._send_unsized,
            "/wc.jpg": self._send_unsized,
            "/wc.mjpeg": self._send_unsized,
            "/cm": self._command,
        }
        streams = {
            "/": self._redirect,
            "/cam.mjpeg": show,
            "/stream": show,
            "/cam.jpg": self._send_unsized,
        }
        doors = [self._door(0, pages), self._door(1, streams, "replaces")]
        await keep_doors(self._device, boot, doors)

    async def _redirect(self, _request: Request, stream: trio.abc.Stream) -> bool:
        await stream.send_all(
            whole_answer("302 Found", "text/plain", b"", "Location: /cam.mjpeg\r\n")
        )
        return True

    async def _command(self, request: Request, stream: trio.abc.Stream) -> bool:
        name, _space, value = request.query.get("cmnd", "").partition(" ")
        eye, number = self._device.eye, c_integer(value)
        answer: dict[str, object] = {"Command": "Unknown"}
        if name.lower() == "wcresolution" and 0 <= number < len(CLASSIC):
            eye.settings = msgspec.structs.replace(eye.settings, framesize=CLASSIC[number])
            answer = {"WcResolution": number}
        body = json.dumps(answer, separators=(",", ":")).encode()
        await stream.send_all(whole_answer("200 OK", "application/json", body))
        return True


class M5(HttpCamera):
    """M5Stack's UserDemo: pictures, a stream, and how the board is held, on one port."""

    async def live(self, boot: Boot) -> None:
        """Serve until cancelled."""

        async def tell(request: Request, stream: trio.abc.Stream) -> bool:
            await self._tell_motion(request, stream, boot)
            return False

        routes = {
            "/api/v1/capture": self._send_sized,
            "/api/v1/stream": self._stream_in(M5_STYLE, boot),
            "/api/v1/ws/imu_data": tell,
        }
        await keep_doors(self._device, boot, [self._door(0, routes)])

    async def _tell_motion(self, request: Request, stream: trio.abc.Stream, boot: Boot) -> None:
        answer = async_answer(request)
        if answer is None:
            await stream.send_all(error_answer("400 Bad Request", "no handshake"))
            return
        await stream.send_all(answer)
        await stream.send_all(server_frame(PING))
        turn = trio.Lock()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_listen, stream, turn, nursery.cancel_scope)
            while True:
                body = json.dumps(motion_at(boot.clock.now_us()), separators=(",", ":"))
                async with turn:
                    await stream.send_all(server_frame(TEXT, body.encode()))
                self._device.status.notes["readings"] += 1
                await trio.sleep(_IMU_PERIOD_S)


async def _listen(stream: trio.abc.Stream, turn: trio.Lock, talk: trio.CancelScope) -> None:
    """Answer pings, and end the talk when the client does."""
    wire = ServerWire()
    while data := await stream.receive_some(4_096):
        for event in wire.receive(bytes(data)):
            if isinstance(event, WriteDue):
                async with turn:
                    await stream.send_all(event.data)
            if isinstance(event, HungUp):
                talk.cancel()
                return
    talk.cancel()


def motion_at(device_us: int) -> dict[str, float]:
    """Return what the sensors of a board in a calm hand say: g, degrees per second, µT."""
    phase = 2 * math.pi * device_us / 4_000_000
    return {
        "ax": round(0.05 * math.sin(phase), 4),
        "ay": round(0.04 * math.cos(phase), 4),
        "az": round(1.0 - 0.002 * math.sin(phase) ** 2, 4),
        "gx": round(4.5 * math.cos(phase), 3),
        "gy": round(-3.6 * math.sin(phase), 3),
        "gz": 0.0,
        "mx": 21.5,
        "my": -4.0,
        "mz": 40.2,
    }
