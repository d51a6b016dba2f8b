"""A dialect that does what a test says, and links to dialects in memory."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import trio
import trio.testing
import trio_websocket

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import RemoteProtocolError
from bridge.model.sample import Sample
from bridge.model.values import DeviceFeature, Reading
from bridge.plugin.admission import LinkOpening
from bridge.transport.foreign_sessions import ForeignSessions
from bridge.transport.link_stream import LinkStream
from bridge.transport.links import serve_link
from bridge.transport.session_context import SessionContext
from bridge.wire.dialect import (
    Admitted,
    CallRequested,
    ClaimMade,
    Closed,
    CommandAcked,
    Event,
    FaultFound,
    ForeignDialect,
    FrameArrived,
    LinkManners,
    Message,
    ReadingArrived,
    ReplyDue,
    SamplesWanted,
)

FLASH = DeviceFeature("flash", "output", "bool")


class Parrot(ForeignDialect):
    """Says in words what it wants of the host, and writes down what the host wants of it."""

    name = "parrot"

    def __init__(self, **manners: float) -> None:
        self.manners = LinkManners(**manners)  # type: ignore[arg-type]  # test input
        self.due_us: int | None = None
        self.closed = 0
        self.calls: list[Call] = []

    @property
    def next_timer_us(self) -> int | None:
        """Return what the peer has set."""
        return self.due_us

    def begin(self, now_us: int) -> Sequence[Event]:
        """Say when."""
        return (ReplyDue(f"begun at {now_us // 1000} ms"),)

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """Do what a text says; a binary message is a picture."""
        if isinstance(message, bytes):
            return (FrameArrived(message),)
        word, _, rest = message.partition(" ")
        if word == "later":
            self.due_us = now_us + int(rest)
            return ()
        if word == "break":
            raise RemoteProtocolError("bad_message", "told to break", 4400)
        return (self._event(word, rest),)

    def _event(self, word: str, rest: str) -> Event:
        events: dict[str, Callable[[], Event]] = {
            "device": lambda: ClaimMade(
                "device", rest, "Parrot", features=(FLASH,), bearer="right"
            ),
            "game": lambda: ClaimMade("game", rest, "", bearer="right"),
            "token": lambda: ClaimMade("game", "g", "", bearer=rest),
            "want": lambda: SamplesWanted(tuple(rest.split())),
            "call": lambda: CallRequested(Call("7", rest, "set", {"flash": True})),
            "done": lambda: CommandAcked(Ack(self.calls[-1].id, AckStage.APPLIED)),
            "reading": lambda: ReadingArrived(rest, Reading(1)),
            "bye": lambda: Closed(1000, "bye"),
        }
        make = events.get(word)
        return FaultFound("odd", word) if make is None else make()

    def check_timers(self, now_us: int) -> Sequence[Event]:
        """Say when."""
        self.due_us = None
        return (ReplyDue(f"due at {now_us // 1000} ms"),)

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        """Greet."""
        return (f"hello {admitted.id}",)

    def refuse(self, code: str, text: str) -> Sequence[Message]:
        """Say why."""
        return (f"{code}: {text}",)

    def send_call(self, call: Call) -> Sequence[Message]:
        """Ask politely; only settings."""
        if call.method != "set":
            raise ValueError(f"parrots cannot {call.method}")
        self.calls.append(call)
        return (f"please {call.args}",)

    def send_ack(self, ack: Ack) -> Sequence[Message]:
        """Say how far it has come."""
        return (f"ack {ack.stage.value}",)

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Name topic and value, or give the picture."""
        if sample.payload:
            return (sample.payload,)
        if isinstance(sample.value, Reading):
            if sample.value.value == "unspeakable":
                raise ValueError("no word for it")
            return (f"{sample.topic} is {sample.value.value}",)
        return ()

    def send_goodbye(self, code: int, reason: str, retry_after_ms: int = 0) -> Sequence[Message]:
        """Say why."""
        return (f"goodbye: {reason}",)

    def close(self, now_us: int) -> None:
        """Count."""
        self.closed += 1


class ForeignLinks:
    """Links to foreign dialects of one bridge, over real WebSocket framing, in memory."""

    def __init__(self, context: SessionContext) -> None:
        self.sessions = ForeignSessions(context, lambda _opening: None)

    @asynccontextmanager
    async def link(
        self, dialect: ForeignDialect, address: str = "127.0.0.1"
    ) -> AsyncIterator[trio_websocket.WebSocketConnection]:
        """Open a link that `dialect` serves, and cut it at the end."""
        ours, theirs = trio.testing.memory_stream_pair()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._serve, ours, address, dialect)
            ws = await trio_websocket.wrap_client_stream(
                nursery,
                theirs,  # type: ignore[arg-type]  # any stream does
                "localhost",
                "/",
            )
            yield ws
            nursery.cancel_scope.cancel()

    async def _serve(self, ours: trio.abc.Stream, address: str, dialect: ForeignDialect) -> None:
        head = bytearray()
        while b"\r\n\r\n" not in head:
            head += await ours.receive_some()
        await serve_link(
            LinkStream(ours, bytes(head)),
            len(head),
            LinkOpening(6972, "/", (), (), address),
            partial(self.sessions.serve, dialect),
            is_encrypted=False,
        )
