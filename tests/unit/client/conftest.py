"""A bridge of a few lines, at the other end of streams in memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import msgspec
import pytest
import trio
import trio.testing
import trio_websocket

from bridge.client import Address
from bridge.client.nursery import open_plain_nursery
from bridge.model.commands import Call
from bridge.wire.bridge_messages import (
    Advertised,
    BridgeMessage,
    ChannelGrant,
    Status,
    Subscribed,
    TopicEntry,
)
from bridge.wire.constants import SUBPROTOCOLS, choose_encoding
from bridge.wire.dialect import Admitted, ClaimMade, Closed, Message, ReplyDue
from bridge.wire.header import SampleHeader, encode_header
from bridge.wire.native import NativeProtocol
from bridge.wire.native_events import (
    AdvertiseRequested,
    NativeEvent,
    SubscribeRequested,
)
from bridge.wire.proof import Verifier
from bridge.wire.values import Value, encode_value

BRIDGE_NONCE = "f0e0d0c0b0a090807060504030201000"
BUTTON = TopicEntry(topic="device/cam-1/input/button", number=1, kind="state", schema="Reading@1")
JPEG = TopicEntry(topic="device/cam-1/camera/jpeg", number=2, kind="media", schema="jpeg@1")
H264 = TopicEntry(topic="device/cam-1/camera/h264", number=3, kind="media", schema="h264@1")


class SmallBridge:
    """Admits whoever knows `key` (anyone without one), and grants everything.

    Its clock is `ahead_us` ahead of trio's. What the peer asked for is in `events`.
    """

    def __init__(self) -> None:
        self.key = ""
        self.ahead_us = 5_000_000
        self.refusal = ""
        self.is_deaf = False  # Gives no time.
        self.is_silent = False  # Says nothing at all.
        self.refused_patterns: set[str] = set()
        self.events: list[NativeEvent] = []
        self.sessions = 0
        self.protocol = NativeProtocol(BRIDGE_NONCE, 0)
        self._socket: trio_websocket.WebSocketConnection | None = None
        self._nursery: trio.Nursery | None = None

    def now_us(self) -> int:
        """Return the bridge's time."""
        return round(trio.current_time() * 1_000_000) + self.ahead_us

    async def connect(self, address: Address) -> trio.abc.Stream:
        """Connect a client; for the `connect` option."""
        assert address.path == "/v1"
        assert self._nursery is not None
        ours, theirs = trio.testing.memory_stream_pair()
        self._nursery.start_soon(self._serve, ours)
        return theirs

    @asynccontextmanager
    async def running(self) -> AsyncIterator["SmallBridge"]:
        """Answer whoever connects within the block."""
        async with open_plain_nursery() as nursery:
            self._nursery = nursery
            yield self
            nursery.cancel_scope.cancel()

    async def say(self, message: BridgeMessage) -> None:
        """Send a control message to the peer."""
        await self.send(self.protocol.send(message))

    async def send(self, message: Message) -> None:
        """Send a message as it is."""
        assert self._socket is not None
        await self._socket.send_message(message)

    async def publish(self, entry: TopicEntry, content: bytes | Value, **more: object) -> None:
        """Send a sample of a topic that the peer was told of."""
        fields: dict[str, object] = {
            "kind": {"jpeg@1": 1, "h264@1": 2}.get(entry.schema, 0),
            "subscription": self._last_sub(),
            "seq": 1,
            "captured_us": self.now_us() - 10_000,
            "received_us": self.now_us(),
            "number": entry.number,
        }
        header = msgspec.convert(fields | more, SampleHeader)
        tail = content if isinstance(content, bytes) else encode_value(content, "msgpack")
        await self.send(encode_header(header) + tail)

    def _last_sub(self) -> int:
        subs = [event.sub for event in self.events if isinstance(event, SubscribeRequested)]
        return subs[-1]

    async def call(self, call: Call) -> None:
        """Send a command to the device."""
        for message in self.protocol.send_call(call):
            await self.send(message)

    async def hang_up(self, code: int, reason: str = "") -> None:
        """Close the link with a code."""
        assert self._socket is not None
        await self._socket.aclose(code, reason)

    def asked(self, kind: type[NativeEvent]) -> list[NativeEvent]:
        """Return the events of a kind, oldest first."""
        return [event for event in self.events if isinstance(event, kind)]

    async def _serve(self, stream: trio.abc.Stream) -> None:
        async with trio.open_nursery() as nursery:
            request = await trio_websocket.wrap_server_stream(nursery, stream)
            offered = tuple(request.proposed_subprotocols)
            assert choose_encoding(offered) is not None
            chosen = next(name for name in offered if name in SUBPROTOCOLS)
            self._socket = await request.accept(subprotocol=chosen)
            self.protocol = NativeProtocol(BRIDGE_NONCE, self.now_us())
            self.sessions += 1
            # The reader of the socket ends by itself, after both have said goodbye.
            with suppress(trio_websocket.ConnectionClosed):
                while True:
                    message = await self._socket.get_message()
                    for event in self.protocol.receive(message, self.now_us()):
                        self.events.append(event)
                        await self._obey(event)

    async def _obey(self, event: NativeEvent) -> None:
        match event:
            case ReplyDue() if not self.is_deaf:
                await self.send(event.message)
            case ClaimMade() if not self.is_silent:
                await self._decide(event)
            case AdvertiseRequested():
                await self._grant(event)
            case SubscribeRequested():
                await self._subscribe(event)
            case Closed():
                await self.hang_up(event.code, event.reason)

    async def _decide(self, claim: ClaimMade) -> None:
        proof = b""
        if self.key:
            verifier = Verifier.from_key(self.key)
            if claim.proof is None or not verifier.accepts(claim.proof, claim.auth_message):
                self.refusal = "unauthorized"
            proof = verifier.server_proof(claim.auth_message)
        if self.refusal:
            await self.send(self.protocol.refuse(self.refusal, "not you")[0])
            await self.hang_up(4401, self.refusal)
            return
        admitted = Admitted(
            f"s{self.sessions}",
            claim.id or "viewer-1",
            claim.role,
            self.now_us(),
            boot="b1",
            server_proof=proof,
        )
        await self.send(self.protocol.admit(admitted)[0])

    async def _grant(self, event: AdvertiseRequested) -> None:
        schemas = {"jpeg": "jpeg@1", "h264": "h264@1"}
        grants = [
            ChannelGrant(
                channel=offer.channel,
                topic=offer.topic,
                schema=schemas.get(offer.topic.rpartition("/")[2], "Reading@1"),
            )
            for offer in event.offers
        ]
        await self.say(Advertised(channels=tuple(grants)))

    async def _subscribe(self, event: SubscribeRequested) -> None:
        if self.refused_patterns & set(event.patterns):
            await self.say(
                Status(level="error", code="forbidden", text="not yours", ref=f"sub:{event.sub}")
            )
            return
        await self.say(Subscribed(sub=event.sub, topics=(BUTTON, JPEG, H264)))


OpenBridge = Callable[[], AbstractAsyncContextManager[SmallBridge]]


@pytest.fixture
def small_bridge() -> SmallBridge:
    """Return a bridge that is not running yet."""
    return SmallBridge()
