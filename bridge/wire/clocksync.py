"""How far the bridge's clock is ahead of ours: an estimate that knows its own error.

Theory of operation (docs/protocol.md §5.1). One exchange proves that the offset lies in
an interval: the request needed some time, so the offset is at most t1 − t0; the reply
needed some time, so it is at least t2 − t3. Intervals of different moments are carried
to one moment by the drift, widened for what the drift may be wrong by, and intersected.
The middle of what remains cannot be further from the truth than half its width, as long
as the crystals keep their promise, whatever the network does in either direction.
"""

import enum
import math
from collections import deque
from dataclasses import dataclass

from bridge.wire.peer_messages import ClockEstimate

WINDOW_SLOTS = 16
# Exchanges of four seconds share a slot, so that an HTTP device with thirty posts a second
# and a WebSocket device with two exchanges a minute both remember long enough for drift.
SLOT_US = 4_000_000
MAX_ROUND_TRIP_US = 2_000_000
# Crystals of boards and computers stay within this; ceramic resonators would not.
MAX_DRIFT_PPM = 100.0
LOCKED_EXCHANGES = 5
LOCKED_ERROR_US = 20_000
HOLDOVER_US = 90_000_000
STEP_US = 100_000
_DRIFT_SLOTS = 4
# Within this time the offset moves by less than a hundredth of a millisecond, whatever
# the drift; a viewer of a hundred topics asks for it thousands of times a second.
_REUSE_US = 100_000


class ClockState(enum.StrEnum):
    """How good the estimate is."""

    UNSYNCED = "unsynced"  # No exchange yet.
    COARSE = "coarse"  # Too few exchanges, or too long round trips.
    LOCKED = "locked"
    HOLDOVER = "holdover"  # The last exchange is long ago; only drift is known.


@dataclass(frozen=True, slots=True)
class Estimate:
    """bridge time = own time + `offset_us`, within `error_us`, at the moment asked about."""

    offset_us: int
    error_us: int
    drift_ppm: float
    exchanges: int
    state: ClockState


@dataclass(frozen=True, slots=True)
class _Slot:
    """What is known of the offset at `at_us` of our clock; `began_us` opened the slot."""

    began_us: int
    at_us: int
    low_us: float
    high_us: float

    def carried_to(self, at_us: int, drift_ppm: float, slack_ppm: float) -> tuple[float, float]:
        age_us = at_us - self.at_us
        shift_us = age_us * drift_ppm / 1e6
        slack_us = abs(age_us) * slack_ppm / 1e6
        return self.low_us + shift_us - slack_us, self.high_us + shift_us + slack_us

    @property
    def centre_us(self) -> float:
        return (self.low_us + self.high_us) / 2

    @property
    def width_us(self) -> float:
        return self.high_us - self.low_us


class ClockOffset:
    """The offset between our clock and the bridge's, from exchanges of four times."""

    def __init__(self) -> None:
        self._slots: deque[_Slot] = deque(maxlen=WINDOW_SLOTS)
        self._boot = ""
        self._exchanges = 0
        self._last_us = 0
        self._reusable: tuple[int, int] | None = None  # Own time, and the offset then.
        self.epoch = 0
        self.steps = 0

    def begin(self, boot: str) -> None:
        """Start an epoch unless the bridge's `boot` is the one that is known already."""
        if boot != self._boot or not boot:
            self._forget()
            self._boot = boot

    def observe(self, t0: int, t1: int, t2: int, t3: int) -> bool:
        """Take one exchange; False if it was discarded.

        t0 and t3 are our clock at sending and receiving, t1 and t2 the bridge's at
        receiving and sending.
        """
        round_trip_us = (t3 - t0) - (t2 - t1)
        if t3 < t0 or t2 < t1 or not 0 <= round_trip_us <= MAX_ROUND_TRIP_US:
            return False
        self._reusable = None
        slot = _Slot(t3, t3, t2 - t3, t1 - t0)
        if self._slots and self._is_step(slot):
            self.steps += 1
            self._forget()
        self._exchanges += 1
        self._last_us = t3
        merged = _merge(self._slots[-1], slot) if self._slots else None
        if merged is None:
            self._slots.append(slot)
        else:
            self._slots[-1] = merged
        return True

    def estimate(self, now_us: int) -> Estimate:
        """Return what is known at `now_us` of our clock."""
        if not self._slots:
            return Estimate(0, 0, 0.0, 0, ClockState.UNSYNCED)
        drift_ppm, slack_ppm = self._drift()
        low, high = self._interval(now_us, drift_ppm, slack_ppm)
        error_us = math.ceil((high - low) / 2)
        offset_us = round((low + high) / 2)
        state = self._state(now_us, error_us)
        return Estimate(offset_us, error_us, drift_ppm, self._exchanges, state)

    def bridge_from_own(self, own_us: int) -> int:
        """Return our time `own_us` on the bridge's clock; never negative."""
        known = self._reusable
        if known is None or abs(own_us - known[0]) > _REUSE_US:
            known = self._reusable = (own_us, self.estimate(own_us).offset_us)
        return max(0, own_us + known[1])

    def wire_report(self, now_us: int) -> ClockEstimate:
        """Return the estimate in the form in which it travels."""
        e = self.estimate(now_us)
        return ClockEstimate(
            state=e.state.value,
            offset_us=e.offset_us,
            error_us=e.error_us,
            drift_ppm=round(e.drift_ppm, 3),
            samples=e.exchanges,
        )

    def _forget(self) -> None:
        if self._slots:
            self.epoch += 1
        self._slots.clear()
        self._reusable = None
        self._exchanges = 0

    def _state(self, now_us: int, error_us: int) -> ClockState:
        if now_us - self._last_us > HOLDOVER_US:
            return ClockState.HOLDOVER
        if self._exchanges < LOCKED_EXCHANGES or error_us > LOCKED_ERROR_US:
            return ClockState.COARSE
        return ClockState.LOCKED

    def _is_step(self, slot: _Slot) -> bool:
        if slot.at_us < self._last_us:
            return True  # Our own clock went back.
        low, high = self._interval(slot.at_us, *self._drift())
        return slot.low_us - high > STEP_US or low - slot.high_us > STEP_US

    def _interval(self, at_us: int, drift_ppm: float, slack_ppm: float) -> tuple[float, float]:
        """Intersect from the newest slot to the oldest, as far as they agree."""
        low, high = -math.inf, math.inf
        for slot in reversed(self._slots):
            slot_low, slot_high = slot.carried_to(at_us, drift_ppm, slack_ppm)
            if max(low, slot_low) > min(high, slot_high):
                break
            low, high = max(low, slot_low), min(high, slot_high)
        return low, high

    def _drift(self) -> tuple[float, float]:
        """Return the drift and what it may be wrong by, both in parts per million."""
        unknown = (0.0, MAX_DRIFT_PPM)
        if len(self._slots) < _DRIFT_SLOTS:
            return unknown
        count = max(_DRIFT_SLOTS, math.ceil(len(self._slots) / 4))
        best = sorted(self._slots, key=lambda slot: slot.width_us)[:count]
        times = [slot.at_us for slot in best]
        span_us = max(times) - min(times)
        widest_us = best[-1].width_us
        # Each centre is wrong by half its width at most, which turns the line by no more.
        if span_us == 0 or 1.5 * widest_us / span_us * 1e6 >= MAX_DRIFT_PPM:
            return unknown
        slope_ppm = _slope(best) * 1e6
        if abs(slope_ppm) > MAX_DRIFT_PPM:
            return unknown
        return slope_ppm, 1.5 * widest_us / span_us * 1e6


def _merge(newest: _Slot, slot: _Slot) -> _Slot | None:
    """Return both as one slot at the later moment, or None if they shall stay apart."""
    if slot.at_us - newest.began_us >= SLOT_US:
        return None
    low, high = newest.carried_to(slot.at_us, 0.0, MAX_DRIFT_PPM)
    low, high = max(low, slot.low_us), min(high, slot.high_us)
    return _Slot(newest.began_us, slot.at_us, low, high) if low <= high else None


def _slope(slots: list[_Slot]) -> float:
    """Return the slope of the least-squares line through the centres."""
    mean_at = sum(slot.at_us for slot in slots) / len(slots)
    mean_centre = sum(slot.centre_us for slot in slots) / len(slots)
    spread = sum((slot.at_us - mean_at) ** 2 for slot in slots)
    together = sum((slot.at_us - mean_at) * (slot.centre_us - mean_centre) for slot in slots)
    return together / spread
