import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from bridge.hub.hub import Hub
from bridge.model.topics import parse_pattern
from bridge.pipeline.pipeline import Pipeline
from bridge.pipeline.stage_run import StageState
from bridge.plugin.registry import StageRegistry
from bridge.plugin.stage import PixelNeed, Stage
from bridge.testing.fakes import Number, TrioClock, build_hub, counting_stage


def build_pipeline(*stages: Stage) -> tuple[Hub, Pipeline]:
    hub, registry = build_hub(TrioClock()), StageRegistry("acme")
    for stage in stages:
        registry.add(stage)
    return hub, Pipeline(hub, registry)


async def test_each_topic_that_a_stage_takes_gets_a_run_and_a_listed_output() -> None:
    hub, pipeline = build_pipeline(counting_stage())
    hub.publish("x/stream/a", Number(1))
    async with trio.open_nursery() as nursery:
        await nursery.start(pipeline.run)
        hub.publish("x/stream/b", Number(1))
        hub.publish("x/state/c", Number(1))
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    assert [status.output for status in pipeline.statuses()] == ["x/event/a", "x/event/b"]
    assert hub.known("x/event/a") is not None


async def test_a_stage_that_fails_leaves_the_others_alone(autojump_clock: MockClock) -> None:
    good = counting_stage(on_demand=False)
    bad = Stage("bad", good.takes, parse_pattern("x/state/*"), good.build, good.place, 1000,
                Number, on_demand=False, options={"raises": "always"})  # fmt: skip
    hub, pipeline = build_pipeline(bad, good)
    async with trio.open_nursery() as nursery:
        await nursery.start(pipeline.run)
        hub.announce("x/stream/a")
        for n in range(100):
            hub.publish("x/stream/a", Number(n))
            await trio.sleep(0.01)
        states = {status.stage: status for status in pipeline.statuses()}
        nursery.cancel_scope.cancel()
    assert states["bad"].state is StageState.QUARANTINED
    assert (states["count"].state, states["count"].failures) == (StageState.RUNNING, 0)
    assert states["count"].samples >= 99


async def test_a_stage_without_a_decoder_is_named_and_not_started() -> None:
    plain = counting_stage()
    pixels = Stage("tags", parse_pattern("device/*/camera/jpeg"), parse_pattern("x/event/*"),
                   plain.build, plain.place, 1000, Number, pixels=PixelNeed.LUMA)  # fmt: skip
    hub, pipeline = build_pipeline(pixels)
    async with trio.open_nursery() as nursery:
        await nursery.start(pipeline.run)
        hub.publish("device/a/camera/jpeg", payload=b"j")
        nursery.cancel_scope.cancel()
    assert pipeline.statuses() == []
    assert "no plugin decodes jpeg" in pipeline.missing_decoders["tags"]
