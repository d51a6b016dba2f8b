"""`gamebridge simulate`: devices, and a terminal that shows them."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack

import click
import trio
from rich.console import Console

from bridge.api import BridgeError
from bridge_simulator.client_uplink import open_http_uplink, open_ws_uplink
from bridge_simulator.console import ErrorLines, StatusLines, last_words_of, summary_of
from bridge_simulator.dialects.catalogue import dialect_of
from bridge_simulator.dialects.dialect_flags import DeviceOrder, DialectFlags, orders_from
from bridge_simulator.dialects.fleet import run_fleet
from bridge_simulator.ending import run_until_signal
from bridge_simulator.firmware_device import run_firmware
from bridge_simulator.simulation import Flags, devices_from_flags, run_for, show_for
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import OpenUplink
from bridge_simulator.virtual_device import FirmwareFlags
from bridge_simulator.virtual_device import orders_from as firmware_orders_from

OPENERS: dict[str, OpenUplink] = {"ws": open_ws_uplink, "http": open_http_uplink}
Show = Callable[[list[CameraStatus]], None]


def simulate_native(flags: Flags) -> None:
    """Run until the time is over or somebody ends it; BridgeError when a flag is no good."""
    devices = devices_from_flags(flags)

    async def live(show: Show) -> None:
        await run_for(devices, OPENERS[flags.transport], flags.seconds, show)

    _run_shown(live, is_json=flags.is_json)


def simulate_dialect(flags: DialectFlags) -> None:
    """Run devices of a foreign system; BridgeError when a flag is no good or a port taken."""
    orders = orders_from(flags)
    for order in orders:
        click.echo(f"simulate: {_whereabouts_of(order)}", err=True)

    async def live(show: Show) -> None:
        async with trio.open_nursery() as nursery:
            statuses = await nursery.start(run_fleet, orders)
            await show_for(statuses, flags.seconds, show)
            nursery.cancel_scope.cancel()

    _run_shown(live, is_json=flags.is_json)


def simulate_firmware(flags: FirmwareFlags) -> None:
    """Run the firmware's core; BridgeError when it is not built or a flag is no good."""
    orders = firmware_orders_from(flags)
    click.echo(f"simulate: {orders[0].program}", err=True)

    async def live(show: Show) -> None:
        async with trio.open_nursery() as nursery:
            statuses = await nursery.start(run_firmware, orders)
            await show_for(statuses, flags.seconds, show)
            nursery.cancel_scope.cancel()

    _run_shown(live, is_json=flags.is_json)


def _whereabouts_of(order: DeviceOrder) -> str:
    if dialect_of(order.dialect).is_server:
        return f"{order.name} listens at {order.listen} port {order.port}"
    return f"{order.name} goes to {order.bridge} port {order.port}"


def _run_shown(live: Callable[[Show], Awaitable[None]], *, is_json: bool) -> None:
    """Run, show counters while it runs and the last ones at the end."""
    console = Console(stderr=True)
    kept: list[CameraStatus] = []

    async def shown_live() -> None:
        with ExitStack() as stack:
            shown: StatusLines | ErrorLines = ErrorLines()
            if console.is_terminal and not is_json:
                shown = stack.enter_context(StatusLines(console))

            def show(statuses: list[CameraStatus]) -> None:
                kept[:] = statuses
                shown.show(statuses)

            await live(show)

    failures: list[BaseException] = []
    try:
        trio.run(run_until_signal, shown_live)
    except* BridgeError as group:
        failures.append(_first(group))
    for failure in failures:
        raise failure
    click.echo(summary_of(kept) if is_json else last_words_of(kept))


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
