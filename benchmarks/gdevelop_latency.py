"""How old a value is when a GDevelop game shows it, against a queue that is read once a frame.

Run with `python benchmarks/gdevelop_latency.py [--quick]`. One game in the real engine gets
the same 200 readings a second for 5 s by two ways at once: by the extension from a bridge,
and as texts by what the store's WebSocket extension does. Each reading is the moment at
which it was sent; what counts is its age on the frames of the last second.
Goal: the queue's values are at least 50 times as old.
"""

import math
import shutil
import statistics
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
import trio
from trio_websocket import ConnectionClosed, WebSocketRequest, serve_websocket

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bridge.testing.harness import running_bridge
from tests.browser import HeadlessChromium, chromium_or_skip
from tests.gdevelop.boards import Board, board
from tests.gdevelop.exporting import Exporter, served
from tests.gdevelop.games import (
    Game,
    Scene,
    at_start,
    call,
    connecting,
    javascript,
    set_number,
    when,
)
from tests.gdevelop.playing import PlayedGame, playing
from tests.gdevelop.text_socket import MESSAGE, connect, received, text_socket

RATE_HZ = 200
GOAL = 50
NOTE_AGES = """
const now = performance.timeOrigin + performance.now();
const number = (name) => runtimeScene.getVariables().get(name).getAsNumber();
(window.testedAges ??= []).push([now, now - number("Newest"), now - number("Queued")]);
"""


class Ages(msgspec.Struct, array_like=True):
    """What one frame showed: when, and how old both values were, in ms."""

    at_ms: float
    newest_ms: float
    queued_ms: float


def comparing_game() -> Game:
    """Return a game that shows both values in every frame."""
    told = javascript("runtimeScene.getVariables().get('Plain').setString(testedPlain);")
    events = [
        *connecting(),
        told,
        when(at_start(), then=[connect("Plain")]),
        when(then=[set_number("Newest", 'GameBridge::NumberValue("pad-1/input/sent")')]),
        when(received(), then=[set_number("Queued", f"ToNumber({MESSAGE})")]),
        when(
            call("NumberVariable", "Newest", ">", "0"),
            call("NumberVariable", "Queued", ">", "0"),
            then=[set_number("Both", "1")],
        ),
        when(call("NumberVariable", "Both", "=", "1"), then=[])
        | {"events": [javascript(NOTE_AGES)]},
    ]
    variables = {"Bridge": "", "Plain": "", "Newest": 0, "Queued": 0, "Both": 0}
    return Game([Scene("Main", events, variables=variables)], [text_socket()])


class PlainServer:
    """Sends texts to whoever is connected, each as a message of its own."""

    def __init__(self) -> None:
        self.port = 0
        self._listeners: list[trio.MemorySendChannel[str]] = []

    @property
    def listeners(self) -> int:
        """How many are connected."""
        return len(self._listeners)

    def tell(self, text: str) -> None:
        """Send a text to everybody."""
        for listener in self._listeners:
            listener.send_nowait(text)

    async def _serve(self, request: WebSocketRequest) -> None:
        link = await request.accept()
        send, receive = trio.open_memory_channel[str](100_000)
        self._listeners.append(send)
        try:
            async for text in receive:
                await link.send_message(text)
        except ConnectionClosed:
            self._listeners.remove(send)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["PlainServer"]:
        """Serve on loopback until the block ends."""
        async with trio.open_nursery() as nursery:
            server = await nursery.start(serve_websocket, self._serve, "127.0.0.1", 0, None)
            self.port = server.port
            yield self
            nursery.cancel_scope.cancel()


def wall_ms() -> float:
    """Return the time that the browser has as well."""
    return time.time_ns() / 1_000_000


async def send_readings(pad: Board, plain: PlainServer, seconds: float) -> None:
    """Send the same readings by both ways."""
    start = trio.current_time()
    for number in range(math.ceil(seconds * RATE_HZ)):
        await trio.sleep_until(start + number / RATE_HZ)
        sent_ms = wall_ms()
        plain.tell(repr(sent_ms))
        await pad.read("sent", sent_ms)


async def measure(game: PlayedGame, pad: Board, plain: PlainServer, seconds: float) -> list[Ages]:
    """Return what the frames of the last second showed."""
    await game.wait_until("gdjs._textSocket?.socket.readyState === 1")
    while plain.listeners == 0:
        await trio.sleep(0.01)
    await send_readings(pad, plain, seconds)
    end_ms = wall_ms()
    frames = msgspec.convert(await game.evaluate("testedAges"), list[Ages])
    return [frame for frame in frames if end_ms - 1000 <= frame.at_ms <= end_ms]


async def compare(folder: Path, chromium: HeadlessChromium, seconds: float) -> list[Ages]:
    """Export the game and play it."""
    name = await trio.to_thread.run_sync(Exporter(folder).export, comparing_game())
    with served(folder) as address:
        async with (
            running_bridge() as bridge,
            board(bridge) as pad,
            PlainServer().running() as plain,
        ):
            script = (
                f"window.testedBridge = {bridge.url!r};"
                f"window.testedPlain = 'ws://127.0.0.1:{plain.port}/';"
            )
            async with playing(chromium, f"{address}/{name}/", init_script=script) as game:
                return await measure(game, pad, plain, seconds)


def main() -> None:
    """Print both ages and their ratio."""
    seconds = 2.0 if "--quick" in sys.argv else 5.0
    if shutil.which("node") is None:
        print("no node: install Node.js 20 or later")
        return
    try:
        chromium = HeadlessChromium(chromium_or_skip())
    except pytest.skip.Exception as missing:
        print(missing)
        return
    with TemporaryDirectory() as folder:
        frames = trio.run(compare, Path(folder), chromium, seconds)
    chromium.close()
    newest = statistics.median(frame.newest_ms for frame in frames)
    queued = statistics.median(frame.queued_ms for frame in frames)
    print(
        f"after {seconds:.0f} s of {RATE_HZ} readings/s, {len(frames)} frames in the last second: "
        f"newest value {newest:.1f} ms old, queued value {queued:.0f} ms old, "
        f"{queued / newest:.0f} × (goal: {GOAL} ×)"
    )


if __name__ == "__main__":
    main()
