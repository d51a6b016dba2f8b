"""Live events of multicam on a plain WebSocket, for pages without Socket.IO.

Knows: the messages. Does not know: sockets, the hub.
"""

from collections.abc import Sequence

from bridge.api import (
    Admitted,
    ClaimMade,
    Event,
    FaultFound,
    ForeignDialect,
    LinkManners,
    Message,
    Sample,
)
from bridge_sources.multicam.viewing import StreamIndex, Viewing
from bridge_sources.multicam.words import read_plain, write_plain

DIALECT = "multicam"
# Whoever clicks through cameras sends a few messages a second.
VIEWER_MANNERS = LinkManners(messages_per_s=50.0)
MAX_LENGTH = 4096


class LiveDialect(ForeignDialect):
    """One viewer on `/events`."""

    name = DIALECT
    manners = VIEWER_MANNERS

    def __init__(self, streams: StreamIndex) -> None:
        self._viewing = Viewing(streams, write_plain)
        self._is_admitted = False

    def begin(self, now_us: int) -> Sequence[Event]:
        """Claim to be a viewer, and ask for news of cameras."""
        return (claim_viewer(), *self._viewing.begin())

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        """Tell of the cameras that were discovered before."""
        self._is_admitted = True
        return self._viewing.offers()

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """Join or leave a stream; what is neither is counted."""
        if not isinstance(message, str) or len(message) > MAX_LENGTH:
            return (FaultFound("not_an_event", "expected a short text message"),)
        try:
            wish = read_plain(message)
        except ValueError as error:
            return (FaultFound("not_an_event", str(error)),)
        return self._viewing.grant(wish) if self._is_admitted else ()

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return a picture, or a camera that was found, as an event."""
        return self._viewing.show(sample)


def claim_viewer() -> ClaimMade:
    """Return what every viewer of multicam claims to be."""
    return ClaimMade("viewer", "", "multicam viewer")
