"""`gamebridge simulate`: cameras, and a terminal that shows them."""

from contextlib import ExitStack

import click
import trio
from rich.console import Console

from bridge_simulator.client_uplink import open_http_uplink, open_ws_uplink
from bridge_simulator.console import ErrorLines, StatusLines, last_words_of, summary_of
from bridge_simulator.ending import run_until_signal
from bridge_simulator.simulation import Flags, cameras_from_flags, run_for
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import OpenUplink

OPENERS: dict[str, OpenUplink] = {"ws": open_ws_uplink, "http": open_http_uplink}


def simulate_cameras(flags: Flags) -> None:
    """Run until the time is over or somebody ends it; BridgeError when a flag is no good."""
    cameras = cameras_from_flags(flags)
    console = Console(stderr=True)
    kept: list[CameraStatus] = []

    async def live() -> None:
        with ExitStack() as stack:
            shown: StatusLines | ErrorLines = ErrorLines()
            if console.is_terminal and not flags.is_json:
                shown = stack.enter_context(StatusLines(console))

            def show(statuses: list[CameraStatus]) -> None:
                kept[:] = statuses
                shown.show(statuses)

            await run_for(cameras, OPENERS[flags.transport], flags.seconds, show)

    trio.run(run_until_signal, live)
    click.echo(summary_of(kept) if flags.is_json else last_words_of(kept))
