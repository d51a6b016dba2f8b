"""Running a bridge as a program: where it is, and its end at the first signal."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import trio

from bridge import __version__
from bridge.app.addresses import game_addresses, is_everywhere, reached_hosts
from bridge.app.assembly import Bridge
from bridge.app.clock import SystemClock
from bridge.app.lifecycle import run_bridge
from bridge.app.settings import Settings
from bridge.app.signals import set_on_signal
from bridge.model.errors import SettingsError
from bridge.plugin.legacy import LegacyTable
from bridge.plugin.loader import PluginRecord

# Python threads take turns this often. With the default of 5 ms a busy codec thread makes
# every message on the trio thread that much later.
SWITCH_INTERVAL_S = 0.0005


def serve(settings: Settings, records: Sequence[PluginRecord], state_dir: Path) -> None:
    """Run a bridge until a signal asks it to end."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    bridge = Bridge(settings, records, SystemClock(), state_dir)
    check_legacy(bridge.legacy)
    trio.run(run_until_asked_to_end, bridge)


def check_legacy(legacy: LegacyTable) -> None:
    """Refuse systems that no plugin knows, because a typing error must not be silent."""
    if legacy.unknown:
        known = ", ".join(legacy.known) or "none, because no plugin that is installed serves any"
        raise SettingsError(f"legacy: no system {', '.join(legacy.unknown)}; known: {known}")


async def run_until_asked_to_end(bridge: Bridge) -> None:
    """Run, say where, and end cleanly at the first signal."""
    stop = trio.Event()
    async with trio.open_nursery() as nursery:

        async def run_to_its_end(*, task_status: trio.TaskStatus[list[int]]) -> None:
            await run_bridge(bridge, stop, task_status=task_status)
            nursery.cancel_scope.cancel()

        await nursery.start(set_on_signal, stop)
        ports = await nursery.start(run_to_its_end)
        for line in (*greeting(bridge.settings, ports[0]), *legacy_greeting(bridge, ports)):
            click.echo(line)
        await stop.wait()
        click.echo("gamebridge: ending; Ctrl-C again to leave at once", err=True)


def greeting(settings: Settings, port: int) -> list[str]:
    """Return what a person needs to know: where, and who can reach it."""
    scheme = "https" if settings.bridge.tls_certificate else "http"
    if not settings.is_exposed:
        where = f"{scheme}://127.0.0.1:{port}/"
        return [f"gamebridge {__version__}: {where} — only this machine; Ctrl-C ends it"]
    hosts = reached_hosts(settings)
    pages = ["127.0.0.1", *hosts] if is_everywhere(settings) else hosts
    lines = [f"gamebridge {__version__}: listening to the local network; Ctrl-C ends it"]
    lines += [f"  {scheme}://{address}:{port}/" for address in pages]
    games = " or ".join(game_addresses(settings, port))
    if games:
        lines.append(f"  what to type into a game: {games}")
    if scheme == "http":
        lines.append("  without TLS: keys stay secret, but pictures can be watched by neighbours")
    return lines


def legacy_greeting(bridge: Bridge, ports: Sequence[int]) -> list[str]:
    """Return which foreign systems are served, and where."""
    served = ", ".join(bridge.legacy.served)
    if not served:
        return []
    where = f" (ports {', '.join(map(str, sorted(set(ports[1:]))))})" if ports[1:] else ""
    lines = [f"  devices and pages of {served} as they are{where}: they have no keys of their own"]
    if not bridge.settings.is_exposed:
        lines.append("  only this machine can reach them: add --lan for boards")
    return lines
