import pytest
import trio

from bridge.model.errors import SampleRefused
from bridge.model.sample import Sample
from bridge.model.topics import TopicSpec
from bridge.pipeline.places import ThreadRunner, open_place
from bridge.pipeline.work import LocalWork, StageFailed, StageHung, Work
from bridge.plugin.stage import Place
from bridge.testing.fakes import CountingStage, FakeClock, Number, build_hub, counting_stage

PLACES = [Place.ASYNC, Place.THREAD, Place.PROCESS]


def sample_and_spec() -> tuple[Sample, TopicSpec]:
    sample = build_hub(FakeClock()).publish("x/stream/a", Number(0))
    return sample, sample.spec


@pytest.mark.parametrize("place", PLACES)
async def test_a_stage_gives_the_same_wherever_it_runs(place: Place) -> None:
    sample, spec = sample_and_spec()
    async with open_place(counting_stage(place, refuses=2), "x/stream/a", spec, None) as runner:
        first = (await runner.call(sample)).output
        with pytest.raises(SampleRefused, match="told to refuse"):
            await runner.call(sample)
        third = (await runner.call(sample)).output
        runner.request_key_frame()
        afresh = (await runner.call(sample)).output
    values = [output.value for output in (first, third, afresh) if output]
    assert values == [Number(1), Number(3), Number(1)]


@pytest.mark.parametrize("place", PLACES)
async def test_a_stage_that_cannot_be_built_says_why(place: Place) -> None:
    _, spec = sample_and_spec()
    stage = counting_stage(place, unbuildable=True)
    expected = pytest.RaisesGroup(
        pytest.RaisesExc((RuntimeError, StageFailed), match="told not to be built"),
        allow_unwrapped=True,
    )
    with expected:
        async with open_place(stage, "x/stream/a", spec, None):
            pytest.fail("it was built")


async def test_a_hung_thread_is_left_behind() -> None:
    sample, _ = sample_and_spec()
    release = trio.Event()

    class Hanging(CountingStage):
        def __call__(self, sample: Sample, picture: object) -> None:  # type: ignore[override]  # hangs
            trio.from_thread.run(release.wait)

    def build() -> Work:
        return LocalWork(Hanging({}), None)

    async with trio.open_nursery() as nursery:
        runner = ThreadRunner(build, hang_us=1000)
        nursery.start_soon(runner.run)
        await runner.wait_ready()
        with pytest.raises(StageHung, match="no answer"):
            await runner.call(sample)
        release.set()
        await runner.stop()
