"""A virtual camera from power-on to power-off: it boots, connects, and connects again."""

import numpy as np
import trio

from bridge.client import Backoff, ClientClosed, ClientRefused
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.firmware import Firmware, Parts
from bridge_simulator.settings import CameraOptions
from bridge_simulator.shutter import Shutter
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import OpenUplink

BOOT_S = 1.2
# A camera has been up for some minutes when the bridge first hears of it.
_MAX_FIRST_UPTIME_US = 300_000_000
_BOOT_UPTIME_US = 280_000


class VirtualCamera:
    """One ESP32 with a camera. `clock` is shared by all cameras of a simulation."""

    def __init__(
        self,
        options: CameraOptions,
        open_uplink: OpenUplink,
        clock: TrueClock,
        shutter: Shutter,
    ) -> None:
        self.status = CameraStatus(options.id)
        self._options = options
        self._open_uplink = open_uplink
        self._random = np.random.default_rng((options.seed, 2))
        faults = FaultPlan(options.faults, options.id, options.seed)
        self._parts = Parts(shutter, faults, clock, self.status)

    async def run(self) -> None:
        """Live until cancelled."""
        uptime_us = int(self._random.integers(_BOOT_UPTIME_US, _MAX_FIRST_UPTIME_US))
        while True:
            firmware = Firmware(self._options, self._parts, self.status.reboots, uptime_us)
            async with trio.open_nursery() as life:
                life.start_soon(self._end_life, firmware, life.cancel_scope)
                life.start_soon(self._stay_connected, firmware)
            self.status.reboots += 1
            self.status.link = "off"
            await trio.sleep(BOOT_S)
            uptime_us = _BOOT_UPTIME_US

    async def _end_life(self, firmware: Firmware, life: trio.CancelScope) -> None:
        """Wait for a commanded reboot or the next one of the script, then end this boot."""
        clock = self._parts.clock
        due_us = self._parts.faults.next_reboot_us(clock.now_us())
        with trio.CancelScope() as until_due:
            if due_us is not None:
                until_due.deadline = trio.current_time() + (due_us - clock.now_us()) / 1_000_000
            await firmware.reboot.wait()
        life.cancel()

    async def _stay_connected(self, firmware: Firmware) -> None:
        backoff = Backoff(random=lambda: float(self._random.random()))
        while True:
            started_s = trio.current_time()
            ended_by = await self._one_link(firmware)
            await trio.sleep(backoff.pause_s(ended_by, trio.current_time() - started_s))

    async def _one_link(self, firmware: Firmware) -> ClientClosed | ClientRefused:
        """Use one link to its end; return what ended it."""
        self.status.link = "connecting"
        ended_by: ClientClosed | ClientRefused = ClientClosed(1006, "the link ended")
        try:
            async with self._open_uplink(
                self._options.url, firmware.identity, firmware.clock
            ) as uplink:
                self.status.connects += 1
                self.status.last_error = ""
                await firmware.serve(uplink)
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
