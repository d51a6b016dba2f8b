"""One server that publishes to all of its subscribers; tells what that cost it.

`python benchmarks/parts/fan_out_server.py WAY SUBSCRIBERS BYTES COUNT` prints its port,
waits for the subscribers, publishes as fast as they read, and prints processor time per
delivery in µs. No sample is dropped: every so often it waits until all have left. WAY is
`bridge`, `loop` (trio-websocket's send_message, one after the other) or `websockets`
(that library's broadcast).
"""

import asyncio  # noqa: TID251 - one of the references is an asyncio library.
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import trio
import trio_websocket
import websockets.asyncio.server

from bridge.app.assembly import Bridge
from bridge.app.clock import SystemClock
from bridge.app.lifecycle import run_bridge
from bridge.app.settings import BridgeSettings, Settings
from bridge.model.values import Reading

SETTLE_S = 0.3
# Looking whether everything has left costs time of its own, so it is not done each time;
# so many samples may wait without a loss.
LOOK_EACH = 16


class Plan:
    """What to publish, from the command line."""

    def __init__(self, words: list[str]) -> None:
        self.way = words[0]
        self.subscribers, self.bytes, self.count = (int(word) for word in words[1:4])


def report(plan: Plan, cpu_s: float) -> None:
    """Print processor time per delivery."""
    print(f"{cpu_s * 1e6 / plan.count / plan.subscribers:.3f}", flush=True)


async def serve_bridge(plan: Plan) -> None:
    """The bridge itself, without plugins: front door, sessions and hub."""
    with TemporaryDirectory() as folder:
        settings = Settings(bridge=BridgeSettings(port=0))
        bridge = Bridge(settings, [], SystemClock(), Path(folder))
        async with trio.open_nursery() as nursery:
            ports = await nursery.start(run_bridge, bridge, trio.Event())
            print(ports[0], flush=True)
            topic = "device/a/camera/jpeg" if plan.bytes > 1000 else "device/a/input/text"
            known = bridge.hub.announce(topic)
            while len(known.subscriptions) < plan.subscribers:
                await trio.sleep(0.01)
            await trio.sleep(SETTLE_S)
            begun_s = time.process_time()
            payload, text = bytes(plan.bytes), "x" * plan.bytes
            for count in range(plan.count):
                if plan.bytes > 1000:
                    bridge.hub.publish(topic, payload=payload)
                else:
                    bridge.hub.publish(topic, Reading(text))
                await trio.lowlevel.checkpoint()
                while count % LOOK_EACH == 0 and any(r.waiting for r in known.subscriptions):
                    await trio.sleep(0.0002)
            report(plan, time.process_time() - begun_s)
            nursery.cancel_scope.cancel()


async def serve_loop(plan: Plan) -> None:
    """trio-websocket as its documentation shows it."""
    links: list[trio_websocket.WebSocketConnection] = []

    async def welcome(request: trio_websocket.WebSocketRequest) -> None:
        links.append(await request.accept())
        await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        server = await nursery.start(trio_websocket.serve_websocket, welcome, "127.0.0.1", 0, None)
        print(server.port, flush=True)
        while len(links) < plan.subscribers:
            await trio.sleep(0.01)
        await trio.sleep(SETTLE_S)
        begun_s = time.process_time()
        message = bytes(plan.bytes)
        for _ in range(plan.count):
            for link in links:
                await link.send_message(message)
        report(plan, time.process_time() - begun_s)
        nursery.cancel_scope.cancel()


async def serve_websockets(plan: Plan) -> None:
    """The websockets library with its own broadcast, without compression."""
    links: set[websockets.asyncio.server.ServerConnection] = set()

    async def welcome(link: websockets.asyncio.server.ServerConnection) -> None:
        links.add(link)
        await link.wait_closed()

    async with websockets.asyncio.server.serve(welcome, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        while len(links) < plan.subscribers:
            await asyncio.sleep(0.01)
        await asyncio.sleep(SETTLE_S)
        begun_s = time.process_time()
        message = bytes(plan.bytes)
        for count in range(plan.count):
            websockets.asyncio.server.broadcast(links, message)
            await asyncio.sleep(0)
            while count % LOOK_EACH == 0 and any(_waiting(link) for link in links):
                await asyncio.sleep(0.0002)
        report(plan, time.process_time() - begun_s)


def _waiting(link: websockets.asyncio.server.ServerConnection) -> int:
    return link.transport.get_write_buffer_size()


def main() -> None:
    """Serve in the way that was asked for."""
    plan = Plan(sys.argv[1:])
    if plan.way == "websockets":
        asyncio.run(serve_websockets(plan))
    else:
        trio.run(serve_bridge if plan.way == "bridge" else serve_loop, plan)


if __name__ == "__main__":
    main()
