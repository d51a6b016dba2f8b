"""Watches what flows through the bridge, for pages and questions that come later.

Knows: the hub, which samples are for whom. Does not know: links, routes, fields.

It looks without asking: no camera captures and no tag is sought for its sake. Who asks
over HTTP is a reader for a few seconds more, and cameras work for readers.
"""

from collections.abc import Callable

import trio

from bridge.api import (
    Delivery,
    DeviceState,
    Hop,
    Hub,
    Mode,
    Sample,
    Subscription,
)
from bridge_dialects.shared.camera_watch import STATES
from bridge_dialects.taghub.frame_meter import FrameMeter
from bridge_dialects.taghub.noticeboard import Noticeboard
from bridge_dialects.taghub.visits_book import VisitsBook

TAGS = "device/*/tags"
PICTURES = "device/*/camera/jpeg"
MAX_CAMERAS = 256
MAX_WISHES = 16
HELD_US = 10_000_000
TICK_S = 1.0
_EVERY = Delivery(mode=Mode.ALL)


class Lookout:
    """One for the system. A service."""

    name = "taghub lookout"

    def __init__(self, hub: Hub, board: Noticeboard, book: VisitsBook) -> None:
        self._hub = hub
        self._board = board
        self._book = book
        self._meters: dict[str, FrameMeter] = {}
        self._held: dict[tuple[str, ...], tuple[Subscription, int]] = {}

    def meter(self, camera: str) -> FrameMeter:
        """Return the meter of a camera's pictures."""
        found = self._meters.get(camera)
        if found is None:
            found = FrameMeter()
            if len(self._meters) < MAX_CAMERAS:
                self._meters[camera] = found
        return found

    def ask_for(self, *topics: str) -> None:
        """Be a reader of topics, for ten seconds from now on."""
        until_us = self._hub.clock.now_us() + HELD_US
        held = self._held.get(topics)
        if held is not None:
            self._held[topics] = (held[0], until_us)
        elif len(self._held) < MAX_WISHES:
            reader = self._hub.subscribe(topics, name="taghub over http")
            reader.attach(_take, _wake)
            self._held[topics] = (reader, until_us)

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Watch until cancelled."""
        watches = (
            self._watch(STATES, self._note_state),
            self._watch(TAGS, self._board.note_tags),
            self._watch(PICTURES, self._note_picture),
        )
        task_status.started()
        try:
            while True:
                await trio.sleep(TICK_S)
                self._let_go(self._hub.clock.now_us())
        finally:
            for subscription in (*watches, *(reader for reader, _ in self._held.values())):
                subscription.close()
            self._held.clear()

    def _watch(self, pattern: str, note: Callable[[Sample], None]) -> Subscription:
        watch = self._hub.subscribe([pattern], _EVERY, name=self.name, is_passive=True)
        while (sample := watch.take_nowait()) is not None:
            note(sample)

        def take(sample: Sample) -> bool:
            note(sample)
            return True

        watch.attach(take, _wake)
        return watch

    def _let_go(self, now_us: int) -> None:
        for topics, (reader, until_us) in tuple(self._held.items()):
            if until_us < now_us:
                reader.close()
                del self._held[topics]

    def _note_state(self, sample: Sample) -> None:
        state = sample.value_as(DeviceState)
        self._board.note_camera(state)
        self._book.note(state, self._hub.clock.now_us())

    def _note_picture(self, sample: Sample) -> None:
        camera = sample.topic.split("/")[1]
        self.meter(camera).note(sample.received_us, sample.size_bytes, _processing_us(sample.hops))


def _take(_sample: Sample) -> bool:
    return True


def _wake() -> None:
    """Nobody sleeps: samples are taken where they are published."""


def _processing_us(hops: tuple[Hop, ...]) -> int:
    """Return how long the bridge had a picture before it published it."""
    at_us = {hop.name: hop.at_us for hop in hops}
    return max(0, at_us.get("published", 0) - at_us.get("received", at_us.get("published", 0)))
