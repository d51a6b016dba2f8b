"""An s3cam: one WebSocket for pictures, health and commands."""

import json

import numpy as np
import trio

from bridge_simulator.choices import pixels_of
from bridge_simulator.dialects.eye import Pace, Photo
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.library import Target
from bridge_simulator.dialects.s3cam_commands import S3camState, obey
from bridge_simulator.dialects.s3cam_pictures import (
    Outgoing,
    Step,
    broken_off,
    is_sound,
    steps_of,
    without_end,
)
from bridge_simulator.dialects.s3cam_words import (
    REBOOTING,
    REGISTER,
    RESOLUTIONS,
    Health,
    health_text,
    info_text,
    response_text,
)
from bridge_simulator.dialects.wire_links2004 import HEARTBEAT, Links2004
from bridge_simulator.dialects.ws_link import OpenStream, WsLink, stay_connected

HEALTH_PERIOD_S = 10.0
RECONNECT_S = 3.0
_REBOOT_AFTER_S = 1.0
# More than the 100 bytes in which firmware looks for the end would be no valid picture.
_PADDING = bytes(64)


class S3cam:
    """One device, with what it keeps from one connection to the next."""

    def __init__(
        self,
        device: ForeignDevice,
        target: Target,
        fps: int,
        open_stream: OpenStream = trio.open_tcp_stream,
    ) -> None:
        self._device = device
        self._target = target
        self._fps = fps
        self._open_stream = open_stream
        self._defaults = device.eye.settings
        self._boot: Boot | None = None
        self._state = self._fresh_state()

    async def live(self, boot: Boot) -> None:
        """Stay connected until cancelled."""
        if boot is not self._boot:
            self._boot, self._state = boot, self._fresh_state()
        library = Links2004(self._device.seed + boot.number, RECONNECT_S, HEARTBEAT)

        def begin(boot: Boot, link: WsLink) -> S3camSession:
            return S3camSession(self._device, boot, link, self._state)

        await stay_connected(boot, library, self._target, begin, self._device, self._open_stream)

    def _fresh_state(self) -> S3camState:
        self._device.eye.settings = self._defaults
        sizes = [pixels for _name, pixels in RESOLUTIONS]
        pixels = "{}x{}".format(*pixels_of(self._defaults.framesize))
        return S3camState(self._device.eye, sizes.index(pixels), self._fps)


class S3camSession:
    """What an s3cam says and hears on one connection."""

    def __init__(self, device: ForeignDevice, boot: Boot, link: WsLink, state: S3camState) -> None:
        self.device = device
        self._boot = boot
        self._link = link
        self._state = state
        self._frames = 0
        self._dropped = 0

    async def speak(self) -> None:
        """Register, then send pictures and health until cancelled."""
        async with self._link.turn:
            for text, rest_s in (
                (REGISTER, 0.05),
                (info_text(self._state.mode, self._state.fps), 0.1),
                (self._health(), 0.1),
            ):
                await self._link.send_text(text)
                await trio.sleep(rest_s)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._report)
            nursery.start_soon(self._stream)

    async def _report(self) -> None:
        while True:
            await trio.sleep(HEALTH_PERIOD_S)
            await self.device.eye.sit_out_stall()
            async with self._link.turn:
                await self._link.send_text(self._health())

    async def _stream(self) -> None:
        pace, last_s = Pace(self.device.clock), trio.current_time()
        while True:
            await pace.wait(1 / self._state.fps)
            photo = await self.device.eye.photo()
            if photo is None or not is_sound(photo.jpeg):
                self._dropped += 1
                continue
            async with self._link.turn:
                await self._send(photo)
            now_s = trio.current_time()
            self._state.actual_fps, last_s = 1 / max(now_s - last_s, 1e-3), now_s

    async def _send(self, photo: Photo) -> None:
        strikes, number = self.device.strikes, photo.number
        jpeg = photo.jpeg + (_PADDING if strikes("padded", number) else b"")
        size = pixels_of(self.device.eye.settings.framesize)
        started_s = trio.current_time()
        steps = steps_of(Outgoing(number, jpeg, *size), self._state.mode)
        if strikes("restart-mid-image", number):
            await self._take_steps(broken_off(steps))
        if strikes("no-img-end", number):
            steps = without_end(steps)
        await self._take_steps(steps, is_torn=strikes("desync", number))
        self._frames += 1
        took_us = round((trio.current_time() - started_s) * 1_000_000)
        self.device.status.count_sent(len(jpeg), took_us)

    async def _take_steps(self, steps: list[Step], *, is_torn: bool = False) -> None:
        """Send messages with their rests; a stall may hold them up anywhere."""
        for step in steps:
            await self.device.eye.sit_out_stall()
            if isinstance(step.message, str):
                await self._link.send_text(step.message)
            else:
                await self._link.send_binary(step.message, is_torn=is_torn)
                is_torn = False
            await trio.sleep(step.rest_s)

    async def heard(self, text: str) -> None:
        """Obey a command; what is none is ignored, as the firmware does."""
        try:
            message = json.loads(text)
        except ValueError:
            self.device.complain("a text that is no JSON")
            return
        if not isinstance(message, dict) or message.get("type") != "command":
            kind = message.get("type", "status") if isinstance(message, dict) else "other"
            self.device.status.notes[f"heard {kind}"] += 1
            return
        value = message.get("val")
        if not isinstance(value, str):
            # The firmware reads a C string: anything else is none.
            self.device.complain(f"val of {message.get('cmd')} is no string")
            value = ""
        await self._obey(str(message.get("cmd", "")), value)

    async def _obey(self, command: str, value: str) -> None:
        reply = obey(self._state, command, value)
        self.device.status.notes[f"command {command}"] += 1
        if reply.effect == "health":
            await self._link.send_text(self._health())
        await self._link.send_text(response_text(command, is_ok=reply.is_ok, value=reply.value))
        if reply.effect == "reboot":
            await self._link.send_text(REBOOTING)
            await trio.sleep(_REBOOT_AFTER_S)
            self._boot.reboot.set()

    def _health(self) -> str:
        uptime_s = self._boot.clock.now_us() // 1_000_000
        swing = np.random.default_rng((self.device.seed, uptime_s)).random(2)
        return health_text(
            Health(
                frames=self._frames,
                dropped=self._dropped,
                heap_bytes=8_120_000 - int(swing[0] * 60_000),
                min_heap_bytes=8_011_111,
                rssi_dbm=-55 - int(swing[1] * 12),
                uptime_s=uptime_s,
                ip=f"192.168.1.{50 + self.device.seed % 200}",
                resolution=self._state.resolution,
                quality=self.device.eye.settings.quality,
            )
        )
