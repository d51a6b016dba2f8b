"""A foreign device from power-on to power-off: boots, reboots, and when its radio is out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import numpy as np
import trio

from bridge_simulator.device_clock import DeviceClock, TrueClock
from bridge_simulator.dialects.eye import Eye
from bridge_simulator.faults import FaultKind, FaultPlan
from bridge_simulator.life import BOOT_S
from bridge_simulator.status import CameraStatus

_MAX_FIRST_UPTIME_US = 300_000_000
_BOOT_UPTIME_US = 280_000
_MILLIS_WRAP = 1 << 32
# Half-open connections that a bridge may meet of one device; more tell it nothing new.
_MAX_LIMBO = 16


@dataclass(slots=True)
class ForeignDevice:
    """What a device is made of and keeps when it reboots."""

    name: str
    seed: int
    eye: Eye
    faults: FaultPlan
    clock: TrueClock
    status: CameraStatus
    # Connections that the device has forgotten without closing them: nothing more comes.
    limbo: list[trio.abc.Stream] = field(default_factory=list)

    def strikes(self, kind: FaultKind, number: int) -> bool:
        """Tell whether a fault happens to the n-th picture or message, now."""
        return self.faults.strikes(kind, number, self.clock.now_us())

    def is_radio_out(self) -> bool:
        """Tell whether the device has no network at the moment."""
        return self.faults.ends_us("wifi", self.clock.now_us()) is not None

    def complain(self, text: str) -> None:
        """Count what the other side did that a real device would not stand."""
        self.status.complaints[text] += 1

    async def forget(self, stream: trio.abc.Stream) -> None:
        """Leave a connection half-open, as a device does that loses power or radio."""
        self.limbo.append(stream)
        if len(self.limbo) > _MAX_LIMBO:
            await trio.aclose_forcefully(self.limbo.pop(0))


class Boot:
    """One life of a device, from power to reset."""

    def __init__(self, clock: DeviceClock, number: int) -> None:
        self.clock = clock
        self.number = number
        self.reboot = trio.Event()

    def millis(self) -> int:
        """Return milliseconds since the boot, as the device counts them: it wraps."""
        return self.clock.now_us() // 1_000 % _MILLIS_WRAP


Life = Callable[[Boot], Awaitable[None]]


async def live(device: ForeignDevice, life: Life) -> None:
    """Live until cancelled: `life` runs while the device is on and its radio works."""
    random = np.random.default_rng((device.seed, 3))
    uptime_us = int(random.integers(_BOOT_UPTIME_US, _MAX_FIRST_UPTIME_US))
    try:
        while True:
            clock = DeviceClock(device.clock, device.faults, uptime_us)
            boot = Boot(clock, device.status.reboots)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_end_boot, device, boot, nursery.cancel_scope)
                nursery.start_soon(_stay_on_air, device, boot, life)
            device.status.reboots += 1
            device.status.link = "off"
            await trio.sleep(BOOT_S)
            uptime_us = _BOOT_UPTIME_US
    finally:
        for stream in device.limbo:
            await trio.aclose_forcefully(stream)


async def _end_boot(device: ForeignDevice, boot: Boot, scope: trio.CancelScope) -> None:
    """Wait for a commanded reboot or the next one of the script, then end this boot."""
    due_us = device.faults.next_reboot_us(device.clock.now_us())
    with trio.CancelScope() as until_due:
        until_due.deadline = _deadline(device, due_us)
        await boot.reboot.wait()
    boot.reboot.set()
    scope.cancel()


async def _stay_on_air(device: ForeignDevice, boot: Boot, life: Life) -> None:
    while True:
        now_us = device.clock.now_us()
        back_us = device.faults.ends_us("wifi", now_us)
        if back_us is not None:
            device.status.link = "off"
            await device.clock.sleep_until(back_us)
            continue
        lost_us = device.faults.next_start_us("wifi", now_us)
        with trio.CancelScope(deadline=_deadline(device, lost_us)):
            await life(boot)


def _deadline(device: ForeignDevice, due_us: int | None) -> float:
    if due_us is None:
        return float("inf")
    return trio.current_time() + (due_us - device.clock.now_us()) / 1_000_000
