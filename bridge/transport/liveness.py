"""Is the peer still there?

Knows: how many bytes came in and the times that it is given. Does not know: pings, links.
"""

from bridge.wire.constants import IDLE_TIMEOUT_US, PING_INTERVAL_US


class Liveness:
    """Watches one link. Anything that comes in is a sign of life.

    With an `idle_timeout_us` of 0 silence is no reason to end; without `pings` the peer is
    never asked.
    """

    def __init__(
        self, now_us: int, idle_timeout_us: int = IDLE_TIMEOUT_US, *, pings: bool = True
    ) -> None:
        self._idle_timeout_us = idle_timeout_us
        self._pings = pings
        self._heard_us = now_us
        self._pinged_us = now_us
        self._bytes_in = 0

    def is_over(self, bytes_in: int, now_us: int) -> bool:
        """Take note of `bytes_in`; True when nothing has come for too long."""
        if bytes_in != self._bytes_in:
            self._bytes_in = bytes_in
            self._heard_us = now_us
        if not self._idle_timeout_us:
            return False
        return now_us - self._heard_us >= self._idle_timeout_us

    def is_ping_due(self, now_us: int) -> bool:
        """Tell whether it is time for a ping, and take it for sent."""
        if not self._pings or now_us - self._pinged_us < PING_INTERVAL_US:
            return False
        self._pinged_us = now_us
        return True
