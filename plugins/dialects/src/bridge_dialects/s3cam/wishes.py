"""What a page wants of a camera, as a call that this very camera understands.

Pages know the words and numbers of one firmware; any camera of the bridge may be the one
that is shown. Knows: both vocabularies. Does not know: links, the command desk.
"""

import math

from bridge.api import Call, DeviceFeature, DeviceState, JsonScalar
from bridge_dialects.s3cam.commands import BY_NAME, MODES
from bridge_dialects.s3cam.resolutions import RESOLUTIONS

# How other cameras call the same thing.
_ALSO_CALLED = {
    "resolution": ("framesize",),
    "exposure": ("aec",),
    "gain": ("agc",),
    "whitebalance": ("awb",),
    "flash": ("led", "led_intensity"),
    "stats": ("status",),
    "reboot": ("restart",),
}
_YES = frozenset({"1", "true", "on"})
_MODE_NUMBERS = {"0": MODES[0], "velocidad": MODES[0], "1": MODES[1], "estabilidad": MODES[1]}


def value_text(value: object) -> str:
    """Return a value as the text that goes on the wire; pages also send numbers."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        is_whole = math.isfinite(value) and value == int(value)
        return str(int(value)) if is_whole else str(value)
    return str(value)[:64] if isinstance(value, str | int) else ""


def call_for(call_id: str, cmd: str, val: str, camera: DeviceState) -> Call:
    """Return what to ask of `camera`. ValueError names what it takes."""
    feature = _find_feature(cmd, camera)
    if feature is None:
        raise ValueError(f"camera {camera.id!r} takes no command {cmd!r}: {_known(camera)}")
    if feature.kind == "action":
        return Call(call_id, camera.id, feature.name)
    return Call(call_id, camera.id, "set", {feature.name: _value(feature, val)})


def _find_feature(cmd: str, camera: DeviceState) -> DeviceFeature | None:
    if not camera.features:
        # It judges for itself, so it is told what pages mean by the word.
        known = BY_NAME.get(cmd)
        kind = known.kind if known is not None else "action"
        if kind == "action":
            return DeviceFeature(cmd, "action")
        return DeviceFeature(cmd, "setting", "int" if kind == "enum" else kind)
    by_name = {feature.name: feature for feature in camera.features if feature.kind != "input"}
    names = (cmd, *_ALSO_CALLED.get(cmd, ()))
    return next((by_name[name] for name in names if name in by_name), None)


def _known(camera: DeviceState) -> str:
    names = [feature.name for feature in camera.features if feature.kind != "input"]
    return f"there is {', '.join(names)}" if names else "there is none"


def _value(feature: DeviceFeature, val: str) -> JsonScalar:
    match feature.type:
        case "bool":
            return val.lower() in _YES
        case "enum":
            return _choice(feature, val)
        case "int" | "float":
            return _number(feature, val)
        case "none":
            return None


def _number(feature: DeviceFeature, val: str) -> JsonScalar:
    try:
        number = float(val)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{feature.name} = {val!r}: expected a number")
    return int(number) if number == int(number) else number


def _choice(feature: DeviceFeature, val: str) -> str:
    choices = {choice.lower(): choice for choice in feature.choices}
    named = choices.get(val.lower())
    if named is not None:
        return named
    for candidate in _candidates(feature.name, val):
        for choice in feature.choices:
            if candidate.lower() in (choice.lower(), choice.lower().partition(" ")[0]):
                return choice
    raise ValueError(f"{feature.name} = {val!r}: expected one of {', '.join(feature.choices)}")


def _candidates(name: str, val: str) -> tuple[str, ...]:
    """Return what a number of ours is called in words."""
    if name == "mode":
        return (_MODE_NUMBERS[val.lower()],) if val.lower() in _MODE_NUMBERS else ()
    if name not in ("resolution", "framesize") or not val.isascii() or not val.isdigit():
        return ()
    return tuple(
        word
        for known in RESOLUTIONS
        if str(known.number) == val
        for word in (known.name, f"{known.width_px}x{known.height_px}")
    )
