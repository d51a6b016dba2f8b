from bridge.hub.drops import DropCounts
from bridge.hub.mailboxes import Bounds
from bridge.hub.sync_mailbox import MAX_OPEN_BUNDLES, SyncMailbox
from bridge.model.topics import parse_pattern
from bridge.testing.fakes import FakeClock, Number, build_hub

BOUNDS = Bounds(0, 1000, 64)
PATTERNS = (parse_pattern("x/stream/*"), parse_pattern("x/event/*"))


def test_the_samples_of_one_picture_leave_together_in_the_order_of_the_patterns() -> None:
    hub, box = build_hub(FakeClock()), SyncMailbox(DropCounts(), PATTERNS, 100)
    box.put(hub.publish("x/event/a", Number(0), frame_seq=7), BOUNDS, 0)
    box.put(hub.publish("x/event/b", Number(0), frame_seq=7), BOUNDS, 0)
    assert box.take(0) is None
    box.put(hub.publish("x/stream/a", Number(0), frame_seq=7), BOUNDS, 0)
    taken = [sample.topic for sample in (box.take(0), box.take(0), box.take(0)) if sample]
    assert taken == ["x/stream/a", "x/event/a"]


def test_an_incomplete_picture_leaves_when_its_time_is_over() -> None:
    hub, box = build_hub(FakeClock()), SyncMailbox(DropCounts(), PATTERNS, 100)
    sample = hub.publish("x/stream/a", Number(0), frame_seq=1)
    box.put(sample, BOUNDS, 50)
    assert box.next_due_us() == 150
    assert box.take(149) is None
    assert box.take(150) is sample


def test_pictures_whose_parts_never_come_are_bounded_and_counted() -> None:
    hub, drops = build_hub(FakeClock()), DropCounts()
    box = SyncMailbox(drops, PATTERNS, 1_000_000)
    for number in range(MAX_OPEN_BUNDLES + 3):
        box.put(hub.publish("x/stream/a", Number(0), frame_seq=number), BOUNDS, 0)
    assert drops.as_dict() == {"incomplete": 3}
    assert len(box) == MAX_OPEN_BUNDLES
