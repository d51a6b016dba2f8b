"""What one virtual device is told at its start."""

from dataclasses import dataclass, field

from bridge_simulator.faults import Fault
from bridge_simulator.features import CameraSettings
from bridge_simulator.sensor import Optics


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """One virtual camera. `is_always_on` makes it send while nobody watches."""

    id: str
    url: str = "ws://127.0.0.1:8080"
    key: str | None = None
    transport: str = "ws"
    scene: str = "table"
    seed: int = 1
    defaults: CameraSettings = field(default_factory=CameraSettings)
    optics: Optics = field(default_factory=Optics)
    faults: tuple[Fault, ...] = ()
    is_always_on: bool = False


@dataclass(frozen=True, slots=True)
class PadOptions:
    """One virtual board. With `has_autopilot` a script plays with it while no person does."""

    id: str
    url: str = "ws://127.0.0.1:8080"
    key: str | None = None
    transport: str = "ws"
    seed: int = 1
    faults: tuple[Fault, ...] = ()
    is_always_on: bool = False
    has_autopilot: bool = True


DeviceOptions = CameraOptions | PadOptions
