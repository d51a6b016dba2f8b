"""A capture81 camera as a source: one WebSocket to it, and a picture for whoever wants one.

Knows: who waits for a picture, when to connect again. Does not know: addresses, what a
message means.
"""

from collections.abc import Callable
from typing import Protocol

import trio

from bridge.api import (
    Ack,
    AckStage,
    Call,
    DeviceFeature,
    FaultFound,
    Interest,
    JsonScalar,
    Times,
)
from bridge_sources.camera import Outlet
from bridge_sources.capture81 import PORT, REQUEST, Capture81, CaptureEvent, NotPictured, Pictured
from bridge_sources.capture_dial import OpenStream, authority_of
from bridge_sources.capture_link import CaptureLink, LinkLost, capture_once, picture_of
from bridge_sources.pauses import FIRST_PAUSE_S, Pauses
from bridge_sources.records import SourceFailed

CAPTURE = DeviceFeature(REQUEST, "action")
# All of them get the same picture, so this bounds memory only.
MAX_WAITING = 64

Answer = Callable[[bytes | SourceFailed], None]


class Front(Protocol):
    """Status and settings of the same board. `CameraControl` is one."""

    def send_call(self, call: Call) -> bool:
        """Take a command without waiting; False if there is no room for it."""
        ...  # pragma: no cover

    async def run(self) -> None:
        """Answer commands until cancelled."""
        ...  # pragma: no cover

    async def status(self) -> dict[str, JsonScalar]:
        """Return what the board says of itself; SourceFailed."""
        ...  # pragma: no cover

    async def look_once(self) -> None:
        """Find out what can be set, unless that is known. Never fails."""
        ...  # pragma: no cover


class Capture81Camera:
    """Satisfies `Camera`.

    `interest` is who looks at its pictures. `front` asks the same board's web server for
    status and settings.
    """

    def __init__(
        self,
        outlet: Outlet,
        open_stream: OpenStream,
        interest: Interest | None = None,
        front: Front | None = None,
        random: Callable[[], float] | None = None,
    ) -> None:
        self._outlet = outlet
        self._open_stream = open_stream
        self._front = front
        self._interest = interest
        self._waiting: list[Answer] = []
        self._link: CaptureLink | None = None
        self._called = trio.Event()  # Somebody wants a picture while there is no link.
        self._has_answered = trio.Event()
        self._pauses = Pauses(random)
        self._is_running = False

    async def run(self) -> None:
        """Keep one connection while the source is started, until cancelled."""
        self._is_running = True
        try:
            async with trio.open_nursery() as nursery:
                if self._interest is not None and not self._outlet.record.hz:
                    nursery.start_soon(self._serve_viewers, self._interest)
                if self._front is not None:
                    nursery.start_soon(self._front.run)
                    nursery.start_soon(self._look_at, self._front)
                while True:
                    await self._connect_and_talk(Capture81(self._outlet.record.hz))
                    await self._pause()
        finally:
            self._is_running = False
            self._settle(SourceFailed(f"{self._name}: the source was stopped"))

    async def _serve_viewers(self, interest: Interest) -> None:
        """Take one picture each time that somebody begins to look."""
        known = 0

        def note(changed: Interest) -> None:
            nonlocal known
            if changed.count > known:
                self._want()
            known = changed.count

        note(interest)
        stop = interest.watch(note)
        try:
            await trio.sleep_forever()
        finally:
            stop()

    async def _connect_and_talk(self, talk: Capture81) -> None:
        self._called = trio.Event()
        link = CaptureLink(talk, self._outlet.clock.now_us, self._take)
        try:
            stream = await self._open_stream()
            if self._waiting or (self._interest is not None and self._interest.count):
                link.want()
            self._link = link
            await link.run(stream, self._authority, self._note_open)
        except (SourceFailed, LinkLost) as error:
            self._fail(f"{self._name}: {error}")
        finally:
            self._link = None

    def _note_open(self) -> None:
        self._outlet.note_answer()
        if not self._has_answered.is_set():
            self._outlet.announce((CAPTURE,), "capture81")
            self._has_answered.set()

    async def _look_at(self, front: Front) -> None:
        """See what the web server lets be set, once the board is known to be there."""
        await self._has_answered.wait()
        await front.look_once()

    async def _pause(self) -> None:
        """Wait longer each time, unless somebody wants a picture: then a second will do."""
        pause_s = self._pauses.take_s()
        await trio.sleep(min(pause_s, FIRST_PAUSE_S))
        with trio.move_on_after(max(0.0, pause_s - FIRST_PAUSE_S)):
            await self._called.wait()

    def _want(self) -> None:
        self._called.set()
        if self._link is not None:
            self._link.want()

    def _take(self, event: CaptureEvent) -> None:
        match event:
            case Pictured(jpeg=jpeg, asked_us=asked_us):
                self._pauses.reset()
                # The sensor's newest picture is taken when the question comes in. The
                # time on the way back says nothing about its light.
                self._outlet.show(jpeg, Times(captured_us=asked_us))
                self._settle(jpeg)
            case NotPictured(text=text):
                self._fail(f"{self._name}: {text}")
            case FaultFound():
                self._outlet.publish(event)

    def _fail(self, text: str) -> None:
        self._outlet.note_fault(text)
        self._settle(SourceFailed(text))

    def _settle(self, result: bytes | SourceFailed) -> None:
        waiting, self._waiting = self._waiting, []
        for answer in waiting:
            answer(result)

    async def snapshot(self) -> bytes:
        """Return one JPEG of now; SourceFailed says why not. Works while stopped, too."""
        if not self._is_running:
            stream = await self._open_named()
            return await capture_once(
                stream, self._authority, self._outlet.clock.now_us, self._name
            )
        if len(self._waiting) >= MAX_WAITING:
            raise SourceFailed(f"{self._name}: {MAX_WAITING} others wait for its picture already")
        results: list[bytes | SourceFailed] = []
        settled = trio.Event()

        def answer(result: bytes | SourceFailed) -> None:
            results.append(result)
            settled.set()

        self._waiting.append(answer)
        self._want()
        try:
            await settled.wait()
        finally:
            if answer in self._waiting:
                self._waiting.remove(answer)
        return picture_of(results[0])

    async def _open_named(self) -> trio.abc.Stream:
        try:
            return await self._open_stream()
        except SourceFailed as error:
            raise SourceFailed(f"{self._name}: {error}") from None

    async def status(self) -> dict[str, JsonScalar]:
        """Return what the board's web server says; SourceFailed if it has none."""
        if self._front is None:
            await trio.lowlevel.checkpoint()
            raise SourceFailed(f"{self._name}: it has no web server that tells how it is set")
        return await self._front.status()

    def send_call(self, call: Call) -> bool:
        """Take a command without waiting; False if there is no room for it."""
        if call.method != REQUEST:
            return self._pass_on(call)
        if len(self._waiting) >= MAX_WAITING:
            return False

        def answer(result: bytes | SourceFailed) -> None:
            self._outlet.answer(_ack(call, result))

        self._waiting.append(answer)
        self._want()
        return True

    def _pass_on(self, call: Call) -> bool:
        if self._front is not None:
            return self._front.send_call(call)
        text = f"{self._name} can only {REQUEST!r}: it has no web server for settings"
        self._outlet.answer(Ack(call.id, AckStage.REJECTED, "unknown_method", text))
        return True

    @property
    def _name(self) -> str:
        return self._outlet.record.name

    @property
    def _authority(self) -> str:
        return authority_of(self._outlet.record.host, self._outlet.record.port or PORT)


def _ack(call: Call, result: bytes | SourceFailed) -> Ack:
    if isinstance(result, SourceFailed):
        return Ack(call.id, AckStage.REJECTED, "no_picture", str(result))
    return Ack(call.id, AckStage.APPLIED, value=len(result))
