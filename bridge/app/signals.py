"""Ctrl-C and SIGTERM: the first asks for a clean end, the second insists."""

import os
import signal
from collections.abc import Awaitable, Callable

import trio

# 128 + SIGINT, as shells report a program that was interrupted.
IMPATIENT_STATUS = 130


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that ask a program to end, on this system."""
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))


async def set_on_signal(
    stop: trio.Event, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    """Set `stop` at the first signal; leave the process at the second."""
    with trio.open_signal_receiver(*ending_signals()) as arrived:
        task_status.started()
        async for _signal in arrived:
            if stop.is_set():
                os._exit(IMPATIENT_STATUS)
            stop.set()


async def run_until_signal(work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` to its end, or until a signal asks to end; the latter is no failure."""
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        await nursery.start(set_on_signal, stop)

        async def cancel_when_stopped() -> None:
            await stop.wait()
            nursery.cancel_scope.cancel()

        nursery.start_soon(cancel_when_stopped)
        await work()
        nursery.cancel_scope.cancel()
