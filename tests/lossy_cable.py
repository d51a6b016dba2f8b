"""A cable between two network namespaces that loses and delays packets, always the same ones.

Each end is a TUN device; a task carries the packets. So loss and delay need no module of
the kernel that a container may lack, and a seed decides which packets are lost.
"""

import fcntl
import os
import random
import struct
import subprocess
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
import trio

from tests.cable import run

NEAR, FAR = "192.168.78.1", "192.168.78.2"
_TUN = Path("/dev/net/tun")
_ATTACH = 0x400454CA
_PACKETS_ONLY = 0x0001 | 0x1000
_LARGEST_PACKET = 4096


class LossyCable:
    """Two machines. `near` and `far` are commands that run there."""

    def __init__(self, loss: float, delay_s: float, jitter_s: float) -> None:
        self.lost = 0
        names = [f"gl{os.getpid()}{side}" for side in "ab"]
        self.near, self.far = [("ip", "netns", "exec", name) for name in names]
        self._names = names
        self._loss, self._delay_s, self._jitter_s = loss, delay_s, jitter_s
        self._dice = random.Random(7)
        self._ends: list[int] = []

    def lay(self, undo: ExitStack) -> None:
        """Make the namespaces and an end of the cable in each."""
        for name, address in zip(self._names, (NEAR, FAR), strict=True):
            run("ip", "netns", "add", name)
            undo.callback(run, "ip", "netns", "del", name)
            end = os.open(_TUN, os.O_RDWR | os.O_NONBLOCK)
            undo.callback(os.close, end)
            device = f"t{name}"
            fcntl.ioctl(end, _ATTACH, struct.pack("16sH", device.encode(), _PACKETS_ONLY))
            run("ip", "link", "set", device, "netns", name)
            run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", device)
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "link", "set", device, "up")
            self._ends.append(end)

    async def carry(self) -> None:
        """Take packets at each end and give them to the other, late or never."""
        near, far = self._ends
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._carry_from, near, far, nursery)
            nursery.start_soon(self._carry_from, far, near, nursery)

    async def _carry_from(self, end: int, other: int, nursery: trio.Nursery) -> None:
        while True:
            await trio.lowlevel.wait_readable(end)
            packet = os.read(end, _LARGEST_PACKET)
            if self._dice.random() < self._loss:
                self.lost += 1
            else:
                nursery.start_soon(self._deliver, packet, other)

    async def _deliver(self, packet: bytes, end: int) -> None:
        await trio.sleep(self._delay_s + self._dice.uniform(0, self._jitter_s))
        os.write(end, packet)


@asynccontextmanager
async def lossy_cable(loss: float, delay_s: float, jitter_s: float) -> AsyncGenerator[LossyCable]:
    """Lay a cable for the time of the block; the test is skipped where none can be made."""
    _skip_where_it_cannot_be()
    cable = LossyCable(loss, delay_s, jitter_s)
    with ExitStack() as undo:
        try:
            cable.lay(undo)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no network namespace can be made here: {error}")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cable.carry)
            yield cable
            nursery.cancel_scope.cancel()


def _skip_where_it_cannot_be() -> None:
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root: sudo make test")
    if not _TUN.exists():
        pytest.skip("no TUN devices here: sudo modprobe tun")
