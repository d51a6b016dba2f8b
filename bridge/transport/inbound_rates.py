"""How much one peer may send per second.

Knows: sizes and times that it is given. Does not know: messages, links.
"""

import enum

from bridge.transport.session_context import SessionLimits
from bridge.transport.token_bucket import TokenBucket

# A binary message from this size on is counted as a picture.
PICTURE_BYTES = 2048
# What may come at once, in seconds of the rate: a Wi-Fi that comes back delivers a burst.
BURST_S = 2.0
# A device that offers more than this many times its rate is not a fast camera, it is broken.
FLOOD_FACTOR = 3.0


class Verdict(enum.Enum):
    """What to do with a message."""

    TAKE = "take"
    DROP = "drop"  # One picture too many; the next one may be taken.
    END = "end"  # The peer does not hold back.


class PictureRate:
    """The rate of a peer whose pictures do not come one per message."""

    def __init__(self, limits: SessionLimits) -> None:
        self._pictures = TokenBucket(limits.pictures_per_s, limits.pictures_per_s * BURST_S)

    def admits(self, now_us: int) -> bool:
        """Tell whether one more picture may be taken."""
        return self._pictures.admits(now_us)


class InboundRates:
    """The two rates of one session."""

    def __init__(self, limits: SessionLimits) -> None:
        pictures, messages = limits.pictures_per_s, limits.messages_per_s
        self._pictures = TokenBucket(pictures, pictures * BURST_S)
        self._flood = TokenBucket(pictures * FLOOD_FACTOR, pictures * FLOOD_FACTOR * BURST_S)
        self._messages = TokenBucket(messages, messages * BURST_S)

    def judge(self, message: str | bytes, now_us: int) -> Verdict:
        """Return what to do with a message that has just come."""
        if isinstance(message, str) or len(message) < PICTURE_BYTES:
            # Control must not be lost, so there is nothing between taking and ending.
            return Verdict.TAKE if self._messages.admits(now_us) else Verdict.END
        if not self._flood.admits(now_us):
            return Verdict.END
        return Verdict.TAKE if self._pictures.admits(now_us) else Verdict.DROP
