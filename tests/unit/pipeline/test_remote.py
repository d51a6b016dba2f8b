from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bridge.model.camera import Picture, Plane
from bridge.model.topics import parse_pattern
from bridge.pipeline.pictures import PictureSource
from bridge.pipeline.remote import RemoteWork
from bridge.pipeline.work import StageCrashed, StageFailed
from bridge.plugin.stage import PixelNeed, Place, Stage
from bridge.testing.fakes import FakeClock, Number, build_hub, build_summing_stage, counting_stage


@contextmanager
def open_remote(stage: Stage, pictures: PictureSource | None = None) -> Iterator[RemoteWork]:
    spec = build_hub(FakeClock()).announce("device/a/camera/jpeg").spec
    work = RemoteWork(stage, "device/a/camera/jpeg", spec, pictures)
    try:
        yield work
    finally:
        work.close()


def test_a_crash_costs_one_sample_and_names_the_signal() -> None:
    sample = build_hub(FakeClock()).publish("device/a/camera/jpeg", payload=b"j")
    with open_remote(counting_stage(Place.PROCESS, crashes=2)) as work:
        work(sample)
        with pytest.raises(StageCrashed, match="signal 11"):
            work(sample)
        output = work(sample).output
    assert output is not None
    assert output.value == Number(1)  # A new worker counts from the start.


def test_an_exception_of_the_function_comes_with_its_trace() -> None:
    sample = build_hub(FakeClock()).publish("device/a/camera/jpeg", payload=b"j")
    with (
        open_remote(counting_stage(Place.PROCESS, raises=1)) as work,
        pytest.raises(StageFailed, match="RuntimeError: told to fail at sample 1"),
    ):
        work(sample)


class RowDecoder:
    """Decodes a payload to a picture of two rows with two bytes of padding each."""

    def decode(self, payload: bytes) -> Picture:
        width = len(payload) // 2 - 2
        luma = Plane(memoryview(payload), width, 2, width + 2)
        chroma = Plane(memoryview(b"\x80"), 1, 1, 1)
        return Picture(width, 2, (luma, chroma))


@pytest.mark.parametrize(("pixels", "expected"), [(PixelNeed.LUMA, 10), (PixelNeed.ALL, 138)])
def test_pixels_travel_in_shared_memory_with_their_strides(
    pixels: PixelNeed, expected: int
) -> None:
    takes, gives = parse_pattern("device/*/camera/jpeg"), parse_pattern("x/event/*")
    stage = Stage("sum", takes, gives, build_summing_stage, Place.PROCESS, 50_000, Number,
                  pixels=pixels)  # fmt: skip
    hub = build_hub(FakeClock())
    with open_remote(stage, PictureSource(RowDecoder)) as work:
        small = hub.publish("device/a/camera/jpeg", payload=bytes([1, 2, 9, 9, 3, 4, 9, 9]))
        large = hub.publish("device/a/camera/jpeg", payload=bytes(40_000))
        outputs = [work(small).output, work(large).output, work(small).output]
    sums = [output.value for output in outputs if output]
    assert sums == [Number(expected), Number(expected - 10), Number(expected)]
