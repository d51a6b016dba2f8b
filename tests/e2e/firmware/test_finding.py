"""A device that was told nothing but its network finds the bridge by itself, over a cable."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import trio

from bridge.testing.programs import needs
from tests.cable import OURS, laid_cable, run
from tests.virtual_device import needs_virtual_device, virtual_device

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.slow,
    needs("ip", "iproute2"),
    needs_virtual_device,
]

GAMEBRIDGE = (sys.executable, "-m", "bridge")
LIMIT_S = 60


async def test_device_finds_a_bridge_that_announces_itself(frames: Path, tmp_path: Path) -> None:
    said = run(*GAMEBRIDGE, "devices", "add", "virtual-1", "--state", str(tmp_path))
    key = said.split()[-1]
    with laid_cable() as cable:
        # A chip sends what is for everybody to its one network; a PC wants to be told.
        run(*cable.board, "ip", "route", "add", "default", "via", OURS)
        run(*cable.bridge, "ip", "route", "add", "224.0.0.0/4", "dev", f"v{cable.bridge[-1]}")
        command = [*cable.bridge, *GAMEBRIDGE, "run", "--lan", "--state", str(tmp_path)]
        with trio.fail_after(LIMIT_S):
            async with trio.open_nursery() as nursery:
                run_it = partial(trio.run_process, command, stdout=subprocess.PIPE, check=False)
                await nursery.start(run_it)
                async with virtual_device(
                    "", frames, "--key", key, where=cable.board, control=""
                ) as device:
                    await device.type("wifi add virtual virtual")
                    await device.wait_stage("locating")
                    await device.wait_stage("streaming")
                nursery.cancel_scope.cancel()
