import pytest

from bridge.model.errors import SampleRefused
from bridge.pipeline.work import LocalWork
from bridge.testing.fakes import CountingStage, FakeClock, Number, build_hub


def test_a_call_gives_the_output_and_what_it_cost() -> None:
    sample = build_hub(FakeClock()).publish("x/stream/a", Number(0))
    work = LocalWork(CountingStage({}), None)
    work(sample)
    result = work(sample)
    assert result.output is not None
    assert result.output.value == Number(2)
    assert 0 <= result.cost.cpu_us <= result.cost.wall_us + 1000
    work.request_key_frame()
    again = work(sample).output
    assert again is not None
    assert again.value == Number(1)
    work.close()


def test_what_the_function_raises_reaches_the_caller() -> None:
    sample = build_hub(FakeClock()).publish("x/stream/a", Number(0))
    with pytest.raises(SampleRefused):
        LocalWork(CountingStage({"refuses": 1}), None)(sample)
