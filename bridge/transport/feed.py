"""One hub subscription on its way to one peer.

Knows: mailboxes and the bytes of samples. Does not know: links, priorities, control.
"""

import logging
from collections.abc import Callable

from bridge.hub.hub import Hub
from bridge.hub.subscription import Subscription
from bridge.model.delivery import DropReason
from bridge.model.sample import Sample
from bridge.wire.samples import Lane, encode_sample, frame_sample

log = logging.getLogger("gamebridge.transport")

# What encoding a value may raise: numbers that do not fit, frames above the limit.
_UNENCODABLE = (ValueError, OverflowError, TypeError)


class Feed:
    """Turns what waits for a subscription into bytes, each sample once for all peers."""

    def __init__(self, hub: Hub, subscription: Subscription, lane: Lane) -> None:
        self._hub = hub
        self._lane = lane
        self._send_now: Callable[[bytes], bool] = _refuse
        self.subscription = subscription

    def attach(self, send_now: Callable[[bytes], bool], wake: Callable[[], None]) -> None:
        """Let samples leave in the publisher's call where `send_now` takes them."""
        self._send_now = send_now
        # A text-only peer is sent batches; the publisher's call makes none.
        is_text = self._lane.encoding == "json"
        self.subscription.attach(_let_wait if is_text else self._take_direct, wake)
        wake()

    def _take_direct(self, sample: Sample) -> bool:
        # For all readers but the first this look-up is the whole encoding, so it comes
        # before anything that costs a call.
        known = sample.memo.peek(self._lane)
        frame = known if isinstance(known, bytes) else self._encode(sample, frame_sample)
        return frame is None or self._send_now(frame)

    def next_frame(self) -> bytes | None:
        """Return the next sample as a WebSocket frame, or None when none is due."""
        return self._next(frame_sample)

    def next_object(self) -> bytes | None:
        """Return the next sample as a JSON object, or None when none is due."""
        return self._next(encode_sample)

    def _next(self, encode: Callable[[Sample, Lane, int], bytes]) -> bytes | None:
        while (sample := self.subscription.take_nowait()) is not None:
            data = self._encode(sample, encode)
            if data is not None:
                return data
        return None

    def _encode(self, sample: Sample, encode: Callable[[Sample, Lane, int], bytes]) -> bytes | None:
        """Return the bytes of a sample, or None, counted, if it has none.

        A publisher may be waiting for this call; a value that cannot be encoded must not
        become its error.
        """
        known = self._hub.known(sample.topic)
        try:
            return encode(sample, self._lane, known.number if known else 0)
        except _UNENCODABLE as error:
            self.subscription.count_drop(DropReason.REFUSED)
            log.debug("%s cannot be sent: %s", sample.topic, error)
            return None


def _refuse(_frame: bytes) -> bool:
    return False


def _let_wait(_sample: Sample) -> bool:
    return False
