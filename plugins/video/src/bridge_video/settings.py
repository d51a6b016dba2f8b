"""The table `[plugin.video]` of gamebridge.toml."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast"]
Edge = Annotated[int, Meta(ge=16, le=8192)]


class VideoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an operator may choose. Every picture outside the size window is refused."""

    preset: Annotated[
        Preset,
        Meta(title="Encoder speed", description="Slower presets need fewer bytes per picture."),
    ] = "superfast"
    crf: Annotated[
        int,
        Meta(
            ge=10,
            le=45,
            title="Quality",
            description="x264's constant rate factor: lower looks better and needs more bytes.",
        ),
    ] = 26
    key_frame_s: Annotated[
        float,
        Meta(
            ge=0.5,
            le=600,
            title="Key frame interval",
            description="Seconds between key frames that nobody asked for.",
        ),
    ] = 10.0
    # VGA takes 2 ms on a desktop computer; a small board with a 1600×1200 camera takes
    # twenty times as long and shall still have its video.
    budget_ms: Annotated[
        float,
        Meta(
            gt=0,
            le=1000,
            title="Time budget",
            description="Milliseconds that one picture may take before it counts as too slow.",
        ),
    ] = 50.0
    # Anything smaller crashes tag detectors; anything larger is a way to exhaust memory.
    min_width_px: Annotated[Edge, Meta(title="Least width")] = 16
    min_height_px: Annotated[Edge, Meta(title="Least height")] = 16
    max_width_px: Annotated[Edge, Meta(title="Greatest width")] = 2048
    max_height_px: Annotated[Edge, Meta(title="Greatest height")] = 1536
