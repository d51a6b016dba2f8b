"""What a virtual board announces: its inputs, its outputs with their safe values, actions."""

import math

from bridge.api import DeviceFeature, JsonScalar
from bridge_simulator.pad_position import STEERABLE

STEER = "steer"
INPUTS = (
    DeviceFeature("button-a", "input", "bool"),
    DeviceFeature("button-b", "input", "bool"),
    DeviceFeature("axis-x", "input", "float", minimum=-1.0, maximum=1.0),
    DeviceFeature("axis-y", "input", "float", minimum=-1.0, maximum=1.0),
    DeviceFeature("accel", "input", unit="m/s2"),
    DeviceFeature("gyro", "input", unit="rad/s"),
    DeviceFeature("orientation", "input"),
    DeviceFeature("light", "input", "float", minimum=0.0, maximum=100_000.0, unit="lx"),
)
_QUARTER = round(math.pi / 2, 4)
OUTPUTS = (
    DeviceFeature("led", "output", "int", minimum=0, maximum=255, default=0),
    DeviceFeature("led-color", "output", "int", minimum=0, maximum=0xFFFFFF, default=0, unit="rgb"),
    DeviceFeature("vibration", "output", "float", minimum=0.0, maximum=1.0, default=0.0),
    DeviceFeature(
        "servo", "output", "float", minimum=-_QUARTER, maximum=_QUARTER, default=0.0, unit="rad"
    ),
)
PAD_FEATURES = (
    *INPUTS,
    *OUTPUTS,
    DeviceFeature(STEER, "action", choices=tuple(STEERABLE)),
    DeviceFeature("reboot", "action"),
)


def safe_outputs() -> dict[str, JsonScalar]:
    """Return all outputs as they are when nobody has set them."""
    return {feature.name: feature.default for feature in OUTPUTS}
