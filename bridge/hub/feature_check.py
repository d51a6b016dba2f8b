"""Is a command one that the device announced, with values that it takes?"""

from bridge.model.commands import Call
from bridge.model.values import DeviceFeature, JsonScalar

Fault = tuple[str, str]  # Code and text of a rejection.


def find_fault(call: Call, features: tuple[DeviceFeature, ...]) -> Fault | None:
    """Return why `call` must be rejected, or None. The text names value and remedy."""
    if not features:
        return None  # A device that announces nothing judges for itself.
    if call.method != "set":
        return _action_fault(call, features)
    if not call.args:
        return "no_arguments", "set: name at least one setting, as in {'quality': 12}"
    for name, value in call.args.items():
        fault = _setting_fault(name, value, features)
        if fault is not None:
            return fault
    return None


def _action_fault(call: Call, features: tuple[DeviceFeature, ...]) -> Fault | None:
    actions = sorted(f.name for f in features if f.kind == "action")
    if call.method in actions:
        return None
    return "no_such_method", f"method {call.method!r}: the device has set, {', '.join(actions)}"


def _setting_fault(
    name: str, value: JsonScalar, features: tuple[DeviceFeature, ...]
) -> Fault | None:
    settable = {f.name: f for f in features if f.kind in ("setting", "output")}
    feature = settable.get(name)
    if feature is None:
        known = ", ".join(sorted(settable))
        return "no_such_setting", f"setting {name!r}: the device has {known}"
    text = _value_fault(feature, value)
    return ("out_of_range", f"{name} = {value!r}: expected {text}") if text else None


def _value_fault(feature: DeviceFeature, value: JsonScalar) -> str | None:
    match feature.type:
        case "bool":
            return None if isinstance(value, bool) else "true or false"
        case "enum":
            choices = ", ".join(feature.choices)
            return None if value in feature.choices else f"one of {choices}"
        case "int" | "float":
            return None if _in_range(feature, value) else _range_text(feature)
        case "none":
            return None


def _in_range(feature: DeviceFeature, value: JsonScalar) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if feature.type == "int" and value != int(value):
        return False
    low = feature.minimum if feature.minimum is not None else value
    high = feature.maximum if feature.maximum is not None else value
    return low <= value <= high


def _range_text(feature: DeviceFeature) -> str:
    what = "a whole number" if feature.type == "int" else "a number"
    low = "" if feature.minimum is None else f" from {feature.minimum:g}"
    high = "" if feature.maximum is None else f" to {feature.maximum:g}"
    return what + low + high
