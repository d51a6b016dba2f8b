"""What an s3cam does with a command, and what it answers, in its language."""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from bridge_simulator.dialects.eye import Eye
from bridge_simulator.dialects.s3cam_words import MODES, RESOLUTIONS, resolution_name

_FASTEST, _STEADIEST = MODES
RANGES = {
    "resolution": (0, len(RESOLUTIONS) - 1),
    "quality": (5, 63),
    "fps": (1, 30),
    "brightness": (-2, 2),
    "contrast": (-2, 2),
}
_ON_WORDS = frozenset({"1", "true", "on"})
_SPEED_WORDS = frozenset({"0", "speed", "velocidad"})
_STABILITY_WORDS = frozenset({"1", "stability", "estabilidad"})
Effect = Literal["health", "reboot"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered, and what happens besides."""

    is_ok: bool
    value: str | None = None
    effect: Effect | None = None


@dataclass(slots=True)
class S3camState:
    """What commands change, from one boot to the next."""

    eye: Eye
    resolution: int
    fps: int
    mode: str = _STEADIEST
    actual_fps: float = 0.0
    switches: dict[str, bool] = field(
        default_factory=lambda: {"exposure": True, "gain": True, "whitebalance": True}
    )


def c_integer(text: str) -> int:
    """Return a number as `atoi` reads it: what is no number is 0."""
    stripped = text.strip()
    sign = -1 if stripped.startswith("-") else 1
    digits = ""
    for letter in stripped.lstrip("+-"):
        if letter not in "0123456789":
            break
        digits += letter
    return sign * int(digits or "0")


def obey(state: S3camState, command: str, value: str) -> Reply:
    """Do what a command says."""
    match command:
        case "stats":
            return Reply(is_ok=True, effect="health")
        case "reboot":
            return Reply(is_ok=True, value="reiniciando", effect="reboot")
        case "mode":
            return _set_mode(state, value.lower())
        case "exposure" | "gain" | "whitebalance" | "hmirror" | "vflip":
            return _set_switch(state, command, is_on=value.lower() in _ON_WORDS)
        case _:
            return _set(state, command, c_integer(value))


def _set(state: S3camState, command: str, number: int) -> Reply:
    """Change what is a number."""
    if command not in RANGES:
        return Reply(is_ok=False, value="comando desconocido")
    low, high = RANGES[command]
    if not low <= number <= high:
        return Reply(is_ok=False, value=f"valor no válido ({low}-{high})")
    match command:
        case "resolution":
            return _set_resolution(state, number)
        case "fps":
            state.fps = number
            return Reply(is_ok=True, value=f"{number} (actual: {state.actual_fps:.1f})")
        case _:
            _change(state.eye, **{command: number})
            return Reply(is_ok=True, value=str(number))


def _set_resolution(state: S3camState, index: int) -> Reply:
    if index == state.resolution:
        return Reply(is_ok=False, value="sin cambios")
    state.resolution = index
    _change(state.eye, framesize=RESOLUTIONS[index][1])
    return Reply(is_ok=True, value=f"{index} ({resolution_name(index)})")


def _set_mode(state: S3camState, word: str) -> Reply:
    if word in _SPEED_WORDS:
        state.mode = _FASTEST
    elif word in _STABILITY_WORDS:
        state.mode = _STEADIEST
    else:
        return Reply(is_ok=False, value="modo no válido")
    return Reply(is_ok=True, value=state.mode)


def _set_switch(state: S3camState, name: str, *, is_on: bool) -> Reply:
    if name in state.switches:
        state.switches[name] = is_on
    else:
        _change(state.eye, **{name: is_on})
    return Reply(is_ok=True, value="on" if is_on else "off")


def _change(eye: Eye, **changes: str | int) -> None:
    eye.settings = msgspec.structs.replace(eye.settings, **changes)
