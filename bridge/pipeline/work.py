"""One call of a stage function, with its picture and its costs."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bridge.model.sample import Sample
from bridge.pipeline.budget import Cost
from bridge.pipeline.pictures import PictureSource
from bridge.plugin.stage import Output, StageFunction

if TYPE_CHECKING:
    from bridge.model.camera import Picture


class StageHung(Exception):
    """A stage has not answered within its limit."""


class StageCrashed(Exception):
    """The worker process of a stage has died."""


class StageFailed(Exception):
    """A stage function raised in its worker process; the text is its own."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one sample."""

    output: Output | None
    cost: Cost


class Work(Protocol):
    """What a place calls, one sample at a time."""

    def __call__(self, sample: Sample) -> Result:
        """Return what came of the sample, or raise."""
        ...  # pragma: no cover

    def request_key_frame(self) -> None:
        """Must not wait."""
        ...  # pragma: no cover

    def close(self) -> None:
        """Called last, in the place where the work ran."""
        ...  # pragma: no cover


class LocalWork:
    """A stage function in this process, with its costs measured around the call."""

    def __init__(self, function: StageFunction, pictures: PictureSource | None) -> None:
        self._function = function
        self._pictures = pictures

    def __call__(self, sample: Sample) -> Result:
        """Decode if need be, run the function, measure both."""
        wall_ns, cpu_ns = time.perf_counter_ns(), time.thread_time_ns()
        picture: Picture | None = None
        if self._pictures is not None:
            picture = self._pictures.picture(sample)
        output = self._function(sample, picture)
        cpu_us = (time.thread_time_ns() - cpu_ns) // 1000
        return Result(output, Cost(cpu_us, (time.perf_counter_ns() - wall_ns) // 1000))

    def request_key_frame(self) -> None:
        """Pass the wish on."""
        self._function.request_key_frame()

    def close(self) -> None:
        """Give native resources back."""
        self._function.close()
