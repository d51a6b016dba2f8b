"""What goes wrong, and when: pure functions of a script, a seed and the time.

Times count from the start of the simulation on the host's true clock. README.md (Faults)
has the format of the script.
"""

from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from bridge.api import SettingsError

_US_PER_S = 1_000_000
_US_PER_MS = 1_000
_FOREVER_S = 1e9
# A header of a sensor's file is about 600 bytes; damage behind it stays a JPEG file
# that a decoder will try.
_SAFE_HEADER_BYTES = 620
_FLIPPED_BITS = 12

Damage = Literal["bits", "cut"]
CommonKind = Literal["loss", "delay", "drift", "corrupt", "stall", "reboot"]
COMMON_KINDS: tuple[CommonKind, ...] = ("loss", "delay", "drift", "corrupt", "stall", "reboot")
# What only devices of foreign systems do; dialects/catalogue.py says which and what.
ForeignKind = Literal[
    "wifi",
    "desync",
    "restart-mid-image",
    "no-img-end",
    "padded",
    "wrong-token",
    "no-token",
    "single-quotes",
    "nested",
    "tags-array",
    "nulls",
    "video-first",
    "silent",
    "capture-fails",
    "tight-headers",
    "no-content-length",
    "no-boundary",
    "text-part",
    "not-chunked",
    "bad-port-reply",
    "foreign-address",
    "newline-reply",
]
FaultKind = CommonKind | ForeignKind


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that goes wrong from `at_s` on, for `for_s` seconds.

    loss: a picture is lost with probability `rate`. delay: pictures leave `delay_ms` late,
    give or take `jitter_ms`. drift: the device's clock gains `drift_ppm`. corrupt: a
    picture is damaged with probability `rate`, by flipped `bits` or by a `cut`. stall:
    nothing is sent. reboot: at `at_s`, once. `device` empty means every device.
    Kinds of foreign systems happen with probability `rate`, or each time without one.
    """

    kind: FaultKind
    at_s: float = 0.0
    for_s: float = _FOREVER_S
    device: str = ""
    rate: float = 0.0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    drift_ppm: float = 0.0
    damage: Literal["any", "bits", "cut"] = "any"

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"rate {self.rate}: expected 0 to 1")
        if min(self.at_s, self.for_s, self.delay_ms, self.jitter_ms) < 0:
            raise ValueError(f"{self.kind} at {self.at_s} s: times are not negative")

    def covers(self, time_us: int) -> bool:
        """Tell whether the fault is there at a time."""
        return 0 <= time_us - round(self.at_s * _US_PER_S) < round(self.for_s * _US_PER_S)


class _Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fault: tuple[Fault, ...] = ()


class FrameFate(msgspec.Struct, frozen=True):
    """What becomes of one picture."""

    is_lost: bool = False
    delay_us: int = 0
    damage: Damage | None = None


def load_faults(path: Path) -> tuple[Fault, ...]:
    """Read a script; SettingsError names the file and the line's key."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Script).fault
    except OSError as error:
        raise SettingsError(f"fault script {path}: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise SettingsError(f"fault script {path}: {error}") from None


class FaultPlan:
    """The faults of one device. Asking twice gives the same answer twice."""

    def __init__(self, faults: tuple[Fault, ...], device: str, seed: int) -> None:
        self._faults = tuple(fault for fault in faults if fault.device in ("", device))
        self._seed = seed

    def fate(self, frame_seq: int, time_us: int) -> FrameFate:
        """Return what becomes of a picture taken at a time."""
        dice = np.random.default_rng((self._seed, frame_seq))
        is_lost, delay_ms = False, 0.0
        damage: Damage | None = None
        for fault in self._faults:
            # Every fault draws, covered or not, so that one more fault in the script
            # does not change what the others do.
            luck, swing = float(dice.random()), float(dice.uniform(-1, 1))
            if not fault.covers(time_us):
                continue
            is_lost |= fault.kind == "loss" and luck < fault.rate
            if fault.kind == "delay":
                delay_ms += fault.delay_ms + swing * fault.jitter_ms
            if fault.kind == "corrupt" and luck < fault.rate:
                damage = _damage_of(fault, swing)
        delay_us = round(max(0.0, delay_ms) * _US_PER_MS)
        return FrameFate(is_lost, delay_us, damage)

    def stall_ends_us(self, time_us: int) -> int | None:
        """Return when the stall that covers a time is over, or None when there is none."""
        return self.ends_us("stall", time_us)

    def next_reboot_us(self, after_us: int) -> int | None:
        """Return when the first reboot after a time is due, or None."""
        return self.next_start_us("reboot", after_us)

    def ends_us(self, kind: FaultKind, time_us: int) -> int | None:
        """Return when the last fault of a kind that covers a time is over, or None."""
        ends = [
            round((fault.at_s + fault.for_s) * _US_PER_S)
            for fault in self._faults
            if fault.kind == kind and fault.covers(time_us)
        ]
        return max(ends, default=None)

    def next_start_us(self, kind: FaultKind, after_us: int) -> int | None:
        """Return when the first fault of a kind begins after a time, or None."""
        due = [round(fault.at_s * _US_PER_S) for fault in self._faults if fault.kind == kind]
        return min((at_us for at_us in due if at_us > after_us), default=None)

    def strikes(self, kind: FaultKind, number: int, time_us: int) -> bool:
        """Tell whether a kind of foreign systems happens to their n-th picture or message."""
        dice = np.random.default_rng((self._seed, number, 2))
        lucks = [(fault, float(dice.random())) for fault in self._faults]
        return any(
            fault.kind == kind and fault.covers(time_us) and luck < (fault.rate or 1.0)
            for fault, luck in lucks
        )

    def gained_us(self, from_us: int, to_us: int) -> float:
        """Return how much the device's clock gains by drift between two times."""
        gained = 0.0
        for fault in self._faults:
            if fault.kind == "drift":
                start_us = max(from_us, fault.at_s * _US_PER_S)
                end_us = min(to_us, (fault.at_s + fault.for_s) * _US_PER_S)
                gained += max(0.0, end_us - start_us) * fault.drift_ppm / _US_PER_S
        return gained

    def damaged(self, jpeg: bytes, frame_seq: int, damage: Damage) -> bytes:
        """Return a JPEG file with flipped bits, or without its end."""
        dice = np.random.default_rng((self._seed, frame_seq, 1))
        start = min(_SAFE_HEADER_BYTES, len(jpeg) // 2)
        if damage == "cut":
            return jpeg[: int(dice.integers(start, len(jpeg) - 1))]
        broken = bytearray(jpeg)
        for place in dice.integers(start, len(jpeg) - 2, _FLIPPED_BITS):
            broken[place] ^= 1 << int(dice.integers(0, 8))
        return bytes(broken)


def _damage_of(fault: Fault, swing: float) -> Damage:
    if fault.damage == "any":
        return "cut" if swing > 0 else "bits"
    return fault.damage
