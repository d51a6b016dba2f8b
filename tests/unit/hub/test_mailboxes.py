import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.hub.drops import DropCounts
from bridge.hub.mailboxes import (
    Bounds,
    KeyedMailbox,
    QueueMailbox,
    RateGate,
    RingMailbox,
    SlotMailbox,
    split_by_key,
)
from bridge.model.delivery import DropReason
from bridge.model.sample import Sample
from bridge.testing.fakes import FakeClock, Item, Items, Number, build_hub

BOUNDS = Bounds(max_age_us=0, max_bytes=1000, depth=4)


def numbers(count: int, topic: str = "x/stream/a") -> list[Sample]:
    hub = build_hub(FakeClock())
    return [hub.publish(topic, Number(n)) for n in range(count)]


def pictures(sizes: list[int]) -> list[Sample]:
    hub = build_hub(FakeClock())
    return [hub.publish("device/a/camera/jpeg", payload=b"j" * size) for size in sizes]


def test_latest_keeps_the_newest_of_each_topic_and_counts_what_it_replaced() -> None:
    drops = DropCounts()
    box = SlotMailbox(drops, 0)
    for sample in [*numbers(3), *numbers(2, "x/stream/b")]:
        box.put(sample, BOUNDS, 0)
    taken = [box.take(0), box.take(0), box.take(0)]
    assert [(s.topic, s.seq) for s in taken if s] == [("x/stream/a", 3), ("x/stream/b", 2)]
    assert drops.as_dict() == {"replaced": 3}


def test_a_stale_sample_is_dropped_for_its_age_before_anything_else() -> None:
    drops = DropCounts()
    box = SlotMailbox(drops, 0)
    box.put(numbers(1)[0], Bounds(100, 1000, 4), 0)
    assert box.take(101) is None
    assert drops.as_dict() == {"age": 1}


def test_a_rate_holds_the_newest_back_until_it_is_due() -> None:
    box = SlotMailbox(DropCounts(), interval_us=100)
    first, second, third = numbers(3)
    box.put(first, BOUNDS, 1000)
    assert box.take(1000) is first
    box.put(second, BOUNDS, 1010)
    box.put(third, BOUNDS, 1020)
    assert box.take(1099) is None
    assert box.next_due_us() == 1100
    assert box.take(1100) is third


def test_keyed_keeps_tag_five_when_tag_six_comes() -> None:
    hub = build_hub(FakeClock())
    drops = DropCounts()
    box = KeyedMailbox(drops, 0, None)
    box.put(hub.publish("x/items/a", Items((Item(5, 1), Item(6, 1)))), BOUNDS, 0)
    box.put(hub.publish("x/items/a", Items((Item(6, 2),))), BOUNDS, 0)
    taken = [sample.value_as(Items).items for sample in (box.take(0), box.take(0)) if sample]
    assert taken == [(Item(5, 1),), (Item(6, 2),)]
    assert drops.as_dict() == {"replaced": 1}


def test_splitting_is_done_once_for_all_readers() -> None:
    hub = build_hub(FakeClock())
    sample = hub.publish("x/items/a", Items((Item(1), Item(2))))
    assert split_by_key(sample, "key") is split_by_key(sample, "key")


def test_a_keyed_value_without_items_is_still_a_fact() -> None:
    sample = build_hub(FakeClock()).publish("x/items/a", Items())
    assert split_by_key(sample, "key") == ((None, sample),)


def test_a_ring_keeps_the_newest_of_each_topic_and_topics_take_turns() -> None:
    drops = DropCounts()
    box = RingMailbox(drops, 0)
    bounds = Bounds(0, 1000, 2)
    for sample in [*numbers(3), *numbers(2, "x/stream/b")]:
        box.put(sample, bounds, 0)
    taken = [sample for sample in (box.take(0) for _ in range(5)) if sample]
    assert [(s.topic[-1], s.seq) for s in taken] == [("a", 2), ("b", 1), ("a", 3), ("b", 2)]
    assert drops.as_dict() == {"count": 1}


def test_a_queue_reports_the_gap_that_it_left() -> None:
    drops = DropCounts()
    box = QueueMailbox(drops, 0)
    for sample in numbers(7):
        box.put(sample, BOUNDS, 0)
    first = box.take(0)
    assert first is not None
    assert first.seq == 4
    (gap,) = box.take_gaps()
    assert (gap.from_seq, gap.to_seq, gap.reason) == (1, 3, DropReason.COUNT)
    assert box.take_gaps() == []


def test_a_queue_is_bounded_by_bytes() -> None:
    drops = DropCounts()
    box = QueueMailbox(drops, 0)
    for sample in pictures([400, 400, 400]):
        box.put(sample, BOUNDS, 0)
    assert len(box) == 2
    assert drops.as_dict() == {"bytes": 1}


def test_a_rate_gate_lets_one_sample_pass_per_interval() -> None:
    gate = RateGate(100)
    passed = [now for now in range(0, 1000, 20) if gate.admits("t", now)]
    assert passed == [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]


@pytest.mark.parametrize("build", [SlotMailbox, RingMailbox, QueueMailbox])
@given(events=st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_waiting_and_taken_and_dropped_are_all_that_was_put(
    build: type[SlotMailbox | RingMailbox | QueueMailbox], events: list[tuple[str, bool]]
) -> None:
    hub, drops = build_hub(FakeClock()), DropCounts()
    box = build(drops, 0)
    taken = 0
    for name, is_taken in events:
        sample = hub.publish(f"x/stream/{name}", Number(0))
        box.put(sample, Bounds(0, 1000, 2), 0)
        taken += is_taken and box.take(0) is not None
    assert len(box) + taken + drops.total == len(events)
