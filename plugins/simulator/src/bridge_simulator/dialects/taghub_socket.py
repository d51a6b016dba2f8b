"""taghub by WebSocket: tags as JSON, and of one board also pictures."""

import json

import trio

from bridge_simulator.dialects.eye import Pace
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.library import Library, Target
from bridge_simulator.dialects.taghub_body import TaghubBody
from bridge_simulator.dialects.taghub_words import (
    LILYGO,
    WAVESHARE,
    event_text,
    first_fields,
    identify_text,
    json_text,
    single_quoted,
)
from bridge_simulator.dialects.wire_gilmaimon import Gilmaimon
from bridge_simulator.dialects.wire_links2004 import Links2004
from bridge_simulator.dialects.ws_link import OpenStream, WsLink, stay_connected

VIDEO_PERIOD_MS = 2_000
_PING_PERIOD_S = 10.0
# LilyGO parses what it hears into a document of this size.
_MAX_HEARD_BYTES = 512


class TaghubSocket:
    """One device with a WebSocket to the hub."""

    def __init__(
        self,
        body: TaghubBody,
        target: Target,
        period_s: float,
        *,
        is_gilmaimon: bool,
        open_stream: OpenStream = trio.open_tcp_stream,
    ) -> None:
        self._body = body
        self._target = target
        self._period_s = period_s
        self._is_gilmaimon = is_gilmaimon
        self._open_stream = open_stream

    async def live(self, boot: Boot) -> None:
        """Stay connected until cancelled, as far as the library does so."""
        device = self._body.device
        library: Library = (
            Gilmaimon() if self._is_gilmaimon else Links2004(device.seed + boot.number)
        )

        def begin(boot: Boot, link: WsLink) -> TaghubSession:
            return TaghubSession(self._body, boot, link, self._period_s)

        await stay_connected(boot, library, self._target, begin, device, self._open_stream)


class TaghubSession:
    """What a device says and hears on one connection."""

    def __init__(
        self,
        body: TaghubBody,
        boot: Boot,
        link: WsLink,
        period_s: float,
    ) -> None:
        self._body = body
        self._boot = boot
        self._link = link
        self._period_s = period_s
        self._video_ms = VIDEO_PERIOD_MS

    @property
    def device(self) -> ForeignDevice:
        """Whose connection it is."""
        return self._body.device

    async def speak(self) -> None:
        """Identify, then tell tags and send pictures until cancelled."""
        is_lilygo = self._body.is_lilygo
        if is_lilygo and self.device.strikes("video-first", self.device.status.connects):
            await self._send_picture()
        token = self._body.token()
        async with self._link.turn:
            await self._say(identify_text(LILYGO if is_lilygo else WAVESHARE, token), 0)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._tell_tags)
            if is_lilygo:
                nursery.start_soon(self._send_video)
                nursery.start_soon(self._ping)

    async def _say(self, text: str, number: int) -> None:
        is_quoted = self.device.strikes("single-quotes", number)
        await self._link.send_text(single_quoted(text) if is_quoted else text)

    async def _tell_tags(self) -> None:
        pace = Pace(self.device.clock)
        while True:
            await pace.wait(self._period_s)
            await self.device.eye.sit_out_stall()
            found = self._body.next_fields(self._boot.millis())
            if found is None:
                continue
            number, fields = found
            is_nested = self.device.strikes("nested", number)
            text = event_text("apriltag_data", fields, is_nested=is_nested)
            if self.device.strikes("tags-array", number):
                text = json_text(first_fields(self._body.seen(), self._boot.millis()))
            async with self._link.turn:
                await self._say(text, number)
            self.device.status.notes["tags"] += 1

    async def _send_video(self) -> None:
        pace = Pace(self.device.clock)
        while True:
            await pace.wait(self._video_ms / 1_000)
            await self._send_picture()

    async def _send_picture(self) -> None:
        photo = await self.device.eye.photo()
        if photo is None:
            return
        started_us = self.device.clock.now_us()
        is_torn = self.device.strikes("desync", photo.number)
        async with self._link.turn:
            await self._link.send_binary(photo.jpeg, is_torn=is_torn)
        self.device.status.count_sent(len(photo.jpeg), self.device.clock.now_us() - started_us)

    async def _ping(self) -> None:
        while True:
            await trio.sleep(_PING_PERIOD_S)
            await self.device.eye.sit_out_stall()
            async with self._link.turn:
                await self._link.send_text(event_text("ping", {"timestamp": self._boot.millis()}))

    async def heard(self, text: str) -> None:
        """Take what the hub says, as far as the firmware reads it."""
        await trio.lowlevel.checkpoint()
        try:
            message = json.loads(text)
        except ValueError:
            self.device.complain("a text that is no JSON")
            return
        event = message.get("event") if isinstance(message, dict) else None
        if not isinstance(event, str):
            self.device.complain("a text without an event, which restarts a LilyGO")
            return
        if self._body.is_lilygo and len(text.encode()) > _MAX_HEARD_BYTES:
            self.device.complain(f"a text of more than {_MAX_HEARD_BYTES} bytes")
        self.device.status.notes[f"heard {event}"] += 1
        if event == "auth_failed":
            self.device.status.last_error = f"the hub says: {message.get('error')}"
        if event == "set_video_interval":
            self._set_interval(message.get("interval_ms"))

    def _set_interval(self, interval_ms: object) -> None:
        if isinstance(interval_ms, int) and 100 <= interval_ms <= 10_000:
            self._video_ms = interval_ms
