"""Programs that live as long as a block of code, and are ended politely."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import trio

from bridge.api import BridgeError

# Ctrl-C reaches children and parent at once; whoever ends by it has not failed.
_BLAME_PAUSE_S = 0.7


@dataclass(slots=True)
class Child:
    """A program that was started. `output` is what it had printed when it ended."""

    name: str
    process: trio.Process
    output: str = ""


@asynccontextmanager
async def running(
    name: str, command: Sequence[str], grace_s: float, *, keeps_output: bool = False
) -> AsyncIterator[Child]:
    """Run a program while the block runs; BridgeError when it ends before.

    At the end it is asked to stop, and killed when that takes longer than `grace_s`.
    """
    output = subprocess.PIPE if keeps_output else subprocess.DEVNULL
    child = Child(name, await _start(command, output))
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_blame_early_end, child)
            yield child
            nursery.cancel_scope.cancel()
    finally:
        # The program has no other parent: leaving it running would take its port for good.
        with trio.CancelScope(shield=True, deadline=trio.current_time() + grace_s):
            await _stop(child)
        if child.process.returncode is None:
            child.process.kill()


async def _start(command: Sequence[str], output: int) -> trio.Process:
    if sys.platform == "win32":
        # Only a group of its own can be sent the event that asks a program to end.
        return await trio.lowlevel.open_process(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return await trio.lowlevel.open_process(command, stdin=subprocess.DEVNULL, stdout=output)


async def _blame_early_end(child: Child) -> None:
    status = await child.process.wait()
    await trio.sleep(_BLAME_PAUSE_S)
    raise BridgeError(f"{child.name} ended by itself (status {status}); its last lines say why")


async def _stop(child: Child) -> None:
    if child.process.returncode is None:
        if sys.platform == "win32":
            child.process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            child.process.terminate()
    if child.process.stdout is not None:
        parts = [part async for part in child.process.stdout]
        child.output = b"".join(parts).decode(errors="replace")
    await child.process.wait()
