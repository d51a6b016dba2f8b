"""A stage: a typed function from one topic pattern to another, run by the host."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from bridge.model.camera import Picture
from bridge.model.delivery import LATEST, Delivery
from bridge.model.sample import Sample
from bridge.model.topics import TopicPattern, parse_pattern


class Place(enum.StrEnum):
    """Where a stage's function runs."""

    ASYNC = "async"  # On the trio thread: under a millisecond, or everyone waits.
    THREAD = "thread"  # One long-lived thread per input topic; native code that frees the GIL.
    PROCESS = "process"  # One worker process per input topic; native code that may crash.


@dataclass(frozen=True, slots=True)
class Output:
    """What a stage makes of one sample: a value, or payload bytes with their flags."""

    value: msgspec.Struct | None = None
    payload: bytes = b""
    flags: int = 0


class StageFunction(Protocol):
    """The state of one stage for one input topic, called for one sample at a time."""

    def __call__(self, sample: Sample, picture: Picture | None) -> Output | None:
        """Return what to publish, or None for nothing.

        `picture` is given when the stage asked for pixels. Raise SampleRefused when the
        sample is at fault; anything else is a fault of the stage and costs it a strike.
        """
        ...  # pragma: no cover

    def request_key_frame(self) -> None:
        """Start the next output afresh. Called from the trio thread; must not wait."""
        ...  # pragma: no cover

    def close(self) -> None:
        """Give back native resources, in the place where the function ran."""
        ...  # pragma: no cover


# Called in the place where the stage runs, with the input topic and `Stage.options`.
# For Place.PROCESS it is imported by name in the worker, so it is a module-level function.
StageFactory = Callable[[str, Mapping[str, object]], StageFunction]


class PixelNeed(enum.StrEnum):
    """How much of a decoded picture a stage reads."""

    NONE = "none"
    LUMA = "luma"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Stage:
    """A registered stage. `gives` has as many `*` as `takes`; each stands for the same chunk.

    `schema` is the type of the values that it gives, or None when it gives media.
    `budget_us` is how much processor time one sample may take; more costs a strike.
    `on_demand` stages do nothing while nobody subscribes to their output. `options` are
    plain values that reach the factory.
    """

    name: str
    takes: TopicPattern
    gives: TopicPattern
    build: StageFactory
    place: Place
    budget_us: int
    schema: type[msgspec.Struct] | None = None
    on_demand: bool = True
    pixels: PixelNeed = PixelNeed.NONE
    delivery: Delivery = LATEST
    options: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.takes.text.count("*") != self.gives.text.count("*") or "**" in self.takes.text:
            raise ValueError(
                f"stage {self.name!r}: takes {self.takes.text!r} and gives {self.gives.text!r}; "
                "both need the same number of '*' and neither may end in '**'"
            )
        if self.budget_us <= 0:
            raise ValueError(f"stage {self.name!r}: budget {self.budget_us} µs, expected > 0")


def pattern(text: str) -> TopicPattern:
    """Return `text` as a topic pattern, or raise ValueError."""
    return parse_pattern(text)


class PictureDecoder(Protocol):
    """Turns media payloads into pictures. One instance per camera; one thread at a time."""

    def decode(self, payload: bytes) -> Picture:
        """Return the picture, or raise SampleRefused."""
        ...  # pragma: no cover


DecoderFactory = Callable[[], PictureDecoder]
# Looks at a media payload before anyone else does; returns it cleaned, or raises SampleRefused.
MediaGate = Callable[[bytes], bytes]
