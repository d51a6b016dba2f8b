"""What can be commanded about a virtual camera, in one table: ranges, defaults, refusals."""

from collections.abc import Iterable, Mapping

import msgspec

from bridge.api import CallRefused, DeviceFeature, JsonScalar
from bridge_simulator.choices import (
    BEST_QUALITY,
    FRAME_SIZES,
    MAX_FPS,
    MIN_FPS,
    PLACE_TAG,
    PLACING_ARGUMENTS,
    WORST_QUALITY,
)
from bridge_simulator.sensor import SensorSettings


class CameraSettings(msgspec.Struct, frozen=True):
    """Everything that `set` can change; names are those of the features."""

    framesize: str = "VGA"
    quality: int = 12
    fps: int = 30
    hmirror: bool = False
    vflip: bool = False
    brightness: int = 0
    contrast: int = 0
    led: bool = False

    def as_object(self) -> dict[str, JsonScalar]:
        """Return the settings by name."""
        return msgspec.structs.asdict(self)

    def for_sensor(self, worst_quality: int = 0) -> SensorSettings:
        """Return what the sensor needs, with a quality no better than `worst_quality`."""
        return SensorSettings(
            framesize=self.framesize,
            quality=max(self.quality, min(worst_quality, WORST_QUALITY)),
            hmirror=self.hmirror,
            vflip=self.vflip,
            brightness=self.brightness,
            contrast=self.contrast,
            led=self.led,
        )


def camera_features(
    defaults: CameraSettings, *, places_tags: bool = False
) -> tuple[DeviceFeature, ...]:
    """Return what a camera with these defaults announces."""
    placing = (
        (DeviceFeature(PLACE_TAG, "action", choices=PLACING_ARGUMENTS),) if places_tags else ()
    )
    return (
        *placing,
        DeviceFeature(
            "framesize", "setting", "enum", choices=tuple(FRAME_SIZES), default=defaults.framesize
        ),
        _whole("quality", BEST_QUALITY, WORST_QUALITY, defaults.quality),
        _whole("fps", MIN_FPS, MAX_FPS, defaults.fps, unit="Hz"),
        _whole("brightness", -2, 2, defaults.brightness),
        _whole("contrast", -2, 2, defaults.contrast),
        DeviceFeature("hmirror", "setting", "bool", default=defaults.hmirror),
        DeviceFeature("vflip", "setting", "bool", default=defaults.vflip),
        DeviceFeature("led", "output", "bool", default=defaults.led),
        DeviceFeature("reboot", "action"),
        DeviceFeature("capture", "action"),
    )


def _whole(name: str, low: int, high: int, default: int, unit: str = "") -> DeviceFeature:
    return DeviceFeature(
        name, "setting", "int", minimum=low, maximum=high, default=default, unit=unit
    )


def changed_settings(settings: CameraSettings, args: dict[str, JsonScalar]) -> CameraSettings:
    """Return the settings after a `set`. All of it is applied, or CallRefused says why not."""
    changes = accepted_values(camera_features(CameraSettings()), args)
    return msgspec.convert({**settings.as_object(), **changes}, CameraSettings)


def accepted_values(
    features: Iterable[DeviceFeature], args: Mapping[str, JsonScalar]
) -> dict[str, JsonScalar]:
    """Return the values of a `set` as their features' types; CallRefused says why not."""
    settable = {f.name: f for f in features if f.kind in ("setting", "output")}
    if not args:
        example = next(iter(settable.values()))
        raise CallRefused(
            "no_arguments",
            f"set: name at least one setting, as in {example.name}={example.default}",
        )
    accepted: dict[str, JsonScalar] = {}
    for name, value in args.items():
        if name not in settable:
            raise CallRefused(
                "no_such_setting", f"set {name!r}: this device has {', '.join(sorted(settable))}"
            )
        accepted[name] = _accepted(settable[name], value)
    return accepted


def _accepted(feature: DeviceFeature, value: JsonScalar) -> JsonScalar:
    """Return a value as the setting's type; numbers may come as text, as from a console."""
    match feature.type:
        case "enum" if value in feature.choices:
            return value
        case "bool" if value in (True, False, "true", "false", "1", "0"):
            return value in (True, "true", "1")
        case "int" | "float":
            number = _number(value)
            low, high = feature.minimum or 0, feature.maximum or 0
            if number is not None and low <= number <= high:
                if feature.type == "float":
                    return number
                if number.is_integer():
                    return int(number)
    raise CallRefused("out_of_range", f"{feature.name} = {value!r}: expected {_range_of(feature)}")


def _number(value: JsonScalar) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _range_of(feature: DeviceFeature) -> str:
    if feature.choices:
        return "one of " + ", ".join(feature.choices)
    if feature.type == "bool":
        return "true or false"
    kind = "whole number" if feature.type == "int" else "number"
    return f"a {kind} from {feature.minimum:g} to {feature.maximum:g}"
