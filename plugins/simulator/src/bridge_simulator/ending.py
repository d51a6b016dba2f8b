"""Ctrl-C and SIGTERM end a command cleanly; a second one insists."""

import os
import signal
from collections.abc import Awaitable, Callable

import trio

# 128 + SIGINT, as shells report a program that was interrupted.
_IMPATIENT_STATUS = 130


async def run_until_signal(work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` to its end, or cancel it at the first signal; that is no failure."""
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    async with trio.open_nursery() as nursery:

        async def watch(*, task_status: trio.TaskStatus[None]) -> None:
            with trio.open_signal_receiver(*signals) as arrived:
                task_status.started()
                async for _signal in arrived:
                    if nursery.cancel_scope.cancel_called:
                        os._exit(_IMPATIENT_STATUS)
                    nursery.cancel_scope.cancel()

        await nursery.start(watch)
        await work()
        nursery.cancel_scope.cancel()
