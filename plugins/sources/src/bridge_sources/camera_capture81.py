"""A capture81 camera as a source: one WebSocket to it, and a picture for whoever wants one.

Knows: who waits for a picture, when to connect again. Does not know: addresses, what a
message means.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from secrets import SystemRandom

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
from bridge_sources.address import AddressPolicy
from bridge_sources.camera import Camera, Outlet
from bridge_sources.capture81 import PORT, REQUEST, Capture81, CaptureEvent, NotPictured, Pictured
from bridge_sources.capture_link import CaptureLink, LinkLost
from bridge_sources.http_client import CONNECT_S, Dial, dial_tcp
from bridge_sources.location import AddressRefused
from bridge_sources.records import SourceFailed, SourceRecord

CAPTURE = DeviceFeature(REQUEST, "action")
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
# All of them get the same picture, so this bounds memory only.
MAX_WAITING = 64

OpenStream = Callable[[], Awaitable[trio.abc.Stream]]
Answer = Callable[[bytes | SourceFailed], None]


def opener(record: SourceRecord, policy: AddressPolicy, dial: Dial = dial_tcp) -> OpenStream:
    """Return what connects to a record's camera, at an address that `policy` allows."""
    port = record.port or PORT

    async def open_stream() -> trio.abc.Stream:
        try:
            target = await policy.find(record.host, port)
        except AddressRefused as error:
            raise SourceFailed(str(error)) from None
        try:
            with trio.fail_after(CONNECT_S):
                return await dial(target)
        except trio.TooSlowError:
            raise SourceFailed(
                f"nobody answers at {record.host}:{port} within {CONNECT_S:g} s; is it on, and "
                "in this network?"
            ) from None
        except OSError as error:
            raise SourceFailed(
                f"cannot connect to {record.host}:{port} ({error.strerror or error}); is it on, "
                "and the port right?"
            ) from None

    return open_stream


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
        front: Camera | None = None,
        random: Callable[[], float] | None = None,
    ) -> None:
        self._outlet = outlet
        self._open_stream = open_stream
        self._front = front
        self._random = random or SystemRandom().random
        self._interest = interest
        self._waiting: list[Answer] = []
        self._link: CaptureLink | None = None
        self._called = trio.Event()  # Somebody wants a picture while there is no link.
        self._pause_s = FIRST_PAUSE_S
        self._is_running = False
        self._counts: Counter[str] = Counter()

    async def run(self) -> None:
        """Keep one connection while the source is started, until cancelled."""
        self._is_running = True
        try:
            async with trio.open_nursery() as nursery:
                if self._interest is not None and not self._outlet.record.hz:
                    nursery.start_soon(self._serve_viewers, self._interest)
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
        self._outlet.announce((CAPTURE,), "capture81")

    async def _pause(self) -> None:
        """Wait longer each time, unless somebody wants a picture: then a second will do."""
        pause_s = self._pause_s * (0.5 + self._random() / 2)
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
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
                self._pause_s = FIRST_PAUSE_S
                self._counts["pictures"] += 1
                # The sensor's newest picture is taken when the question comes in. The
                # time on the way back says nothing about its light.
                self._outlet.show(jpeg, Times(captured_us=asked_us))
                self._settle(jpeg)
            case NotPictured(text=text):
                self._counts["unanswered"] += 1
                self._fail(f"{self._name}: {text}")
            case FaultFound(code=code):
                self._counts[code] += 1

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
        return _picture_of(results[0])

    async def _open_named(self) -> trio.abc.Stream:
        try:
            return await self._open_stream()
        except SourceFailed as error:
            raise SourceFailed(f"{self._name}: {error}") from None

    async def status(self) -> dict[str, JsonScalar]:
        """Return what the board's web server says, if it has one, and what was counted."""
        counts: dict[str, JsonScalar] = {f"capture81_{k}": n for k, n in self._counts.items()}
        if self._front is None:
            await trio.lowlevel.checkpoint()
            return counts
        return {**await self._front.status(), **counts}

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


def authority_of(host: str, port: int) -> str:
    """Return a host and port as they stand in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _picture_of(result: bytes | SourceFailed) -> bytes:
    if isinstance(result, SourceFailed):
        raise SourceFailed(str(result))
    return result


def _ack(call: Call, result: bytes | SourceFailed) -> Ack:
    if isinstance(result, SourceFailed):
        return Ack(call.id, AckStage.REJECTED, "no_picture", str(result))
    return Ack(call.id, AckStage.APPLIED, value=len(result))


async def capture_once(
    stream: trio.abc.Stream, authority: str, now_us: Callable[[], int], name: str
) -> bytes:
    """Return one picture of the camera behind a stream, and hang up; SourceFailed."""
    results: list[bytes | SourceFailed] = []

    def take(event: CaptureEvent) -> None:
        if isinstance(event, Pictured):
            results.append(event.jpeg)
        elif isinstance(event, NotPictured):
            results.append(SourceFailed(f"{name}: {event.text}"))
        if results:
            link.hang_up()

    link = CaptureLink(Capture81(), now_us, take)
    link.want()
    try:
        await link.run(stream, authority)
    except LinkLost as error:
        results.append(SourceFailed(f"{name}: {error}"))
    return _picture_of(results[0])
