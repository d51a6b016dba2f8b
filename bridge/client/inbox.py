"""Where samples wait until the program reads them: bounded, whatever the program does."""

from collections import OrderedDict, deque
from collections.abc import Callable

from bridge.model.delivery import DEFAULT_MEDIA_AGE_US, Delivery, Mode
from bridge.wire.received import ReceivedSample

_NOWHERE: deque[int] = deque(maxlen=0)


class Inbox:
    """Samples of one subscription, oldest first.

    In mode `latest` a topic has one place, in all others `depth` of them; payloads
    together have `max_bytes`. What does not fit pushes out the oldest and is counted. A
    stream that needs its predecessors (H.264) is cut at a key frame instead: what waits
    goes, what comes is passed over until the next key frame, and `starved` is called.
    """

    def __init__(self, delivery: Delivery, starved: Callable[[str], None]) -> None:
        self._depth = 1 if delivery.mode is Mode.LATEST else delivery.depth
        self._delivery = delivery
        self._starved = starved
        # In order of arrival; the parts of one picture have to stay together.
        self._waiting: OrderedDict[int, ReceivedSample] = OrderedDict()
        self._of_topic: dict[str, deque[int]] = {}
        self._thirsty: set[str] = set()
        self._serial = 0
        self._bytes = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, sample: ReceivedSample) -> None:
        """Take a sample; never waits, never fails."""
        if sample.schema.startswith("h264@"):
            self._put_dependent(sample)
            return
        places = self._of_topic.get(sample.topic, _NOWHERE)
        while len(places) >= self._depth:
            self._drop(places[0])
        self._add(sample)
        while self._bytes > self._delivery.max_bytes and len(self._waiting) > 1:
            self._drop(next(iter(self._waiting)))

    def take(self) -> ReceivedSample | None:
        """Return the oldest sample, or None."""
        if not self._waiting:
            return None
        return self._remove(next(iter(self._waiting)))

    def _put_dependent(self, sample: ReceivedSample) -> None:
        if sample.is_key_frame:
            self._thirsty.discard(sample.topic)
        elif sample.topic in self._thirsty:
            self.dropped += 1
            return
        places = self._of_topic.get(sample.topic, _NOWHERE)
        if places and self._is_behind(self._waiting[places[0]], sample, len(places)):
            for serial in tuple(places):
                self._drop(serial)
            if not sample.is_key_frame:
                self.dropped += 1
                self._thirsty.add(sample.topic)
                self._starved(sample.topic)
                return
        self._add(sample)

    def _is_behind(self, oldest: ReceivedSample, newest: ReceivedSample, count: int) -> bool:
        max_age_us = self._delivery.max_age_us or DEFAULT_MEDIA_AGE_US
        return (
            newest.arrived_us - oldest.arrived_us > max_age_us
            or count >= self._delivery.depth
            or self._bytes + len(newest.payload) > self._delivery.max_bytes
        )

    def _add(self, sample: ReceivedSample) -> None:
        self._serial += 1
        self._waiting[self._serial] = sample
        self._of_topic.setdefault(sample.topic, deque()).append(self._serial)
        self._bytes += len(sample.payload)

    def _remove(self, serial: int) -> ReceivedSample:
        sample = self._waiting.pop(serial)
        places = self._of_topic[sample.topic]
        places.remove(serial)
        if not places:
            del self._of_topic[sample.topic]
        self._bytes -= len(sample.payload)
        return sample

    def _drop(self, serial: int) -> None:
        self._remove(serial)
        self.dropped += 1
