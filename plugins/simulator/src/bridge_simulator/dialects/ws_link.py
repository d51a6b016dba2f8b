"""A device's WebSocket over a stream: one thread of firmware does everything in turn."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import trio

from bridge_simulator.dialects.client_wire import (
    BinaryIn,
    ClientWire,
    Complaint,
    HungUp,
    Opened,
    TextIn,
    WireEvent,
    WriteDue,
)
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.frames import BINARY, TEXT
from bridge_simulator.dialects.library import Library, Target

_READ_BYTES = 65_536
_CONNECT_S = 10.0
# Firmware reads before it looks at its timers: what has arrived counts as in time.
_LAST_LOOK_S = 0.005

OpenStream = Callable[[str, int], Awaitable[trio.abc.Stream]]


class LinkLost(Exception):
    """The connection is over, or never came about."""


class WsLink:
    """One connection. `send_*` is for whoever has the turn: firmware has one thread."""

    def __init__(self, stream: trio.abc.Stream, library: Library, device: ForeignDevice) -> None:
        self.turn = trio.Lock()
        self._stream = stream
        self._wire = ClientWire(library)
        self._habits = library.habits
        self._device = device
        self._early: list[WireEvent] = []

    async def open(self, target: Target) -> None:
        """Shake hands; LinkLost when the library does not take the answer."""
        await self._write(self._wire.opening(target, self._now_us()))
        while True:
            events = await self._next_events()
            if Opened() in events:
                self._early = events[events.index(Opened()) + 1 :]
                return
            await self._settle(events)

    async def listen(self, session: "Session") -> None:
        """Read and answer until LinkLost; messages go to the session, in turn."""
        events, self._early = self._early, []
        while True:
            async with self.turn:
                for event in await self._settle(events):
                    if isinstance(event, TextIn):
                        await session.heard(event.text)
                    else:
                        self._device.complain(f"a device was sent {len(event.payload)} bytes")
            events = await self._next_events()

    async def send_text(self, text: str) -> None:
        """Send one text message; LinkLost when the link is gone."""
        for chunk in self._wire.writes_of(TEXT, text.encode()):
            await self._write(chunk)

    async def send_binary(self, payload: bytes, *, is_torn: bool = False) -> None:
        """Send one binary message; of a torn one the last half never leaves."""
        writes = self._wire.writes_of(BINARY, payload)
        if is_torn:
            writes[-1] = writes[-1][: len(writes[-1]) // 2]
            self._device.status.drops["torn"] += 1
        for chunk in writes:
            await self._write(chunk)

    def _now_us(self) -> int:
        return self._device.clock.now_us()

    async def _next_events(self) -> list[WireEvent]:
        """Wait for bytes or a timer; return what they mean."""
        timer_us = self._wire.next_timer_us
        wait_s = float("inf")
        if timer_us is not None:
            wait_s = max((timer_us - self._now_us()) / 1_000_000, _LAST_LOOK_S)
        with trio.move_on_after(wait_s):
            return self._wire.receive(await self._read(), self._now_us())
        return self._wire.check_timers(self._now_us())

    async def _read(self) -> bytes:
        try:
            data = bytes(await self._stream.receive_some(_READ_BYTES))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            raise LinkLost("the connection broke") from None
        if not data:
            raise LinkLost("the bridge closed the connection")
        return data

    async def _settle(self, events: list[WireEvent]) -> list[TextIn | BinaryIn]:
        """Do what events demand; return the messages among them."""
        messages: list[TextIn | BinaryIn] = []
        for event in events:
            match event:
                case WriteDue(data):
                    await self._write(data)
                case Complaint(text):
                    self._device.complain(text)
                case HungUp(reason):
                    raise LinkLost(reason)
                case TextIn() | BinaryIn():
                    messages.append(event)
                case Opened():
                    pass
        return messages

    async def _write(self, data: bytes) -> None:
        """Write, or abandon the rest of it when it makes no way, as the libraries do."""
        limit_s = self._habits.write_limit_s or float("inf")
        try:
            with trio.move_on_after(limit_s) as patience:
                await self._stream.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            raise LinkLost("the connection broke") from None
        if patience.cancelled_caught:
            self._device.status.drops["abandoned"] += 1


class Session(Protocol):
    """What a device says and hears on one connection."""

    @property
    def device(self) -> ForeignDevice:
        """Whose connection it is."""
        ...  # pragma: no cover

    async def speak(self) -> None:
        """Say what there is to say until cancelled. Runs beside `heard`."""
        ...  # pragma: no cover

    async def heard(self, text: str) -> None:
        """Take a text message; it is this device's turn to send."""
        ...  # pragma: no cover


@asynccontextmanager
async def _opened_link(
    device: ForeignDevice, boot: Boot, library: Library, target: Target, open_stream: OpenStream
) -> AsyncIterator[WsLink]:
    try:
        with trio.fail_after(_CONNECT_S):
            stream = await open_stream(target.host, target.port)
    except (OSError, trio.TooSlowError) as error:
        raise LinkLost(f"{target.host}:{target.port}: {str(error) or 'no answer'}") from None
    link = WsLink(stream, library, device)
    try:
        await link.open(target)
        yield link
    finally:
        if device.is_radio_out() or boot.reboot.is_set():
            await device.forget(stream)
        else:
            await trio.aclose_forcefully(stream)


async def stay_connected(
    boot: Boot,
    library: Library,
    target: Target,
    make_session: Callable[[Boot, WsLink], Session],
    device: ForeignDevice,
    open_stream: OpenStream = trio.open_tcp_stream,
) -> None:
    """Connect, talk, and connect again for as long as the library does so."""
    status = device.status
    while True:
        status.link = "connecting"
        try:
            async with _opened_link(device, boot, library, target, open_stream) as link:
                status.connects += 1
                status.link, status.last_error = "sending", ""
                session = make_session(boot, link)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(session.speak)
                    nursery.start_soon(link.listen, session)
        except* LinkLost as group:
            status.last_error = str(_first(group))
        status.link = "connecting"
        if library.habits.reconnect_s is None:
            status.link = "off"
            status.last_error += "; this firmware stays offline until it reboots"
            await trio.sleep_forever()
        await trio.sleep(library.habits.reconnect_s or 0.0)


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
