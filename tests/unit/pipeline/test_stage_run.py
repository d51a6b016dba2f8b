import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from bridge.hub.hub import Hub
from bridge.pipeline.stage_run import (
    LINGER_S,
    MAX_RESTARTS,
    StagePlan,
    StageRun,
    StageState,
)
from bridge.plugin.stage import Stage
from bridge.testing.fakes import Number, TrioClock, build_hub, counting_stage

TOPIC, OUTPUT = "x/stream/a", "x/event/a"


def build_run(stage: Stage) -> tuple[Hub, StageRun]:
    hub = build_hub(TrioClock())
    spec = hub.announce(TOPIC).spec
    return hub, StageRun(StagePlan("acme", stage, TOPIC, spec, OUTPUT, None), hub)


async def publish(hub: Hub, count: int = 1) -> None:
    for n in range(count):
        await wait_all_tasks_blocked()
        hub.publish(TOPIC, Number(n), captured_us=0)
    await wait_all_tasks_blocked()


async def test_an_on_demand_stage_starts_with_its_first_reader_and_lingers_after_its_last(
    autojump_clock: MockClock,
) -> None:
    hub, run = build_run(counting_stage())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        await publish(hub)
        assert (run.status().state, run.status().samples) == (StageState.IDLE, 0)
        with hub.subscribe([OUTPUT], name="reader"):
            await publish(hub, 2)
            assert run.status().state is StageState.RUNNING
        await trio.sleep(LINGER_S - 0.1)
        assert run.status().state is StageState.RUNNING
        await trio.sleep(0.2)
        assert (run.status().state, run.status().samples) == (StageState.IDLE, 2)
        nursery.cancel_scope.cancel()


async def test_a_reader_that_comes_back_in_time_finds_the_stage_running(
    autojump_clock: MockClock,
) -> None:
    hub, run = build_run(counting_stage())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        for _ in range(3):
            with hub.subscribe([OUTPUT], name="reader"):
                await publish(hub)
            await trio.sleep(LINGER_S - 1)
        nursery.cancel_scope.cancel()
    last = hub.latest(OUTPUT)
    assert last is not None
    assert last.value == Number(3)  # One function counted all three.


async def test_what_a_stage_gives_has_the_times_of_what_it_took() -> None:
    hub, run = build_run(counting_stage(on_demand=False))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        with hub.subscribe([OUTPUT], name="reader") as reader:
            await wait_all_tasks_blocked()
            source = hub.publish(TOPIC, Number(1), captured_us=0, device_us=77)
            result = await reader.receive()
        nursery.cancel_scope.cancel()
    assert (result.captured_us, result.received_us) == (source.captured_us, source.received_us)
    assert (result.device_us, result.frame_seq) == (77, source.seq)
    assert [hop.name for hop in result.hops] == ["count.start", "count.end"]


async def test_refused_samples_are_counted_and_harm_nobody() -> None:
    hub, run = build_run(counting_stage(on_demand=False, refuses="always"))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        await wait_all_tasks_blocked()
        await publish(hub, 20)
        status = run.status()
        nursery.cancel_scope.cancel()
    assert (status.state, status.refused) == (StageState.RUNNING, {"told_to": 20})


async def test_a_failing_stage_is_set_aside_with_its_reason_and_tried_again_with_a_cap(
    autojump_clock: MockClock,
) -> None:
    hub, run = build_run(counting_stage(on_demand=False, raises="always"))
    seen: list[StageState] = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        for _ in range(400):
            await publish(hub)
            if run.status().state not in seen:
                seen.append(run.status().state)
            await trio.sleep(0.5)
        status = run.status()
        nursery.cancel_scope.cancel()
    assert seen == [StageState.RUNNING, StageState.QUARANTINED, StageState.GIVEN_UP]
    assert status.restarts == MAX_RESTARTS + 1
    assert "told to fail" in status.reason


async def test_a_stage_that_cannot_be_built_is_given_up_too(autojump_clock: MockClock) -> None:
    _, run = build_run(counting_stage(on_demand=False, unbuildable=True))
    await run.run()
    assert run.status().state is StageState.GIVEN_UP
    assert "told not to be built" in run.status().reason


async def test_a_wish_for_a_key_frame_reaches_the_function() -> None:
    hub, run = build_run(counting_stage(on_demand=False))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        with hub.subscribe([OUTPUT], name="reader") as reader:
            await wait_all_tasks_blocked()
            await publish(hub, 3)
            hub.request_key_frame(OUTPUT)
            await publish(hub)
            last = reader.take_nowait()
        nursery.cancel_scope.cancel()
    assert last is not None
    assert last.value == Number(1)


async def test_a_stage_does_not_run_while_a_device_writes_its_output(
    autojump_clock: MockClock,
) -> None:
    hub, run = build_run(counting_stage())
    leave = hub.announce(OUTPUT).writers.enter()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        with hub.subscribe([OUTPUT], name="reader"):
            await publish(hub, 3)
            assert (run.status().state, hub.latest(OUTPUT)) == (StageState.YIELDING, None)
            leave()
            await publish(hub, 2)
            assert run.status().state is StageState.RUNNING
            assert hub.latest(OUTPUT) is not None
        nursery.cancel_scope.cancel()


async def test_a_stage_stops_at_once_when_a_device_begins_to_write_its_output(
    autojump_clock: MockClock,
) -> None:
    hub, run = build_run(counting_stage(on_demand=False))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        await publish(hub, 2)
        hub.publish(TOPIC, Number(7), captured_us=0)
        hub.announce(OUTPUT).writers.enter()
        own = hub.publish(OUTPUT, Number(99))
        await publish(hub, 3)
        assert run.status().state is StageState.YIELDING
        assert hub.latest(OUTPUT) is own
        nursery.cancel_scope.cancel()


async def test_a_writer_that_comes_before_a_reader_is_noticed(autojump_clock: MockClock) -> None:
    hub, run = build_run(counting_stage())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run.run)
        await wait_all_tasks_blocked()
        assert run.status().state is StageState.IDLE
        hub.announce(OUTPUT).writers.enter()
        with hub.subscribe([OUTPUT], name="reader"):
            await publish(hub, 2)
        assert run.status().state is StageState.YIELDING
        nursery.cancel_scope.cancel()
