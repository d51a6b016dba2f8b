"""What a hand does with a board: buttons, stick, how it is held, and the light on it.

Knows: names and ranges. Does not know: who steers, what the board's sensors make of it.
"""

import math
from collections.abc import Mapping

import msgspec

from bridge.api import CallRefused, JsonScalar

_TILT_RAD = 1.5  # Nearly on its edge.
_TURN_RAD = round(math.pi, 4)
# Names as they are steered, with field, lowest and highest value; None is true or false.
STEERABLE: dict[str, tuple[str, tuple[float, float] | None]] = {
    "button-a": ("button_a", None),
    "button-b": ("button_b", None),
    "axis-x": ("axis_x", (-1.0, 1.0)),
    "axis-y": ("axis_y", (-1.0, 1.0)),
    "tilt-x": ("tilt_x_rad", (-_TILT_RAD, _TILT_RAD)),
    "tilt-y": ("tilt_y_rad", (-_TILT_RAD, _TILT_RAD)),
    "turn": ("turn_rad", (-_TURN_RAD, _TURN_RAD)),
    "light": ("light_lx", (0.0, 100_000.0)),
}


class PadPosition(msgspec.Struct, frozen=True):
    """One moment of a hand. The defaults are a board that lies on a desk.

    `tilt_x_rad` is positive when the right edge goes down, `tilt_y_rad` when the edge
    towards the player does, `turn_rad` counter-clockwise as one looks at the face. The
    stick is positive to the right and up.
    """

    button_a: bool = False
    button_b: bool = False
    axis_x: float = 0.0
    axis_y: float = 0.0
    tilt_x_rad: float = 0.0
    tilt_y_rad: float = 0.0
    turn_rad: float = 0.0
    light_lx: float = 320.0


def steered(position: PadPosition, args: Mapping[str, JsonScalar]) -> PadPosition:
    """Return a position with some values changed; CallRefused names value and range."""
    if not args:
        raise CallRefused("no_arguments", "steer: name at least one input, as in axis-x=0.5")
    changes: dict[str, bool | float] = {}
    for name, value in args.items():
        if name not in STEERABLE:
            known = ", ".join(STEERABLE)
            raise CallRefused("no_such_input", f"steer {name!r}: this board has {known}")
        field, bounds = STEERABLE[name]
        changes[field] = _flag(name, value) if bounds is None else _number(name, value, bounds)
    return msgspec.structs.replace(position, **changes)


def _flag(name: str, value: JsonScalar) -> bool:
    # Games have 0 and 1 where others have false and true.
    if value in (True, False):
        return bool(value)
    raise CallRefused("out_of_range", f"{name} = {value!r}: expected true or false")


def _number(name: str, value: JsonScalar, bounds: tuple[float, float]) -> float:
    low, high = bounds
    if not isinstance(value, bool) and isinstance(value, int | float) and low <= value <= high:
        return float(value)
    raise CallRefused("out_of_range", f"{name} = {value!r}: expected {low:g} to {high:g}")
