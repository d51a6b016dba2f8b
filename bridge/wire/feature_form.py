"""Are the features of a hello ones that a panel can show and a desk can check? §9.3."""

import math

from bridge.model.errors import RemoteProtocolError
from bridge.model.ids import CHUNK
from bridge.model.values import DeviceFeature
from bridge.wire.constants import CLOSE_BAD_MESSAGE, MAX_INTEGER

_MAX_TEXT = 64


def check_features(features: tuple[DeviceFeature, ...]) -> None:
    """Raise RemoteProtocolError `bad_field` that names the first wrong feature."""
    names: set[str] = set()
    for feature in features:
        fault = _find_fault(feature)
        if fault is None and feature.name in names:
            fault = "is there twice"
        if fault is not None:
            text = f"hello: feature {feature.name[:_MAX_TEXT]!r} {fault}"
            raise RemoteProtocolError("bad_field", text, CLOSE_BAD_MESSAGE)
        names.add(feature.name)


def _find_fault(feature: DeviceFeature) -> str | None:
    if not CHUNK.match(feature.name):
        return "needs a name of 1 to 32 characters of a-z, 0-9, '_' and '-'"
    if feature.kind == "action":
        return _action_fault(feature)
    texts = (feature.unit, *feature.choices)
    if len(feature.choices) > _MAX_TEXT or any(len(text) > _MAX_TEXT for text in texts):
        return f"has more than {_MAX_TEXT} choices, or a text longer than {_MAX_TEXT}"
    if not 0 <= feature.min_gap_us <= MAX_INTEGER or not _is_sound_default(feature):
        return "has a number that does not travel"
    if feature.kind in ("setting", "output"):
        return _range_fault(feature)
    return None


def _action_fault(feature: DeviceFeature) -> str | None:
    if feature.type != "none":
        return "is an action and takes no value: expected type 'none'"
    if feature.name == "set":
        return "cannot be an action: 'set' is the method of all settings"
    return None


def _range_fault(feature: DeviceFeature) -> str | None:
    if feature.type in ("int", "float"):
        low, high = feature.minimum, feature.maximum
        if low is None or high is None or not low <= high:
            return f"of type {feature.type} needs minimum ≤ maximum"
    if feature.type == "enum" and not feature.choices:
        return "of type enum needs choices"
    return None


def _is_sound_default(feature: DeviceFeature) -> bool:
    value = feature.default
    if isinstance(value, int | float):
        return math.isfinite(value) and abs(value) <= MAX_INTEGER
    return value is None or len(value) <= _MAX_TEXT
