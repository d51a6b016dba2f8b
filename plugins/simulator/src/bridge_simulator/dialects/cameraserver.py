"""Espressif's CameraWebServer, on its two ports."""

import gzip
import json
from dataclasses import dataclass, field

import msgspec
import trio

from bridge_simulator.choices import BEST_QUALITY, WORST_QUALITY, pixels_of
from bridge_simulator.dialects.doors import (
    Door,
    HttpSite,
    Request,
    chunk_of,
    error_answer,
    keep_doors,
    whole_answer,
)
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.framesizes import CLASSIC, CURRENT
from bridge_simulator.dialects.mjpeg_stream import (
    ESPRESSIF,
    ESPRESSIF_CURRENT,
    MjpegWriter,
    stamp_of,
)
from bridge_simulator.dialects.s3cam_commands import c_integer

_LED_WAIT_S = 0.15
_CORS = "Access-Control-Allow-Origin: *\r\n"
_PAGE = "<!doctype html><title>ESP32 camera (simulated)</title><img src=/capture>"
_REST = {
    "xclk": 20, "pixformat": 4, "saturation": 0, "sharpness": 0, "special_effect": 0,
    "wb_mode": 0, "awb": 1, "awb_gain": 1, "aec": 1, "aec2": 0, "ae_level": 0, "aec_value": 168,
    "agc": 1, "agc_gain": 0, "gainceiling": 0, "bpc": 0, "wpc": 1, "raw_gma": 1, "lenc": 1,
    "dcw": 1, "colorbar": 0, "led_intensity": 0,
}  # fmt: skip
_READ_ONLY = ("xclk", "pixformat", "sharpness")


@dataclass(slots=True)
class Registers:
    """What the sensor is set to, beyond what changes our pictures."""

    sizes: tuple[str, ...]
    rest: dict[str, int] = field(default_factory=lambda: dict(_REST))


class CameraServer:
    """One board; its stream is one port above the rest."""

    def __init__(
        self, device: ForeignDevice, host: str, port: int, fps: float, variant: str = "classic"
    ) -> None:
        self._device = device
        self._host = host
        self._port = port
        self._fps = fps
        self._is_classic = variant in ("classic", "easytarget")
        self._is_easytarget = variant == "easytarget"
        self._is_software = variant == "software"
        self._defaults = device.eye.settings
        self._registers = self._fresh_registers()

    async def live(self, boot: Boot) -> None:
        """Serve both ports until cancelled."""
        self._registers = self._fresh_registers()
        self._device.eye.settings = self._defaults
        await keep_doors(self._device, boot, [*self.doors(boot), self.stream_door(boot)])

    def doors(self, boot: Boot) -> list[Door]:
        """Return the port of pictures and settings."""

        async def capture(_request: Request, stream: trio.abc.Stream) -> bool:
            return await self._capture(boot, stream)

        routes = {
            "/": self._index,
            "/capture": capture,
            "/status": self._status,
            "/control": self._control,
            **({"/dump": self._index, "/stop": self._index} if self._is_easytarget else {}),
        }
        return [Door(self._host, self._port, HttpSite(self._device, routes).answer)]

    def stream_door(self, boot: Boot) -> Door:
        """Return the port of the stream, which has one client at a time."""
        style = ESPRESSIF if self._is_classic else ESPRESSIF_CURRENT

        async def show(_request: Request, stream: trio.abc.Stream) -> bool:
            await MjpegWriter(style, self._device, boot).run(stream, self._fps)
            return False

        path = "/" if self._is_easytarget else "/stream"
        site = HttpSite(self._device, {path: show}, crowd="waits")
        return Door(self._host, self._port + 1, site.answer)

    def _fresh_registers(self) -> Registers:
        registers = Registers(CLASSIC if self._is_classic else CURRENT)
        if self._is_easytarget:
            del registers.rest["led_intensity"]
            registers.rest |= {"lamp": 0, "min_frame_time": 0, "rotate": 0}
        return registers

    async def _index(self, _request: Request, stream: trio.abc.Stream) -> bool:
        page = gzip.compress(_PAGE.encode(), mtime=0)
        headers = "Content-Encoding: gzip\r\n"
        await stream.send_all(whole_answer("200 OK", "text/html", page, headers))
        return True

    async def _capture(self, boot: Boot, stream: trio.abc.Stream) -> bool:
        await trio.sleep(_LED_WAIT_S)
        photo = await self._device.eye.photo()
        if photo is None or self._device.strikes("capture-fails", photo.number):
            await stream.send_all(_failure())
            return True
        stamp = stamp_of(boot.clock.device_us(photo.taken_us))
        headers = (
            f"Content-Disposition: inline; filename=capture.jpg\r\n{_CORS}X-Timestamp: {stamp}\r\n"
        )
        if self._is_software:
            head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n"
            await stream.send_all(f"{head}{headers}\r\n".encode())
            await stream.send_all(chunk_of(photo.jpeg) + chunk_of(b""))
        else:
            await stream.send_all(whole_answer("200 OK", "image/jpeg", photo.jpeg, headers))
        self._device.status.count_sent(len(photo.jpeg), 0)
        return True

    async def _status(self, _request: Request, stream: trio.abc.Stream) -> bool:
        told: dict[str, int | str] = {**self.status()}
        if self._is_easytarget:
            told["cam_name"] = f"ESP32 camera {self._device.name}"
        body = json.dumps(told, separators=(",", ":")).encode()
        await stream.send_all(whole_answer("200 OK", "application/json", body, _CORS))
        return True

    def status(self) -> dict[str, int]:
        """Return what `/status` tells; vflip is missing, as in the original."""
        settings, registers = self._device.eye.settings, self._registers
        return {
            "0xd3": 8,
            **registers.rest,
            "framesize": _index_of(settings.framesize, registers.sizes),
            "quality": settings.quality,
            "brightness": settings.brightness,
            "contrast": settings.contrast,
            "hmirror": int(settings.hmirror),
        }

    async def _control(self, request: Request, stream: trio.abc.Stream) -> bool:
        name, value = request.query.get("var"), request.query.get("val")
        if name is None or value is None:
            await stream.send_all(error_answer("404 Not Found", "This URI does not exist"))
            return True
        self._device.status.notes[f"control {name}"] += 1
        if self.control(name, c_integer(value)):
            await stream.send_all(whole_answer("200 OK", "text/html", b"", _CORS))
        else:
            await stream.send_all(_failure())
        return True

    def control(self, name: str, number: int) -> bool:
        """Set a variable; return whether the sensor took it."""
        eye = self._device.eye
        changed: dict[str, str | int]
        match name:
            case "framesize" if 0 <= number < len(self._registers.sizes):
                changed = {"framesize": self._registers.sizes[number]}
            case "quality" if 0 <= number <= WORST_QUALITY:
                changed = {"quality": max(number, BEST_QUALITY)}
            case "brightness" | "contrast" if -2 <= number <= 2:
                changed = {name: number}
            case "hmirror" | "vflip":
                changed = {name: bool(number)}
            case "led_intensity" | "lamp" if name in self._registers.rest:
                self._registers.rest[name] = number
                changed = {"led": number > 0}
            case _:
                return self._set_register(name, number)
        eye.settings = msgspec.structs.replace(eye.settings, **changed)
        return True

    def _set_register(self, name: str, number: int) -> bool:
        if name not in self._registers.rest or name in _READ_ONLY:
            return False
        self._registers.rest[name] = number
        return True


def _index_of(framesize: str, sizes: tuple[str, ...]) -> int:
    return sizes.index("{}x{}".format(*pixels_of(framesize)))


def _failure() -> bytes:
    return error_answer("500 Internal Server Error", "Server has encountered an unexpected error")
