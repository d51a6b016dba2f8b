"""A gostream camera: one JPEG file per message and nothing else, by one of two libraries."""

import trio

from bridge_simulator.dialects.eye import Pace
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.library import Library, Target
from bridge_simulator.dialects.wire_espidf import EspIdf
from bridge_simulator.dialects.wire_links2004 import Links2004
from bridge_simulator.dialects.ws_link import OpenStream, WsLink, stay_connected


class Gostream:
    """One AtomS3R-CAM, or a board with the Arduino sketch of the same project."""

    def __init__(
        self,
        device: ForeignDevice,
        target: Target,
        fps: float,
        *,
        is_sketch: bool = False,
        open_stream: OpenStream = trio.open_tcp_stream,
    ) -> None:
        self._device = device
        self._target = target
        self._fps = fps
        self._is_sketch = is_sketch
        self._open_stream = open_stream

    async def live(self, boot: Boot) -> None:
        """Stay connected until cancelled."""
        seed = self._device.seed + boot.number
        library: Library = Links2004(seed) if self._is_sketch else EspIdf(seed)

        def begin(_boot: Boot, link: WsLink) -> GostreamSession:
            return GostreamSession(self._device, link, self._fps)

        await stay_connected(boot, library, self._target, begin, self._device, self._open_stream)


class GostreamSession:
    """What a gostream camera says on one connection; it ignores what it hears."""

    def __init__(self, device: ForeignDevice, link: WsLink, fps: float) -> None:
        self.device = device
        self._link = link
        self._fps = fps

    async def speak(self) -> None:
        """Send pictures until cancelled."""
        pace = Pace(self.device.clock)
        while True:
            await pace.wait(1 / self._fps)
            photo = await self.device.eye.photo()
            if photo is None:
                continue
            is_torn = self.device.strikes("desync", photo.number)
            started_us = self.device.clock.now_us()
            async with self._link.turn:
                await self._link.send_binary(photo.jpeg, is_torn=is_torn)
            took_us = self.device.clock.now_us() - started_us
            self.device.status.count_sent(len(photo.jpeg), took_us)

    async def heard(self, text: str) -> None:
        """Note that something was pushed to a camera, which the old server never did."""
        self.device.complain(f"a camera was sent a text of {len(text)} letters")
        await trio.lowlevel.checkpoint()
