"""A virtual board: a life, a hand, and what a board is made of."""

from bridge_simulator.autopilot import Autopilot
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.hand import Hand
from bridge_simulator.life import DeviceLife
from bridge_simulator.pad_firmware import PadFirmware, PadParts
from bridge_simulator.settings import PadOptions
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import OpenUplink


class VirtualPad:
    """One ESP32 with buttons, a stick, sensors, lamps and a motor."""

    def __init__(self, options: PadOptions, open_uplink: OpenUplink, clock: TrueClock) -> None:
        self.status = CameraStatus(options.id, sends="readings")
        self._options = options
        faults = FaultPlan(options.faults, options.id, options.seed)
        hand = Hand(Autopilot(options.seed) if options.has_autopilot else None)
        self._parts = PadParts(hand, faults, clock, self.status)
        self._life = DeviceLife(
            options.url, options.seed, open_uplink, self._boot, self.status, faults, clock
        )

    def _boot(self, number: int, uptime_us: int) -> PadFirmware:
        return PadFirmware(self._options, self._parts, number, uptime_us)

    async def run(self) -> None:
        """Live until cancelled."""
        await self._life.run()
