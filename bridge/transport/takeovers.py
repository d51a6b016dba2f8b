"""Two things that share one device key, taking each other's place.

Knows: times that it is given. Does not know: links.
"""

from collections import deque

# A board that reboots or roams takes its own place a few times; more often in a minute
# only two of them do.
MAX_TAKEOVERS = 5
WINDOW_US = 60_000_000
QUARANTINE_US = 60_000_000
# Devices are remembered only while something happens to them, and no more than these.
MAX_DEVICES = 1024


class TakeoverWatch:
    """Counts how often each device has taken its own place."""

    def __init__(self) -> None:
        self._times: dict[str, deque[int]] = {}
        self._until_us: dict[str, int] = {}

    def note(self, device_id: str, now_us: int) -> bool:
        """Count a takeover; True when there have been too many and both sides must wait."""
        times = self._times.setdefault(device_id, deque())
        times.append(now_us)
        while now_us - times[0] > WINDOW_US:
            times.popleft()
        if len(self._times) > MAX_DEVICES:
            self._times.pop(next(iter(self._times)))
        if len(times) <= MAX_TAKEOVERS:
            return False
        self._until_us[device_id] = now_us + QUARANTINE_US
        return True

    def wait_us(self, device_id: str, now_us: int) -> int:
        """Return how long a device must stay away, 0 when it may come."""
        until_us = self._until_us.get(device_id, 0)
        if until_us <= now_us:
            self._until_us.pop(device_id, None)
            return 0
        return until_us - now_us
