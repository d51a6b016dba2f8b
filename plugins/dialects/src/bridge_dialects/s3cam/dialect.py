"""One link of this system: cameras and pages come by the same door and say who they are.

Knows: who says what first. Does not know: links, the hub, clocks.
"""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from bridge.api import (
    Admitted,
    Call,
    Event,
    FaultFound,
    ForeignDialect,
    LinkManners,
    Message,
    Sample,
)
from bridge_dialects.s3cam.browser_side import KINDS, BrowserSide
from bridge_dialects.s3cam.device_side import DeviceSide
from bridge_dialects.s3cam.surroundings import SYSTEM, Guest, Surroundings
from bridge_dialects.shared.jpeg_look import is_whole
from bridge_dialects.shared.loose_json import Fields, parse_object, text_in

_CAMERA_KINDS = frozenset({"info", "health", "response", "frame_start", "img_start"})


class _Refused(msgspec.Struct, frozen=True):
    status: str
    message: str


class S3camDialect(ForeignDialect):
    """A camera or a page, as its first words tell; unmistakable pictures make a camera."""

    name: ClassVar[str] = SYSTEM
    # A picture may come in pieces of a kilobyte, and a small board may be busy for half a
    # minute.
    manners = LinkManners(idle_timeout_us=75_000_000, messages_per_s=4000.0)

    def __init__(self, around: Surroundings, guest: Guest) -> None:
        self._around = around
        self._guest = guest
        self._device: DeviceSide | None = None
        self._page: BrowserSide | None = None

    @property
    def next_timer_us(self) -> int | None:
        """When `check_timers` has something to do."""
        side = self._device or self._page
        return None if side is None else side.next_timer_us

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """Return what a message means. Nothing that a peer says ends the link."""
        if isinstance(message, bytes):
            return self._receive_bytes(message, now_us)
        fields = parse_object(message)
        if fields is None:
            return [FaultFound("bad_json", f"{len(message)} characters that are no JSON object")]
        side = self._device or self._page or self._recognise(fields)
        if side is None:
            kind = text_in(fields, "type", 40)
            return [FaultFound("unknown_message", f"first message of type {kind!r}")]
        return side.hear(fields, now_us)

    def _receive_bytes(self, content: bytes, now_us: int) -> Sequence[Event]:
        if self._page is not None:
            return [FaultFound("picture_of_page", f"{len(content)} bytes from a page")]
        if self._device is None:
            if not is_whole(content):
                return [FaultFound("not_jpeg", f"{len(content)} bytes before any name")]
            self._device = DeviceSide(self._around, self._guest.address)
        return self._device.hear_bytes(content, now_us)

    def _recognise(self, fields: Fields) -> DeviceSide | BrowserSide | None:
        kind = text_in(fields, "type")
        is_camera = text_in(fields, "device") == "camera" if kind == "register" else None
        if is_camera or kind in _CAMERA_KINDS:
            self._device = DeviceSide(self._around, self._guest.address)
            return self._device
        is_page = text_in(fields, "device") == "browser" if kind == "register" else kind in KINDS
        if is_page:
            self._page = BrowserSide(self._around, self._guest)
        return self._page

    def check_timers(self, now_us: int) -> Sequence[Event]:
        """Return what is due."""
        side = self._device or self._page
        return () if side is None else side.check_timers(now_us)

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        """Return what the peer is told when it is let in."""
        side = self._device or self._page
        return () if side is None else side.answer_admission(admitted.now_us)

    def refuse(self, code: str, text: str) -> Sequence[Message]:
        """Return what the peer is told before it is turned away."""
        return (msgspec.json.encode(_Refused("error", text)).decode(),)

    def send_call(self, call: Call) -> Sequence[Message]:
        """Return a command in the camera's words. ValueError if it has none for it."""
        if self._device is None:
            return super().send_call(call)
        return self._device.send_call(call)

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return a sample in a page's words."""
        return () if self._page is None else self._page.send_sample(sample, now_us)

    def close(self, now_us: int) -> None:
        """Give back what the link had."""
        for side in (self._device, self._page):
            if side is not None:
                side.close()
