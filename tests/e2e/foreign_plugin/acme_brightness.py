"""How bright a camera's pictures are: a whole plugin in one file."""

from collections.abc import Mapping

import msgspec

from bridge.api import (
    Output,
    Picture,
    PixelNeed,
    Place,
    Sample,
    SampleRefused,
    Stage,
    StageRegistry,
    TopicKind,
    TopicRegistry,
    TopicSpec,
    hookimpl,
    parse_pattern,
)

BRIGHTNESS = parse_pattern("x/brightness/*")
# Every eighth pixel of every eighth row says the same as all of them.
STEP_PX = 8


class Brightness(msgspec.Struct, frozen=True):
    """The mean luma of one picture, from 0 (black) to 255."""

    mean: float


class BrightnessMeter:
    """Measures the pictures of one camera."""

    def __call__(self, sample: Sample, picture: Picture | None) -> Output:
        """Return the brightness of the picture."""
        if picture is None:
            raise SampleRefused("no_picture", f"{sample.topic} has no pixels")
        luma = picture.luma
        total = count = 0
        for y in range(0, luma.height, STEP_PX):
            start = y * luma.stride
            row = luma.pixels[start : start + luma.width : STEP_PX]
            total += sum(row)
            count += len(row)
        return Output(Brightness(total / count))

    def request_key_frame(self) -> None:
        """Do nothing: values have no key frames."""

    def close(self) -> None:
        """Do nothing: nothing native is held."""


def build_meter(topic: str, options: Mapping[str, object]) -> BrightnessMeter:
    """Return the meter for one camera's topic."""
    return BrightnessMeter()


@hookimpl
def bridge_register_topics(topics: TopicRegistry) -> None:
    """Declare what the stage gives."""
    topics.add(
        TopicSpec(BRIGHTNESS, TopicKind.STREAM, "How bright a camera's pictures are.", Brightness)
    )


@hookimpl
def bridge_register_stages(stages: StageRegistry) -> None:
    """Add the stage; the host calls it for each picture while somebody subscribes."""
    stages.add(
        Stage(
            "brightness",
            takes=parse_pattern("device/*/camera/jpeg"),
            gives=BRIGHTNESS,
            build=build_meter,
            place=Place.THREAD,
            budget_us=5_000,
            schema=Brightness,
            pixels=PixelNeed.LUMA,
        )
    )
