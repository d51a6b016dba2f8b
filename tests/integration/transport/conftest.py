"""A front door on a port of its own, and clients that talk to it in raw bytes."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import pytest
import trio
import trio.testing
from quart import Response, request
from quart_trio import QuartTrio

from bridge.plugin.admission import LinkOpening
from bridge.transport.front_door import DoorSettings, FrontDoor
from bridge.transport.http_server import HttpServer
from bridge.transport.inbound_frames import MessageLimits
from bridge.transport.links import ChooseLink, LinkClosed, LinkHandler, PendingLink
from bridge.transport.listeners import open_listeners

LIMITS = MessageLimits(65_536, 5 * 1024 * 1024)


@dataclass(slots=True)
class OpenDoor:
    """A front door that listens on loopback."""

    door: FrontDoor
    port: int

    async def connect(self) -> trio.SocketStream:
        return await trio.open_tcp_stream("127.0.0.1", self.port)

    async def ask(self, data: bytes) -> bytes:
        """Send `data` and return all that comes back until the door closes."""
        stream = await self.connect()
        async with stream:
            await stream.send_all(data)
            with trio.fail_after(10):
                return await read_to_end(stream)


async def read_to_end(stream: trio.abc.ReceiveStream) -> bytes:
    data = b""
    try:
        while piece := await stream.receive_some(65536):
            data += piece
    except trio.BrokenResourceError:
        data += b"<reset>"
    return data


async def echo(pending: PendingLink) -> None:
    """Send back whatever comes, until the peer closes."""
    link = await pending.accept(limits=LIMITS, on_oversize=lambda _limit: None)
    try:
        while True:
            await link.send(await link.receive())
    except LinkClosed:
        await link.close(1000)


def choose_echo(opening: LinkOpening) -> LinkHandler | None:
    return echo if opening.path == "/echo" else None


def build_app() -> QuartTrio:
    app = QuartTrio("door kit")

    async def show(path: str) -> str:
        return f"{request.method} /{path} {request.scheme} {len(await request.get_data())}"

    async def flood() -> Response:
        async def pour() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 65536

        return Response(pour())

    app.add_url_rule("/flood", view_func=flood)
    app.add_url_rule("/<path:path>", view_func=show, methods=["GET", "POST"])
    return app


@asynccontextmanager
async def _open_door(
    choose: ChooseLink = choose_echo, settings: DoorSettings | None = None
) -> AsyncIterator[OpenDoor]:
    http = HttpServer(build_app())
    door = FrontDoor(settings or DoorSettings(), choose, http)
    listeners = await open_listeners(["127.0.0.1"], 0)
    port = listeners[0].socket.getsockname()[1]
    async with trio.open_nursery() as nursery:
        await nursery.start(http.run)
        await nursery.start(door.serve, listeners, nursery)
        yield OpenDoor(door, port)
        nursery.cancel_scope.cancel()


class DoorFactory(Protocol):
    """Opens a front door for the time of a `with`."""

    def __call__(
        self, choose: ChooseLink = ..., settings: DoorSettings | None = None
    ) -> AbstractAsyncContextManager[OpenDoor]: ...


@pytest.fixture
def open_door() -> DoorFactory:
    """Open front doors with other handlers or settings."""
    return _open_door


@pytest.fixture
async def door() -> AsyncIterator[OpenDoor]:
    """A front door with an echo at /echo and a small HTTP application."""
    async with _open_door() as opened:
        yield opened


@pytest.fixture
def patient_clock() -> trio.testing.MockClock:
    """A clock that jumps once nothing has happened for a moment: a busy kernel needs one."""
    return trio.testing.MockClock(autojump_threshold=0.02)
