"""When devices came and went, as the system's pages tell it.

Knows: states of devices, the calendar as a label. Does not know: links, routes.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bridge.api import DeviceState
from bridge_dialects.shared.wall import local_time
from bridge_dialects.taghub.noticeboard import SYSTEM

MAX_SESSIONS = 20
MAX_OPEN = 256


@dataclass(frozen=True, slots=True)
class _Arrival:
    epoch: int
    at_us: int
    at_s: float


class VisitsBook:
    """The sessions of all devices of the system, the newest last."""

    def __init__(self, now_us: int, wall_s: Callable[[], float]) -> None:
        self._wall_s = wall_s
        self._start_us = now_us
        self._start_s = wall_s()
        self._open: dict[str, _Arrival] = {}
        self._closed: deque[dict[str, object]] = deque(maxlen=MAX_SESSIONS)
        self._total = 0

    def note(self, state: DeviceState, now_us: int) -> None:
        """Take note that a device is here, or gone."""
        if state.dialect != SYSTEM:
            return
        arrival = self._open.get(state.id)
        if arrival is not None and (not state.online or arrival.epoch != state.epoch):
            self._close(self._open.pop(state.id), now_us)
            arrival = None
        if state.online and arrival is None and len(self._open) < MAX_OPEN:
            self._open[state.id] = _Arrival(state.epoch, now_us, self._wall_s())

    def _close(self, arrival: _Arrival, now_us: int) -> None:
        seconds = max(0, now_us - arrival.at_us) / 1e6
        end_s = arrival.at_s + seconds
        self._total += 1
        self._closed.append(
            {
                "connect_time": calendar_text(arrival.at_s),
                "connect_timestamp": arrival.at_s,
                "disconnect_time": calendar_text(end_s),
                "disconnect_timestamp": end_s,
                "duration_seconds": int(seconds),
                "duration_formatted": duration_text(int(seconds)),
                "status": "disconnected",
            }
        )

    def uptime_us(self, now_us: int) -> int | None:
        """Return how long the device that came first has been here, or None."""
        if not self._open:
            return None
        return now_us - min(arrival.at_us for arrival in self._open.values())

    def seconds_since_start(self, now_us: int) -> int:
        """Return the age of the system itself."""
        return (now_us - self._start_us) // 1_000_000

    def history(self) -> dict[str, object]:
        """Return the sessions that are over."""
        return {
            "sessions": list(self._closed),
            "total_sessions": self._total,
            "server_start_time": calendar_text(self._start_s),
        }


def calendar_text(at_s: float) -> str:
    """Return a moment as the pages show it."""
    return local_time(at_s).strftime("%Y-%m-%d %H:%M:%S")


def duration_text(seconds: int) -> str:
    """Return `1h 2m 3s`, without what is zero in front."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s")]
    first = next((at for at, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count}{unit}" for count, unit in parts[first:])
