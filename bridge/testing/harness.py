"""A whole bridge on a free loopback port, for as long as a block of code runs."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import trio

from bridge.app.assembly import Bridge
from bridge.app.clock import SystemClock
from bridge.app.lifecycle import run_bridge
from bridge.app.settings import parse_settings
from bridge.plugin.loader import PluginRecord, record_of

_FREE_PORT = "[bridge]\nport = 0\n"


@dataclass(frozen=True, slots=True)
class RunningBridge:
    """A bridge that listens. `stop` asks it to end as a signal does."""

    bridge: Bridge
    port: int
    stop: trio.Event

    @property
    def url(self) -> str:
        """What `bridge.client` connects to."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def http_url(self) -> str:
        """Where its pages and routes are."""
        return f"http://127.0.0.1:{self.port}"


def name_of(module: ModuleType) -> str:
    """Return the plugin's name: `bridge_lamp.plugin` is `lamp`."""
    package = module.__name__.partition(".")[0]
    return package.removeprefix("bridge_")


@asynccontextmanager
async def running_bridge(
    plugins: Sequence[ModuleType] = (),
    settings: str = _FREE_PORT,
    state_dir: Path | None = None,
) -> AsyncGenerator[RunningBridge]:
    """Run a bridge with exactly these plugins; nothing is discovered.

    `settings` is the text of a gamebridge.toml, with `port = 0` in it. Plugins that fail
    are in `bridge.host.records`, as in real life.
    """
    with TemporaryDirectory() as folder:
        records: list[PluginRecord] = [record_of(name_of(m), m) for m in plugins]
        bridge = Bridge(
            parse_settings(settings, "test"), records, SystemClock(), state_dir or Path(folder)
        )
        stop = trio.Event()
        async with trio.open_nursery() as nursery:
            ports = await nursery.start(run_bridge, bridge, stop)
            yield RunningBridge(bridge, ports[0], stop)
            nursery.cancel_scope.cancel()
