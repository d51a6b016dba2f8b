"""The variables of CameraWebServer's /control, as features with their ranges. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bridge.api import DeviceFeature, JsonScalar
from bridge_sources.framesize import MAX_FRAMESIZE, FramesizeScale, size_text

Range = tuple[int, int]

RESOLUTION = "resolution"
CAPTURE = "capture"
REBOOT = "reboot"


@dataclass(frozen=True, slots=True)
class Variable:
    """A whole number that a camera takes. `wide` is the range of the larger sensors."""

    name: str
    usual: Range
    wide: Range | None = None
    is_output: bool = False
    unit: str = ""

    def range(self, *, is_wide: bool) -> Range:
        """Return the range of a sensor."""
        return self.wide if is_wide and self.wide is not None else self.usual

    @property
    def is_switch(self) -> bool:
        """True when it is on or off."""
        return self.usual == (0, 1)


_SWITCHES = (
    "colorbar",
    "awb",
    "agc",
    "aec",
    "hmirror",
    "vflip",
    "awb_gain",
    "aec2",
    "dcw",
    "bpc",
    "wpc",
    "raw_gma",
    "lenc",
)
VARIABLES: dict[str, Variable] = {
    variable.name: variable
    for variable in (
        Variable("framesize", (0, MAX_FRAMESIZE)),
        Variable("quality", (0, 63)),
        Variable("brightness", (-2, 2), (-3, 3)),
        Variable("contrast", (-2, 2), (-3, 3)),
        Variable("saturation", (-2, 2), (-4, 4)),
        Variable("ae_level", (-2, 2), (-5, 5)),
        Variable("gainceiling", (0, 6), (0, 511)),
        Variable("special_effect", (0, 6)),
        Variable("wb_mode", (0, 4)),
        Variable("aec_value", (0, 1200), (0, 1536)),
        Variable("agc_gain", (0, 30), (0, 64)),
        Variable("led_intensity", (0, 255), is_output=True),
        Variable("lamp", (0, 100), is_output=True, unit="%"),
        Variable("min_frame_time", (0, 10_000), unit="ms"),
        Variable("rotate", (-90, 90), unit="deg"),
        *(Variable(name, (0, 1)) for name in _SWITCHES),
    )
}
# Registers of the OV3660 and OV5640, which /status shows by their addresses.
_WIDE_REGISTERS = ("0x34", "0x35", "0x53", "0x54", "0x55")
# Works everywhere, and current firmwares leave it out of /status.
_SILENT = ("vflip",)


def is_wide_sensor(status: Mapping[str, JsonScalar]) -> bool:
    """Tell by /status whether the sensor is one of the larger ones."""
    if any(name.lower().startswith(_WIDE_REGISTERS) for name in status):
        return True
    ranges = ((number_in(status, v.name), v.usual) for v in VARIABLES.values() if v.wide)
    return any(n is not None and not low <= n <= high for n, (low, high) in ranges)


def number_in(status: Mapping[str, JsonScalar], name: str) -> int | None:
    """Return a number of /status, which may stand there as text, or None."""
    value = status.get(name)
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 10:
        return int(value)
    return int(value) if isinstance(value, int | float) else None


def features_for(
    status: Mapping[str, JsonScalar], scale: FramesizeScale, *, can_reboot: bool
) -> tuple[DeviceFeature, ...]:
    """Return what a camera with this /status can be told.

    Sizes that people know come first; the number that means another size in each version
    of the firmware comes last.
    """
    is_wide = is_wide_sensor(status)
    known = [v for v in VARIABLES.values() if _is_there(v, status)]
    features = [_feature(variable, status, is_wide=is_wide) for variable in known]
    if "framesize" in status:
        choices = tuple(size_text(size) for size in scale.sizes())
        features.sort(key=lambda feature: feature.name == "framesize")
        features.insert(0, DeviceFeature(RESOLUTION, "setting", "enum", choices=choices))
    if can_reboot:
        features.append(DeviceFeature(REBOOT, "action"))
    return (*features, DeviceFeature(CAPTURE, "action"))


def _is_there(variable: Variable, status: Mapping[str, JsonScalar]) -> bool:
    if variable.name in _SILENT:
        return bool(status)
    value = number_in(status, variable.name)
    # A light that is not built in says -1.
    return value is not None and not (variable.is_output and value < 0)


def _feature(
    variable: Variable, status: Mapping[str, JsonScalar], *, is_wide: bool
) -> DeviceFeature:
    value = number_in(status, variable.name)
    kind: Literal["output", "setting"] = "output" if variable.is_output else "setting"
    if variable.is_switch:
        default = None if value is None else bool(value)
        return DeviceFeature(variable.name, kind, "bool", default=default)
    low, high = variable.range(is_wide=is_wide)
    return DeviceFeature(
        variable.name,
        kind,
        "int",
        minimum=low,
        maximum=high,
        default=value,
        unit=variable.unit,
    )


def encode_value(name: str, value: JsonScalar, *, is_wide: bool) -> int:
    """Return a value as /control takes it; ValueError names what is expected."""
    variable = VARIABLES.get(name)
    if variable is None:
        raise ValueError(f"setting {name!r}: the camera has {', '.join(sorted(VARIABLES))}")
    low, high = variable.range(is_wide=is_wide)
    if isinstance(value, int | float) and value == int(value) and low <= value <= high:
        return int(value)
    what = "true or false" if variable.is_switch else f"a whole number from {low} to {high}"
    raise ValueError(f"{name} = {value!r}: expected {what}")


def decode_value(name: str, number: int) -> JsonScalar:
    """Return a number of /status as the feature's type."""
    variable = VARIABLES.get(name)
    return bool(number) if variable is not None and variable.is_switch else number
