"""A virtual camera from power-on to power-off: it boots, connects, and connects again."""

import numpy as np
import trio

from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.firmware import Firmware, Parts
from bridge_simulator.settings import CameraOptions
from bridge_simulator.shutter import Shutter
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import LinkLost, OpenUplink

BOOT_S = 1.2
# docs/protocol.md §3.4: full jitter below a bound that doubles, afresh after a good session.
FIRST_BACKOFF_S = 0.5
MAX_BACKOFF_S = 15.0
REFUSED_BACKOFF_S = 60.0
GOOD_SESSION_S = 30.0
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
        bound_s = FIRST_BACKOFF_S
        while True:
            started_s = trio.current_time()
            is_refused = await self._one_link(firmware)
            if trio.current_time() - started_s > GOOD_SESSION_S:
                bound_s = FIRST_BACKOFF_S
            if is_refused:
                bound_s = REFUSED_BACKOFF_S
            await trio.sleep(float(self._random.uniform(0, bound_s)))
            bound_s = max(bound_s, min(2 * bound_s, MAX_BACKOFF_S))

    async def _one_link(self, firmware: Firmware) -> bool:
        """Use one link to its end; return whether the bridge refused this camera."""
        self.status.link = "connecting"
        is_refused = False
        try:
            async with self._open_uplink(
                self._options.url, firmware.identity, firmware.clock
            ) as uplink:
                self.status.connects += 1
                self.status.last_error = ""
                await firmware.serve(uplink)
        except* LinkLost as group:
            lost = _first(group)
            self.status.last_error = str(lost)
            is_refused = isinstance(lost, LinkLost) and lost.is_refusal
        self.status.link = "connecting"
        return is_refused


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
