"""Which calls a camera still has to answer; its answers name the command and no call.

Knows: calls, the camera's answers. Does not know: links, clocks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bridge.api import Ack, AckStage, Call, JsonScalar
from bridge_dialects.s3cam.commands import BY_NAME, SPEED, STABILITY
from bridge_dialects.s3cam.resolutions import RESOLUTIONS, Resolution

MAX_OPEN = 64
_WHOLE = re.compile(r"\s*(-?[0-9]{1,6})\b")
_MODES = {"velocidad": SPEED, "speed": SPEED, "estabilidad": STABILITY, "stability": STABILITY}


@dataclass(slots=True)
class _OpenCall:
    call: Call
    expires_us: int
    waiting: list[str]
    refusals: list[str] = field(default_factory=list)
    values: list[JsonScalar] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class OpenCalls:
    """The calls of one camera, oldest first. An answer belongs to the oldest that waits."""

    def __init__(self) -> None:
        self._open: list[_OpenCall] = []

    def begin(self, call: Call, names: Sequence[str], now_us: int) -> None:
        """Note that these commands were sent for a call. ValueError when too many wait."""
        self._forget(now_us)
        if len(self._open) >= MAX_OPEN:
            raise ValueError(f"{MAX_OPEN} calls wait for the camera already")
        self._open.append(_OpenCall(call, now_us + call.deadline_us, list(names)))

    def answer(
        self, name: str, value: JsonScalar, refusal: str | None, text: str, now_us: int
    ) -> Ack | None:
        """Take an answer; return the ack of a call that has all its answers now."""
        self._forget(now_us)
        found = next((o for o in self._open if name in o.waiting), None)
        if found is None:
            return None
        found.waiting.remove(name)
        found.values.append(value)
        if text:
            found.texts.append(text)
        if refusal is not None:
            found.refusals.append(f"{name}: {refusal}")
        if found.waiting:
            return None
        self._open.remove(found)
        return _ack_of(found)

    def _forget(self, now_us: int) -> None:
        # The command desk has told the caller; a late answer must not meet the next call.
        self._open = [o for o in self._open if o.expires_us > now_us]


def _ack_of(done: _OpenCall) -> Ack:
    if done.refusals:
        text = "; ".join(done.refusals)
        return Ack(done.call.id, AckStage.REJECTED, "device_refused", text)
    value = done.values[0] if len(done.values) == 1 else None
    return Ack(done.call.id, AckStage.APPLIED, "", ", ".join(done.texts), value)


def value_from(name: str, text: str, listed: tuple[Resolution, ...] = RESOLUTIONS) -> JsonScalar:
    """Return what took effect, from the sentence that the camera says about it.

    The text itself if that cannot be told, None if there is none.
    """
    command = BY_NAME.get(name)
    if command is None or command.kind == "action":
        return text or None
    if command.kind == "bool":
        return {"on": True, "off": False}.get(text, text or None)
    if name == "mode":
        return _MODES.get(text.lower(), text or None)
    found = _WHOLE.match(text)
    if found is None:
        return text or None
    number = int(found.group(1))
    if name != "resolution":
        return number
    return next((r.name for r in listed if r.number == number), text)


def mode_from(text: str) -> str | None:
    """Return the mode that a camera names in its own language, or None."""
    return _MODES.get(text.lower())
