"""Programs beside this one end with it."""

import sys

import pytest
import trio

from bridge.api import BridgeError
from bridge_simulator.children import running

pytestmark = pytest.mark.sockets

POLITE = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("bye")))
print("ready", flush=True)
signal.pause()
"""
DEAF = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
while True:
    signal.pause()
"""


async def read_ready(process: trio.Process) -> None:
    assert process.stdout is not None
    assert (await process.stdout.receive_some(6)).startswith(b"ready")


async def test_program_is_asked_to_stop_and_heard() -> None:
    async with running("child", [sys.executable, "-c", POLITE], 10, keeps_output=True) as child:
        await read_ready(child.process)
    assert child.process.returncode == 0
    assert child.output.strip() == "bye"


async def test_program_that_does_not_stop_is_killed() -> None:
    async with running("child", [sys.executable, "-c", DEAF], 0.2, keeps_output=True) as child:
        await read_ready(child.process)
    assert await child.process.wait() == -9


async def test_program_that_ends_by_itself_is_named() -> None:
    with pytest.RaisesGroup(pytest.RaisesExc(BridgeError, match="the child ended.*status 3")):
        async with running("the child", [sys.executable, "-c", "raise SystemExit(3)"], 1):
            await trio.sleep_forever()


async def test_program_is_stopped_when_the_block_is_cancelled() -> None:
    with trio.CancelScope() as scope:
        async with running("child", [sys.executable, "-c", POLITE], 10, keeps_output=True) as child:
            await read_ready(child.process)
            scope.cancel()
            await trio.sleep_forever()
    assert child.process.returncode == 0
