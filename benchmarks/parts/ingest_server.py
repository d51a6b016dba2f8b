"""A server that receives pictures from one device; tells what each cost it.

`python benchmarks/parts/ingest_server.py WAY COUNT` prints its port, receives COUNT binary
messages and prints processor time per message in µs. WAY is `bridge` or `defaults`
(trio-websocket with its own settings, throwing messages away).
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import trio
import trio_websocket

from bridge.app.assembly import Bridge
from bridge.app.clock import SystemClock
from bridge.app.lifecycle import run_bridge
from bridge.app.settings import BridgeSettings, Settings

TOPIC = "device/cam-1/camera/jpeg"


def report(cpu_s: float, count: int) -> None:
    """Print processor time per message."""
    print(f"{cpu_s * 1e6 / count:.3f}", flush=True)


async def serve_bridge(count: int) -> None:
    """The bridge itself, without plugins, with one reader of the newest picture."""
    with TemporaryDirectory() as folder:
        settings = Settings(bridge=BridgeSettings(port=0))
        bridge = Bridge(settings, [], SystemClock(), Path(folder))
        async with trio.open_nursery() as nursery:
            ports = await nursery.start(run_bridge, bridge, trio.Event())
            print(ports[0], flush=True)
            known = bridge.hub.announce(TOPIC)
            while known.latest is None:
                await trio.sleep(0.001)
            begun_s, first = time.process_time(), known.latest.seq
            while known.latest.seq < count - 1:
                await trio.sleep(0.01)
            report(time.process_time() - begun_s, known.latest.seq - first)
            nursery.cancel_scope.cancel()


async def serve_defaults(count: int) -> None:
    """trio-websocket as it comes."""

    async def welcome(request: trio_websocket.WebSocketRequest) -> None:
        link = await request.accept()
        await link.get_message()  # The hello.
        await link.get_message()
        begun_s = time.process_time()
        for _ in range(count - 2):
            await link.get_message()
        report(time.process_time() - begun_s, count - 2)
        scope.cancel()

    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            server = await nursery.start(
                trio_websocket.serve_websocket, welcome, "127.0.0.1", 0, None
            )
            print(server.port, flush=True)


def main() -> None:
    """Serve in the way that was asked for."""
    trio.run(serve_bridge if sys.argv[1] == "bridge" else serve_defaults, int(sys.argv[2]))


if __name__ == "__main__":
    main()
