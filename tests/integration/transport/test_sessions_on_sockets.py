"""Whole sessions through the front door: direct writes, and readers that stop reading."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing
import trio_websocket

from bridge.app.core_topics import CORE_TOPICS
from bridge.hub.commands import CommandDesk
from bridge.hub.directory import DeviceDirectory
from bridge.hub.hub import Hub
from bridge.hub.safe_stop import SafeStop
from bridge.plugin.admission import Admission, Claim, grants_for, is_granted
from bridge.plugin.bridge_methods import CallRegistry
from bridge.plugin.registry import TopicRegistry
from bridge.testing.fakes import TrioClock
from bridge.transport.bridge_calls import BridgeCalls
from bridge.transport.native_sessions import NativeSessions, native_first
from bridge.transport.session_context import SessionContext

if TYPE_CHECKING:
    from tests.integration.transport.conftest import DoorFactory, OpenDoor

pytestmark = pytest.mark.sockets

CAMERA = "device/cam-1/camera/jpeg"
MSGPACK = "gamebridge.v1+msgpack"
UPGRADE = (
    b"GET /v1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
    b"Sec-WebSocket-Protocol: gamebridge.v1+msgpack\r\n\r\n"
)


def admit(claim: Claim) -> Admission:
    return Admission(claim.id, claim.id, claim.role, grants_for(claim.role, claim.id))


def build_context() -> SessionContext:
    registry = TopicRegistry()
    registry.add(*CORE_TOPICS)
    clock = TrioClock()
    hub = Hub(clock, registry.find)
    directory = DeviceDirectory(hub)
    desk = CommandDesk(directory, clock)
    stop = SafeStop(desk, directory, clock)
    calls = BridgeCalls(CallRegistry(), clock, lambda _plugin: None)
    return SessionContext(
        hub, directory, desk, stop, calls, clock, admit, is_granted, lambda call, _admission: call
    )


@asynccontextmanager
async def subscriber(door: "OpenDoor") -> AsyncIterator[trio_websocket.WebSocketConnection]:
    async with trio_websocket.open_websocket(
        "127.0.0.1", door.port, "/v1", use_ssl=False, subprotocols=[MSGPACK]
    ) as ws:
        await ws.send_message(json.dumps({"op": "hello", "role": "viewer", "id": "v"}))
        await ws.send_message(json.dumps({"op": "subscribe", "sub": 1, "topics": [CAMERA]}))
        while json.loads(await ws.get_message())["op"] != "subscribed":
            pass
        yield ws


async def stall(door: "OpenDoor") -> socket.socket:
    """Return a subscriber that will never read what it is sent."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.setblocking(False)
    sock = trio.socket.from_stdlib_socket(peer)
    await sock.connect(("127.0.0.1", door.port))
    await subscribe_by_hand(trio.SocketStream(sock))
    return peer


async def subscribe_by_hand(stream: trio.SocketStream) -> None:
    await stream.send_all(UPGRADE)
    assert b" 101 " in await stream.receive_some(4096)
    await stream.send_all(hello_and_subscribe())


def hello_and_subscribe() -> bytes:
    """Return the two messages as masked frames."""
    frames = b""
    for message in (
        {"op": "hello", "role": "viewer", "id": "stalled"},
        {"op": "subscribe", "sub": 1, "topics": [CAMERA]},
    ):
        text = json.dumps(message).encode()
        frames += bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text
    return frames


@asynccontextmanager
async def reading_bridge(
    open_door: "DoorFactory",
) -> AsyncIterator[tuple[SessionContext, NativeSessions, "OpenDoor"]]:
    context = build_context()
    sessions = NativeSessions(context)
    async with open_door(native_first(sessions, lambda _opening: None)) as door:
        yield context, sessions, door


async def next_picture(ws: trio_websocket.WebSocketConnection) -> bytes:
    while True:
        message = await ws.get_message()
        if isinstance(message, bytes):
            return message


@pytest.mark.parametrize("is_eager", [False, True], ids=["after the answer", "with the request"])
async def test_what_comes_in_one_piece_is_heard_in_one_go(
    open_door: "DoorFactory", *, is_eager: bool
) -> None:
    async with (
        reading_bridge(open_door) as (context, _, door),
        await trio.open_tcp_stream("127.0.0.1", door.port) as stream,
    ):
        if is_eager:
            await stream.send_all(UPGRADE + hello_and_subscribe())
        else:
            await subscribe_by_hand(stream)
        with trio.fail_after(20):
            await context.hub.interest(CAMERA).wait_wanted()


async def film(context: SessionContext) -> None:
    """Publish 100 pictures a second until cancelled; a busy machine may drop some."""
    while True:
        context.hub.publish(CAMERA, payload=b"\xff\xd8" + bytes(25_000))
        await trio.sleep(0.01)


async def test_a_sample_leaves_in_the_publishers_call(open_door: "DoorFactory") -> None:
    async with reading_bridge(open_door) as (context, _, door), subscriber(door) as ws:
        context.hub.announce(CAMERA)
        await ws.get_message()  # The topic's entry has left.
        before = door.door.bytes_out
        context.hub.publish(CAMERA, payload=b"\xff\xd8" + bytes(1000))
        assert door.door.bytes_out > before + 1000
        assert len(await next_picture(ws)) > 1000


async def test_a_reader_that_stalls_slows_nobody_and_is_cut_off(
    open_door: "DoorFactory",
) -> None:
    async with reading_bridge(open_door) as (context, sessions, door), subscriber(door) as ws:
        count = 0
        async with trio.open_nursery() as nursery:
            with await stall(door), trio.fail_after(60):
                while len(context.hub.subscriptions()) < 6:  # noqa: ASYNC110
                    await trio.sleep(0.01)
                nursery.start_soon(film, context)
                while len(sessions.sessions) == 2:
                    await next_picture(ws)
                    count += 1
            nursery.cancel_scope.cancel()
        assert count > 20
        assert sessions.sessions[0].peer is not None
        assert sessions.sessions[0].peer.admission.id == "v"
