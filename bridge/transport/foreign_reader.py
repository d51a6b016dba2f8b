"""What a peer of another system reads: hub subscriptions, told in the peer's words.

Knows: subscriptions, rights, the dialect's words for samples. Does not know: links.
"""

import logging
from collections import deque
from collections.abc import Callable

from bridge.hub.subscription import Subscription
from bridge.model.delivery import DropReason
from bridge.model.sample import Sample
from bridge.plugin.admission import Admission
from bridge.transport.readable import may_read, readable_patterns
from bridge.transport.session_context import SessionContext
from bridge.wire.constants import MAX_SUBSCRIPTIONS
from bridge.wire.dialect import ForeignDialect, Message, SamplesWanted
from bridge.wire.framing import frame_message

log = logging.getLogger("gamebridge.sessions")

_PAYLOAD_FRAME = "payload in a binary frame"


class ForeignReader:
    """The subscriptions of one admitted peer. `wake` tells its writer that samples wait."""

    def __init__(
        self,
        context: SessionContext,
        admission: Admission,
        dialect: ForeignDialect,
        wake: Callable[[], None],
    ) -> None:
        self._context = context
        self._admission = admission
        self._dialect = dialect
        self._wake = wake
        self._open: dict[int, Subscription] = {}
        self._turns: deque[Subscription] = deque()

    def want(self, wish: SamplesWanted) -> bool:
        """Begin, replace or end a subscription; False when nothing of it may be read."""
        old = self._open.pop(wish.sub, None)
        if old is not None:
            self._close(old)
        patterns = readable_patterns(self._context, self._admission, wish.patterns)
        if not patterns:
            return not wish.patterns
        if len(self._open) >= MAX_SUBSCRIPTIONS:
            return False
        name = f"{self._admission.id} {self._dialect.name} {wish.sub}"
        subscription = self._context.hub.subscribe(patterns, wish.delivery, name=name)
        self._open[wish.sub] = subscription
        self._turns.append(subscription)
        subscription.attach(_let_wait, self._wake)
        self._wake()
        return True

    def _close(self, subscription: Subscription) -> None:
        self._turns.remove(subscription)
        subscription.close()

    def next_frame(self, now_us: int) -> bytes | None:
        """Return the next samples that the dialect has words for, as whole frames."""
        for _ in range(len(self._turns)):
            self._turns.rotate(-1)
            subscription = self._turns[-1]
            while (sample := subscription.take_nowait()) is not None:
                frames = self._frames(subscription, sample, now_us)
                if frames:
                    return frames
        return None

    def _frames(self, subscription: Subscription, sample: Sample, now_us: int) -> bytes:
        try:
            messages = self._dialect.send_sample(sample, now_us)
            return b"".join(_frame(message, sample) for message in messages)
        except ValueError as error:
            # A value that has no form in the peer's words is lost for this peer only.
            subscription.count_drop(DropReason.REFUSED)
            log.debug("%s cannot be told in %s: %s", sample.topic, self._dialect.name, error)
            return b""

    def next_due_us(self) -> int | None:
        """Return when `next_frame` is worth calling again, or None if nothing waits."""
        due = (subscription.next_due_us() for subscription in self._turns)
        return min((at_us for at_us in due if at_us is not None), default=None)

    def may_still_read(self) -> bool:
        """Tell whether nothing of what is open was taken back since."""
        return all(
            may_read(self._context, self._admission, pattern.text)
            for subscription in self._open.values()
            for pattern in subscription.reader.patterns
        )

    def close(self) -> None:
        """End all subscriptions."""
        for subscription in self._open.values():
            subscription.close()
        self._open.clear()
        self._turns.clear()


def _frame(message: Message, sample: Sample) -> bytes:
    if message is sample.payload:
        # Many pages watch one camera: its picture is framed once for all of them.
        return sample.memo.get(_PAYLOAD_FRAME, lambda: frame_message(sample.payload, is_text=False))
    if isinstance(message, str):
        return frame_message(message.encode(), is_text=True)
    return frame_message(message, is_text=False)


def _let_wait(_sample: Sample) -> bool:
    return False
