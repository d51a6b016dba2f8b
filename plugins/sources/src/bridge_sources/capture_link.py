"""A WebSocket to a capture81 camera, and the conversation on it.

Knows: trio, trio-websocket, when to act on what the conversation says. Does not know:
addresses (it is given an open stream), who wants pictures.
"""

from collections.abc import Callable, Iterable
from typing import cast

import trio
import trio_websocket

from bridge_sources.capture81 import (
    MAX_PICTURE_BYTES,
    RESOURCE,
    Capture81,
    CaptureEvent,
    LinkDead,
    NotPictured,
    Pictured,
    ProbeDue,
    SendDue,
)
from bridge_sources.records import SourceFailed
from bridge_sources.server_frames import MendedStream

HANDSHAKE_S = 5.0
SEND_S = 5.0
CLOSE_S = 0.3
RECEIVE_BUFFER_BYTES = 64 * 1024

OnEvent = Callable[[CaptureEvent], None]


class LinkLost(Exception):
    """The link is over; the text says why, for people."""


class CaptureLink:
    """Runs one conversation on one stream. `on_event` hears of pictures and failures."""

    def __init__(self, talk: Capture81, now_us: Callable[[], int], on_event: OnEvent) -> None:
        self._talk = talk
        self._now_us = now_us
        self._on_event = on_event
        self._changed = trio.Event()
        self._is_over = False

    def want(self) -> None:
        """Ask for a picture as soon as the camera is free."""
        self._talk.want()
        self._changed.set()

    def hang_up(self) -> None:
        """Let `run` say goodbye and return."""
        self._is_over = True
        self._changed.set()

    async def run(
        self,
        stream: trio.abc.Stream,
        authority: str,
        on_open: Callable[[], None] = lambda: None,
    ) -> None:
        """Talk until `hang_up`; LinkLost when the link ends otherwise. Closes the stream.

        `authority` is the host and port as the camera shall read them.
        """
        reason = ""
        try:
            async with trio.open_nursery() as nursery:
                socket = await _shake_hands(nursery, stream, authority)
                try:
                    on_open()
                    nursery.start_soon(self._read, socket)
                    await self._drive(nursery, socket)
                finally:
                    with trio.move_on_after(CLOSE_S, shield=True):
                        await socket.aclose()
                nursery.cancel_scope.cancel()
        except* trio_websocket.ConnectionRejected as group:
            reason = f"it answered {_status_of(group)} where a WebSocket was asked for"
        except* trio_websocket.ConnectionClosed:
            reason = "the camera closed the connection, or it broke"
        except* LinkLost as group:
            reason = str(_first(group))
        finally:
            await trio.aclose_forcefully(stream)
        if reason:
            raise LinkLost(reason)

    async def _drive(
        self, nursery: trio.Nursery, socket: trio_websocket.WebSocketConnection
    ) -> None:
        while not self._is_over:
            self._changed = trio.Event()
            for event in self._talk.poll(self._now_us()):
                match event:
                    case SendDue(text=text):
                        await _send(socket, text)
                    case ProbeDue():
                        nursery.start_soon(self._probe, socket)
                    case LinkDead(text=text):
                        raise LinkLost(text)
                    case _:
                        self._on_event(event)
            due_us = self._talk.next_timer_us
            wait_s = float("inf") if due_us is None else (due_us - self._now_us()) / 1e6
            with trio.move_on_after(max(0.0, wait_s)):
                await self._changed.wait()

    async def _read(self, socket: trio_websocket.WebSocketConnection) -> None:
        while True:
            self._tell(self._talk.receive(await socket.get_message(), self._now_us()))

    async def _probe(self, socket: trio_websocket.WebSocketConnection) -> None:
        await socket.ping()
        self._talk.note_pong()
        self._changed.set()

    def _tell(self, events: Iterable[CaptureEvent]) -> None:
        self._changed.set()
        for event in events:
            self._on_event(event)


async def _send(socket: trio_websocket.WebSocketConnection, text: str) -> None:
    with trio.move_on_after(SEND_S) as limit:
        await socket.send_message(text)
    if limit.cancelled_caught:
        raise LinkLost(f"it takes no bytes for {SEND_S:g} s")


async def _shake_hands(
    nursery: trio.Nursery, stream: trio.abc.Stream, authority: str
) -> trio_websocket.WebSocketConnection:
    with trio.move_on_after(HANDSHAKE_S):
        # No subprotocol: the firmware would answer `arduino` whatever was asked for.
        return await trio_websocket.wrap_client_stream(
            nursery,
            cast("trio.SocketStream", MendedStream(stream)),
            authority,
            RESOURCE,
            max_message_size=MAX_PICTURE_BYTES,
            receive_buffer_size=RECEIVE_BUFFER_BYTES,
        )
    raise LinkLost(f"no WebSocket opens within {HANDSHAKE_S:g} s")


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    found = group.exceptions[0]
    return _first(found) if isinstance(found, BaseExceptionGroup) else found


def _status_of(group: BaseExceptionGroup[trio_websocket.ConnectionRejected]) -> int:
    found = _first(group)
    return found.status_code if isinstance(found, trio_websocket.ConnectionRejected) else 0


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
    return picture_of(results[0])


def picture_of(result: bytes | SourceFailed) -> bytes:
    """Return the picture, or raise why there is none."""
    if isinstance(result, SourceFailed):
        raise SourceFailed(str(result))
    return result
