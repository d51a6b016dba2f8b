"""What foreign devices say, byte for byte, means the same however the bytes are cut."""

import hashlib
import json
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
import trio
import trio.testing

import bridge_dialects.plugin
import bridge_sources.plugin
from bridge.app.assembly import Bridge
from bridge.app.settings import Settings
from bridge.plugin.loader import record_of
from bridge.testing.fakes import TrioClock
from bridge.transport.foreign_sessions import ForeignSessions
from bridge.transport.link_stream import LinkStream
from bridge.transport.links import describe_opening, serve_link
from bridge.transport.request_head import parse_head
from bridge.wire.dialect import (
    Admitted,
    ClaimMade,
    Event,
    FrameArrived,
    Message,
    ReplyDue,
    SamplesWanted,
    TagsArrived,
)
from tests.integration.spoken import Conversation, load_conversations

CONVERSATIONS = {found.name: found for found in load_conversations()}
WHOLE, BYTE_BY_BYTE, ODD = "in one piece", "byte by byte", "in odd pieces"


class Listener:
    """Stands between the host and a dialect, and writes down what the dialect makes of it."""

    def __init__(self, dialect: object) -> None:
        self._dialect = dialect
        self.heard: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._dialect, name)

    def begin(self, now_us: int) -> Sequence[Event]:
        return self._note(self._dialect.begin(now_us))  # type: ignore[attr-defined]  # a dialect

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        return self._note(self._dialect.receive(message, now_us))  # type: ignore[attr-defined]

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        self.heard.append(f"admitted as {admitted.role} {admitted.id}")
        return self._dialect.admit(admitted)  # type: ignore[attr-defined, no-any-return]

    def refuse(self, code: str, text: str) -> Sequence[Message]:
        self.heard.append(f"refused: {code}")
        return self._dialect.refuse(code, text)  # type: ignore[attr-defined, no-any-return]

    def _note(self, events: Sequence[Event]) -> Sequence[Event]:
        self.heard += [described(event) for event in events]
        return events


def described(event: Event) -> str:
    """Return an event in one line, without what differs from run to run."""
    match event:
        case FrameArrived(jpeg):
            return f"FrameArrived {len(jpeg)} bytes {hashlib.sha256(jpeg).hexdigest()[:16]}"
        case TagsArrived(tags):
            return f"TagsArrived {[tag.tag_id for tag in tags.tags]}"
        case ClaimMade(role, name):
            return f"ClaimMade {role} {name}"
        case SamplesWanted(patterns):
            return f"SamplesWanted {' '.join(patterns)}"
        case ReplyDue(message):
            return f"ReplyDue {_word(message)}"
        case _:
            return type(event).__name__


def _word(message: Message) -> str:
    if isinstance(message, bytes):
        return f"{len(message)} bytes"
    found = json.loads(message)
    return str(found.get("event") or found.get("type") or found.get("status"))


async def understood(
    conversation: Conversation, pieces: Sequence[bytes], folder: Path
) -> list[str]:
    """Return what a bridge understands of a conversation that comes in `pieces`."""
    table = {conversation.system: conversation.settings or True}
    plugins = (bridge_dialects.plugin, bridge_sources.plugin)
    records = [record_of(module.__name__.partition(".")[0][7:], module) for module in plugins]
    bridge = Bridge(Settings(legacy=table), records, TrioClock(), folder)
    head = parse_head(conversation.head)
    opening = describe_opening(head, conversation.port, "127.0.0.1")
    dialect = bridge.host.choose_dialect(opening)
    assert dialect is not None
    listener = Listener(dialect)
    sessions = ForeignSessions(bridge.sessions, bridge.host.choose_dialect)
    ours, theirs = trio.testing.memory_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_swallow, theirs)
        nursery.start_soon(_speak, theirs, pieces)
        await serve_link(
            LinkStream(ours, conversation.head),
            len(conversation.head),
            opening,
            partial(sessions.serve, listener),  # type: ignore[arg-type]  # stands for a dialect
            is_encrypted=False,
        )
        nursery.cancel_scope.cancel()
    return listener.heard


async def _speak(stream: trio.abc.HalfCloseableStream, pieces: Sequence[bytes]) -> None:
    for piece in pieces:
        await stream.send_all(piece)
    await trio.sleep(1)
    await stream.send_eof()


async def _swallow(stream: trio.abc.Stream) -> None:
    while await stream.receive_some():
        pass


def cut(data: bytes, how: str) -> list[bytes]:
    if how == WHOLE:
        return [data]
    if how == BYTE_BY_BYTE:
        return [data[i : i + 1] for i in range(len(data))]
    odd = random.Random(4)
    pieces: list[bytes] = []
    while data:
        size = odd.choice((1, 2, 5, 7, 61, 1459, 4096, 16_385))
        pieces.append(data[:size])
        data = data[size:]
    return pieces


@pytest.mark.parametrize("how", [WHOLE, BYTE_BY_BYTE, ODD])
@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_a_conversation_means_the_same_however_it_is_cut(
    name: str, how: str, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    conversation = CONVERSATIONS[name]
    events = await understood(conversation, cut(conversation.body, how), tmp_path)
    assert events == conversation.events


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_the_bytes_on_the_wire_are_the_recorded_ones(name: str) -> None:
    conversation = CONVERSATIONS[name]
    found = hashlib.sha256(conversation.head + conversation.body).hexdigest()
    assert found == conversation.wire_sha256
