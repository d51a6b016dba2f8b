"""What these cameras can be told, and in which words.

On the wire every value is a JSON string: the firmware reads a number as nothing. Knows:
commands, their ranges, features. Does not know: links, who commands.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from bridge.api import Call, DeviceFeature, JsonScalar
from bridge_dialects.s3cam.resolutions import DEFAULT, RESOLUTIONS, Resolution

SPEED, STABILITY = "speed", "stability"
MODES = (SPEED, STABILITY)
FPS = 20


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `priority` 0 goes first when commands have to wait."""

    name: str
    kind: Literal["int", "enum", "bool", "action"]
    priority: int
    description: str
    low: int = 0
    high: int = 1


COMMANDS: tuple[Command, ...] = (
    Command("resolution", "enum", 1, "Picture size, by its number", 0, len(RESOLUTIONS) - 1),
    Command("quality", "int", 1, "JPEG quality, 5 is best and 63 smallest", 5, 63),
    Command("fps", "int", 1, "Pictures per second", 1, 30),
    Command("mode", "enum", 1, "0 for speed, 1 for stability"),
    Command("brightness", "int", 2, "Brightness", -2, 2),
    Command("contrast", "int", 2, "Contrast", -2, 2),
    Command("exposure", "bool", 2, "Automatic exposure"),
    Command("gain", "bool", 2, "Automatic gain"),
    Command("whitebalance", "bool", 2, "Automatic white balance"),
    Command("hmirror", "bool", 2, "Mirror left and right"),
    Command("vflip", "bool", 2, "Turn upside down"),
    Command("stats", "action", 2, "Send health now"),
    Command("reboot", "action", 0, "Restart the camera"),
)
BY_NAME = {command.name: command for command in COMMANDS}
LEAST_PRIORITY = 2


class _CommandMessage(msgspec.Struct, frozen=True):
    type: str
    cmd: str
    val: str
    timestamp: float


def encode_command(cmd: str, val: str, at_s: float) -> str:
    """Return the message that tells a camera something; `at_s` is wall time."""
    return msgspec.json.encode(_CommandMessage("command", cmd, val, at_s)).decode()


def priority_of(cmd: str) -> int:
    """Return how urgent a command is, 0 most."""
    known = BY_NAME.get(cmd)
    return LEAST_PRIORITY if known is None else known.priority


def features_of(
    listed: tuple[Resolution, ...] = RESOLUTIONS, mode: str = STABILITY, fps: int = FPS
) -> tuple[DeviceFeature, ...]:
    """Return what a camera offers that lists these sizes and runs so at the start."""
    names = tuple(resolution.name for resolution in listed)
    default = DEFAULT.name if DEFAULT.name in names else names[0]
    starts: dict[str, JsonScalar] = {"resolution": default, "mode": mode, "fps": fps}
    choices = {"resolution": names, "mode": MODES}
    return tuple(
        _feature(command, choices.get(command.name, ()), starts.get(command.name))
        for command in COMMANDS
    )


def _feature(command: Command, choices: tuple[str, ...], default: JsonScalar) -> DeviceFeature:
    if command.kind == "action":
        return DeviceFeature(command.name, "action")
    if command.kind == "int":
        unit = "Hz" if command.name == "fps" else ""
        low, high = command.low, command.high
        return DeviceFeature(command.name, "setting", "int", low, high, default=default, unit=unit)
    return DeviceFeature(command.name, "setting", command.kind, choices=choices, default=default)


def words_for(
    call: Call, listed: tuple[Resolution, ...] = RESOLUTIONS
) -> tuple[tuple[str, str], ...]:
    """Return each command of a call with its value, as the firmware wants them.

    ValueError names what there is.
    """
    if call.method == "set":
        if not call.args:
            raise ValueError("set: name at least one setting, as in quality = 12")
        return tuple((name, _value_text(name, value, listed)) for name, value in call.args.items())
    known = BY_NAME.get(call.method)
    if known is None or known.kind != "action":
        actions = ", ".join(c.name for c in COMMANDS if c.kind == "action")
        raise ValueError(f"method {call.method!r}: there is set, {actions}")
    return ((call.method, ""),)


def _value_text(name: str, value: JsonScalar, listed: tuple[Resolution, ...]) -> str:
    command = BY_NAME.get(name)
    if command is None or command.kind == "action":
        settings = ", ".join(c.name for c in COMMANDS if c.kind != "action")
        raise ValueError(f"setting {name!r}: there is {settings}")
    match command.kind:
        case "bool":
            if not isinstance(value, bool):
                raise ValueError(f"{name} = {value!r}: expected true or false")
            return "1" if value else "0"
        case "enum":
            return _choice_text(name, value, listed)
        case _:
            return _whole_text(command, value)


def _whole_text(command: Command, value: JsonScalar) -> str:
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not command.low <= number <= command.high or number != int(number):
        raise ValueError(
            f"{command.name} = {value!r}: expected a whole number "
            f"from {command.low} to {command.high}"
        )
    return str(int(number))


def _choice_text(name: str, value: JsonScalar, listed: tuple[Resolution, ...]) -> str:
    numbers = (
        {mode: number for number, mode in enumerate(MODES)}
        if name == "mode"
        else {resolution.name: resolution.number for resolution in listed}
    )
    if not isinstance(value, str) or value not in numbers:
        raise ValueError(f"{name} = {value!r}: expected one of {', '.join(numbers)}")
    return str(numbers[value])
