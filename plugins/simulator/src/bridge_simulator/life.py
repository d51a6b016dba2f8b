"""A virtual device from power-on to power-off: it boots, connects, and connects again.

Knows: boots, links, when to try again. Does not know: what the device is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import trio

from bridge.client import Backoff, ClientClosed, ClientRefused
from bridge_simulator.device_clock import DeviceClock, TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import Identity, OpenUplink, Uplink

BOOT_S = 1.2
# A device has been up for some minutes when the bridge first hears of it.
_MAX_FIRST_UPTIME_US = 300_000_000
_BOOT_UPTIME_US = 280_000


class Boot(Protocol):
    """What runs from one start of a device to the next."""

    identity: Identity
    reboot: trio.Event

    @property
    def clock(self) -> DeviceClock:
        """The device's own clock."""
        ...  # pragma: no cover

    async def serve(self, uplink: Uplink) -> None:
        """Do what the device does on a link, until the link is lost."""
        ...  # pragma: no cover


# Told how many boots there were and what the device's clock shows at the start.
BuildBoot = Callable[[int, int], Boot]


@dataclass(frozen=True, slots=True)
class DeviceLife:
    """One device. It keeps `status`, `faults` and `clock` when it reboots."""

    url: str
    seed: int
    open_uplink: OpenUplink
    build_boot: BuildBoot
    status: CameraStatus
    faults: FaultPlan
    clock: TrueClock

    async def run(self) -> None:
        """Live until cancelled."""
        dice = np.random.default_rng((self.seed, 2))
        uptime_us = int(dice.integers(_BOOT_UPTIME_US, _MAX_FIRST_UPTIME_US))
        backoff = Backoff(random=lambda: float(dice.random()))
        while True:
            boot = self.build_boot(self.status.reboots, uptime_us)
            async with trio.open_nursery() as life:
                life.start_soon(self._end_life, boot, life.cancel_scope)
                life.start_soon(self._stay_connected, boot, backoff)
            self.status.reboots += 1
            self.status.link = "off"
            await trio.sleep(BOOT_S)
            uptime_us = _BOOT_UPTIME_US
            backoff = Backoff(random=lambda: float(dice.random()))

    async def _end_life(self, boot: Boot, life: trio.CancelScope) -> None:
        """Wait for a commanded reboot or the next one of the script, then end this boot."""
        due_us = self.faults.next_reboot_us(self.clock.now_us())
        with trio.CancelScope() as until_due:
            if due_us is not None:
                wait_us = due_us - self.clock.now_us()
                until_due.deadline = trio.current_time() + wait_us / 1_000_000
            await boot.reboot.wait()
        life.cancel()

    async def _stay_connected(self, boot: Boot, backoff: Backoff) -> None:
        while True:
            started_s = trio.current_time()
            ended_by = await self._one_link(boot)
            await trio.sleep(backoff.pause_s(ended_by, trio.current_time() - started_s))

    async def _one_link(self, boot: Boot) -> ClientClosed | ClientRefused:
        """Use one link to its end; return what ended it."""
        self.status.link = "connecting"
        ended_by: ClientClosed | ClientRefused = ClientClosed(1006, "the link ended")
        try:
            async with self.open_uplink(self.url, boot.identity, boot.clock) as uplink:
                self.status.connects += 1
                self.status.last_error = ""
                await boot.serve(uplink)
        except* (ClientClosed, ClientRefused) as group:
            ended_by = _first(group)
        self.status.link = "connecting"
        self.status.last_error = str(ended_by)
        return ended_by


def _first(
    error: BaseExceptionGroup[ClientClosed | ClientRefused] | ClientClosed | ClientRefused,
) -> ClientClosed | ClientRefused:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
