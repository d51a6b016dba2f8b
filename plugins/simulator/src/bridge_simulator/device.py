"""A virtual camera: a life, and what a camera is made of."""

from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.firmware import Firmware, Parts
from bridge_simulator.life import DeviceLife
from bridge_simulator.settings import CameraOptions
from bridge_simulator.shutter import Shutter
from bridge_simulator.status import CameraStatus
from bridge_simulator.tag_table import TagTable
from bridge_simulator.uplink import OpenUplink
from bridge_simulator.view import Scene


class VirtualCamera:
    """One ESP32 with a camera. `clock` is shared by all devices of a simulation."""

    def __init__(
        self,
        options: CameraOptions,
        open_uplink: OpenUplink,
        clock: TrueClock,
        shutter: Shutter,
        scene: Scene | None = None,
    ) -> None:
        self.status = CameraStatus(options.id)
        self._options = options
        faults = FaultPlan(options.faults, options.id, options.seed)
        table = scene if isinstance(scene, TagTable) else None
        self._parts = Parts(shutter, faults, clock, self.status, table)
        self._life = DeviceLife(
            options.url, options.seed, open_uplink, self._boot, self.status, faults, clock
        )

    def _boot(self, number: int, uptime_us: int) -> Firmware:
        return Firmware(self._options, self._parts, number, uptime_us)

    async def run(self) -> None:
        """Live until cancelled."""
        await self._life.run()
