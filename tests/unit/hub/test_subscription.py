import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.hub.hub import Hub
from bridge.hub.subscription import Subscription
from bridge.model.delivery import Delivery, Mode
from bridge.model.sample import FLAG_RETAINED, Sample
from bridge.testing.fakes import FakeClock, Number, TrioClock, build_hub


def seqs(samples: list[Sample]) -> list[int]:
    return [sample.seq for sample in samples]


async def test_a_reader_waits_for_a_sample() -> None:
    hub = build_hub(FakeClock())
    with hub.subscribe(["x/stream/*"], name="reader") as samples:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(publish_when_waited_for, hub)
            sample = await samples.receive()
    assert sample.value == Number(1)


async def publish_when_waited_for(hub: Hub) -> None:
    await trio.testing.wait_all_tasks_blocked()
    hub.publish("x/stream/a", Number(1))


async def test_a_closed_subscription_ends_the_loop_of_its_reader() -> None:
    hub = build_hub(FakeClock())
    samples = hub.subscribe(["x/stream/*"], name="reader")
    samples.close()
    samples.close()
    assert [s async for s in samples] == []
    with pytest.raises(trio.EndOfChannel):
        await samples.receive()


async def test_a_rate_is_kept_by_the_clock(autojump_clock: MockClock) -> None:
    hub = build_hub(TrioClock())
    with hub.subscribe(["x/stream/*"], Delivery(hz=10), name="reader") as samples:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(publish_each_20_ms, hub)
            got = [await arrival_ms(hub, samples) for _ in range(11)]
            nursery.cancel_scope.cancel()
    assert got == [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]


async def arrival_ms(hub: Hub, samples: Subscription) -> int:
    await samples.receive()
    return hub.clock.now_us() // 1000


async def publish_each_20_ms(hub: Hub) -> None:
    for n in range(60):
        hub.publish("x/stream/a", Number(n))
        await trio.sleep(0.02)


def test_a_sink_takes_samples_in_the_publishers_call() -> None:
    hub = build_hub(FakeClock())
    taken: list[Sample] = []

    def take(sample: Sample) -> bool:
        taken.append(sample)
        return True

    with hub.subscribe(["x/stream/*"], name="reader") as samples:
        samples.attach(take, lambda: None)
        hub.publish("x/stream/a", Number(1))
        assert seqs(taken) == [1]
        assert samples.statistics().delivered == 1


def test_a_busy_sink_makes_samples_wait_and_order_is_kept() -> None:
    hub = build_hub(FakeClock())
    taken: list[Sample] = []
    wakes: list[int] = []
    is_busy = [True]

    def sink(sample: Sample) -> bool:
        if not is_busy[0]:
            taken.append(sample)
        return not is_busy[0]

    with hub.subscribe(["x/stream/*"], Delivery(Mode.RING), name="reader") as samples:
        samples.attach(sink, lambda: wakes.append(1))
        hub.publish("x/stream/a", Number(1))
        is_busy[0] = False
        hub.publish("x/stream/a", Number(2))
        assert taken == []
        waiting = [samples.take_nowait(), samples.take_nowait()]
    assert seqs([s for s in waiting if s]) == [1, 2]
    assert len(wakes) == 2


@pytest.mark.parametrize("mode", [Mode.LATEST, Mode.KEYED, Mode.RING, Mode.ALL])
def test_what_was_offered_was_delivered_dropped_or_waits(mode: Mode) -> None:
    hub = build_hub(FakeClock())
    with hub.subscribe(["x/stream/*"], Delivery(mode, depth=3), name="reader") as samples:
        for n in range(10):
            hub.publish("x/stream/a", Number(n))
        samples.take_nowait()
        found = samples.statistics()
    assert found.delivered + found.waiting + sum(found.dropped.values()) == 10
    assert sum(samples.drops.values()) == 9


def test_a_retained_sample_is_marked_and_made_once_for_all_late_readers() -> None:
    hub = build_hub(FakeClock())
    hub.publish("x/state/a", Number(1))
    with (
        hub.subscribe(["x/state/*"], name="one") as one,
        hub.subscribe(["x/state/*"], name="two") as two,
    ):
        first, second = one.take_nowait(), two.take_nowait()
    assert first is second
    assert first is not None
    assert first.flags & FLAG_RETAINED


def test_a_reader_that_fails_is_left_alone_and_the_publisher_hears_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub = build_hub()
    with hub.subscribe(["x/stream/a"], name="clumsy") as samples:

        def fail(_sample: Sample) -> bool:
            raise KeyError("told to")

        samples.attach(fail, lambda: None)
        hub.publish("x/stream/a", Number(1))
        hub.publish("x/stream/a", Number(2))
        assert samples.waiting == 1
    assert caplog.text.count("clumsy cannot take x/stream/a") == 1
