"""A server that receives pictures from a device; tells what each cost it.

`python benchmarks/parts/ingest_server.py WAY COUNT` prints its port, receives COUNT
pictures and prints processor time per picture in µs. WAY is `bridge` or `defaults`
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
from bridge.app.settings import BridgeSettings, LimitSettings, Settings
from bridge.model.sample import Sample


class Meter:
    """Counts pictures, and measures from the first one to the last."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._count = 0
        self._begun_s = 0.0
        self.is_full = trio.Event()

    def count(self) -> None:
        """Note a picture; print processor time per picture after the last."""
        if self._count == 0:
            self._begun_s = time.process_time()
        self._count += 1
        if self._count == self._expected:
            spent_s = time.process_time() - self._begun_s
            print(f"{spent_s * 1e6 / (self._count - 1):.3f}", flush=True)
            self.is_full.set()


async def serve_bridge(meter: Meter) -> None:
    """The bridge itself, without plugins, with a reader of every picture."""
    with TemporaryDirectory() as folder:
        limits = LimitSettings(pictures_per_s=1e9)
        settings = Settings(bridge=BridgeSettings(port=0), limits=limits)
        bridge = Bridge(settings, [], SystemClock(), Path(folder))
        async with trio.open_nursery() as nursery:
            ports = await nursery.start(run_bridge, bridge, trio.Event())
            print(ports[0], flush=True)
            with bridge.hub.subscribe(["device/*/camera/jpeg"], name="reader") as reader:

                def take(_sample: Sample) -> bool:
                    meter.count()
                    return True

                reader.attach(take, lambda: None)
                await meter.is_full.wait()
            nursery.cancel_scope.cancel()


async def serve_defaults(meter: Meter) -> None:
    """trio-websocket as it comes."""

    async def welcome(request: trio_websocket.WebSocketRequest) -> None:
        link = await request.accept()
        await link.get_message()  # The hello.
        while True:
            await link.get_message()
            meter.count()

    async with trio.open_nursery() as nursery:
        server = await nursery.start(trio_websocket.serve_websocket, welcome, "127.0.0.1", 0, None)
        print(server.port, flush=True)
        await meter.is_full.wait()
        nursery.cancel_scope.cancel()


def main() -> None:
    """Serve in the way that was asked for."""
    meter = Meter(int(sys.argv[2]))
    trio.run(serve_bridge if sys.argv[1] == "bridge" else serve_defaults, meter)


if __name__ == "__main__":
    main()
