"""The table `[plugin.recorder]`."""

from typing import Annotated

import msgspec

GIBIBYTE = 1024**3


class RecorderSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where recordings go and what they may use up.

    `directory` empty means a folder in the bridge's state folder. A recording starts and
    goes on only while at least `min_free_bytes` and `min_free_percent` of the disk are free.
    It ends by itself at `max_bytes` or `max_s`. At most `max_active` run at once, and
    `max_replays` are played. `backlog_bytes` and `backlog_s` are how
    much may wait for a slow disk before pictures are left out. `default_topics` are
    recorded when nobody says which: pictures as the cameras send them, and not the H.264
    that the bridge would have to make of them only for the recording.
    """

    directory: str = ""
    min_free_bytes: Annotated[int, msgspec.Meta(ge=0)] = GIBIBYTE
    min_free_percent: Annotated[float, msgspec.Meta(ge=0, le=90)] = 5.0
    max_bytes: Annotated[int, msgspec.Meta(ge=1_000_000)] = 8 * GIBIBYTE
    max_s: Annotated[float, msgspec.Meta(gt=0)] = 6 * 3600.0
    max_active: Annotated[int, msgspec.Meta(ge=1, le=16)] = 4
    max_replays: Annotated[int, msgspec.Meta(ge=1, le=16)] = 4
    backlog_bytes: Annotated[int, msgspec.Meta(ge=65536)] = 8 * 1024 * 1024
    backlog_s: Annotated[float, msgspec.Meta(gt=0, le=60)] = 2.0
    default_topics: tuple[str, ...] = (
        "device/*/state",
        "device/*/health",
        "device/*/clock",
        "device/*/log",
        "device/*/input/*",
        "device/*/camera/jpeg",
        "device/*/tags",
        "world/**",
        "session/**",
        "x/**",
    )
