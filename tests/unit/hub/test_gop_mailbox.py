from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bridge.hub.drops import DropCounts
from bridge.hub.gop_mailbox import GopMailbox
from bridge.hub.mailboxes import Bounds
from bridge.model.sample import FLAG_DISCONTINUITY, FLAG_KEY_FRAME, Sample
from bridge.testing.fakes import FakeClock, build_hub

if TYPE_CHECKING:
    from bridge.hub.hub import Hub

TOPIC = "device/a/camera/h264"
BOUNDS = Bounds(max_age_us=0, max_bytes=100, depth=3)


class Reader:
    """A mailbox with everything that a test looks at."""

    def __init__(self) -> None:
        self.hub: Hub = build_hub(FakeClock())
        self.drops = DropCounts()
        self.wishes: list[str] = []
        self.box = GopMailbox(self.drops, self.wishes.append)

    def offer(self, *, key: bool = False, size: int = 10) -> None:
        flags = FLAG_KEY_FRAME if key else 0
        sample = self.hub.publish(TOPIC, payload=b"u" * size, flags=flags)
        admitted = self.box.admit(sample)
        if admitted is not None:
            self.box.put(admitted, BOUNDS, 0)

    def take_all(self) -> list[Sample]:
        return [s for s in iter(lambda: self.box.take(0), None) if s is not None]


def test_a_reader_starts_with_a_key_frame_and_one_is_asked_for() -> None:
    reader = Reader()
    reader.offer()
    reader.offer(key=True)
    reader.offer()
    assert [s.seq for s in reader.take_all()] == [2, 3]
    assert reader.drops.as_dict() == {"key_frame": 1}
    assert reader.wishes == [TOPIC]


def test_a_slow_reader_loses_everything_up_to_the_next_key_frame() -> None:
    reader = Reader()
    reader.offer(key=True)
    for _ in range(4):
        reader.offer()
    reader.offer()
    assert reader.take_all() == []
    reader.offer(key=True)
    (restart,) = reader.take_all()
    assert restart.flags & FLAG_DISCONTINUITY
    assert reader.drops.as_dict() == {"count": 4, "key_frame": 2}


def test_an_overflow_by_a_key_frame_keeps_that_key_frame() -> None:
    reader = Reader()
    reader.offer(key=True, size=60)
    reader.offer(key=True, size=60)
    (kept,) = reader.take_all()
    assert (kept.seq, kept.flags & FLAG_DISCONTINUITY) == (2, FLAG_DISCONTINUITY)
    assert reader.drops.as_dict() == {"bytes": 1}


def test_a_stale_queue_starts_afresh_with_a_fresh_key_frame_only() -> None:
    reader = Reader()
    bounds = Bounds(max_age_us=50, max_bytes=100, depth=9)
    for at_us in (0, 100):
        sample = reader.hub.publish(
            TOPIC, payload=b"u", flags=FLAG_KEY_FRAME, received_us=at_us, captured_us=0
        )
        admitted = reader.box.admit(sample)
        assert admitted is not None
        reader.box.put(admitted, bounds, 0)
    restart = reader.box.take(120)
    assert restart is not None
    assert (restart.seq, restart.flags & FLAG_DISCONTINUITY) == (2, FLAG_DISCONTINUITY)
    assert reader.drops.as_dict() == {"age": 1}


def test_a_key_frame_that_is_stale_itself_is_not_shown() -> None:
    reader = Reader()
    sample = reader.hub.publish(TOPIC, payload=b"u", flags=FLAG_KEY_FRAME)
    reader.box.admit(sample)
    reader.box.put(sample, Bounds(50, 100, 3), 0)
    assert reader.box.take(1000) is None
    assert reader.wishes == [TOPIC]


@given(st.lists(st.sampled_from(["key", "delta", "take"]), max_size=80))
def test_what_a_reader_gets_is_always_decodable(events: list[str]) -> None:
    reader = Reader()
    got: list[Sample] = []
    for event in events:
        if event == "take":
            sample = reader.box.take(0)
            got += [sample] if sample else []
        else:
            reader.offer(key=event == "key")
    got += reader.take_all()
    for before, after in zip([None, *got], got, strict=False):
        follows = before is not None and after.seq == before.seq + 1
        assert follows or after.is_key_frame
