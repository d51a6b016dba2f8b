"""Samples for peers that read text only."""

import json

from bridge.hub.hub import Hub
from bridge.model.delivery import Delivery, Mode
from bridge.testing.fakes import FakeClock, Number, build_hub
from bridge.transport.feed import Feed
from bridge.transport.text_batches import BATCH_GAP_US, TextBatches
from bridge.wire.samples import Lane


def feed(hub: Hub) -> Feed:
    subscription = hub.subscribe(["x/**"], Delivery(Mode.ALL, depth=4096), name="game")
    return Feed(hub, subscription, Lane("json", 1))


def numbers(frame: bytes | None) -> list[int]:
    assert frame is not None
    text = frame[frame.index(b"[") :]
    return [sample["value"]["n"] for sample in json.loads(text)]


async def test_what_waits_goes_as_one_message() -> None:
    hub = build_hub(FakeClock())
    feeds, batches = [feed(hub)], TextBatches()
    for n in range(3):
        hub.publish("x/stream/a", Number(n))
    assert numbers(batches.next_frame(feeds, 0)) == [0, 1, 2]
    assert batches.next_frame(feeds, BATCH_GAP_US) is None


async def test_the_next_message_waits_for_the_gap() -> None:
    hub = build_hub(FakeClock())
    feeds, batches = [feed(hub)], TextBatches()
    hub.publish("x/stream/a", Number(1))
    batches.next_frame(feeds, 1000)
    hub.publish("x/stream/a", Number(2))
    assert batches.next_frame(feeds, 1000 + BATCH_GAP_US - 1) is None
    assert batches.next_us == 1000 + BATCH_GAP_US
    assert numbers(batches.next_frame(feeds, batches.next_us)) == [2]


async def test_nothing_to_send_costs_no_gap() -> None:
    hub = build_hub(FakeClock())
    feeds, batches = [feed(hub)], TextBatches()
    assert batches.next_frame(feeds, 0) is None
    hub.publish("x/stream/a", Number(1))
    assert numbers(batches.next_frame(feeds, 1)) == [1]


async def test_more_than_one_message_holds_is_told_in_order_and_at_once() -> None:
    hub = build_hub(FakeClock())
    feeds, batches = [feed(hub)], TextBatches()
    for n in range(1000):
        hub.publish("x/stream/a", Number(n))
    told: list[int] = []
    while (frame := batches.next_frame(feeds, batches.next_us)) is not None:
        assert len(frame) <= 65_536 + 14
        told += numbers(frame)
    assert told == list(range(1000))
