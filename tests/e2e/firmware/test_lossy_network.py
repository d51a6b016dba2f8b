"""The firmware's core on another machine, over a network that loses packets."""

import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import trio

from bridge.testing.programs import needs
from tests.cable import run
from tests.lossy_cable import NEAR, LossyCable, lossy_cable
from tests.virtual_device import needs_virtual_device, virtual_device

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.slow,
    needs("ip", "iproute2"),
    needs_virtual_device,
]

GAMEBRIDGE = (sys.executable, "-m", "bridge")
COUNT = 60
LIMIT_S = 90


@asynccontextmanager
async def bridge_at(cable: LossyCable, state: Path) -> AsyncGenerator[str]:
    """Run a bridge on the near machine; give the key of a device that may join it."""
    said = run(*GAMEBRIDGE, "devices", "add", "virtual-1", "--state", str(state))
    command = [*cable.near, *GAMEBRIDGE, "run", "--lan", "--state", str(state)]
    async with trio.open_nursery() as nursery:
        run_it = partial(trio.run_process, command, stdout=subprocess.PIPE, check=False)
        process = await nursery.start(run_it)
        async for _ in process.stdout:
            break  # It listens.
        yield said.split()[-1]
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("transport", ["websocket", "http"])
async def test_every_picture_that_arrives_is_one_that_was_sent(
    frames: Path, tmp_path: Path, transport: str
) -> None:
    words = [sys.executable, "-m", "tests.picture_hashes", "ws://127.0.0.1:8080", "virtual-1"]
    # One packet in fifty is lost, the others take 15 to 25 ms.
    with trio.fail_after(LIMIT_S):
        async with (
            lossy_cable(loss=0.02, delay_s=0.015, jitter_s=0.01) as cable,
            bridge_at(cable, tmp_path) as key,
        ):
            options = ("--key", key, "--set", f"transport={transport}")
            async with virtual_device(
                f"{NEAR}:8080", frames, *options, where=cable.far, control=""
            ) as device:
                await device.wait_stage("streaming")
                hashes = [*cable.near, *words, str(COUNT)]
                done = await trio.run_process(hashes, capture_stdout=True)
    arrived = done.stdout.decode().split()[1:]
    assert len(arrived) == COUNT
    assert set(arrived) <= {*device.hashes(), *device.hashes("lost")}
    assert cable.lost > 10
