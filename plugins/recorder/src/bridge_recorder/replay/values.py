"""What is said about replays, on `sys/replays` and over HTTP."""

from typing import Annotated, Literal

import msgspec

from bridge.api import TopicKind, TopicSpec, parse_pattern
from bridge_recorder.replay.timeline import MAX_SPEED, MIN_SPEED

REPLAYS_TOPIC = "sys/replays"
Speed = Annotated[float, msgspec.Meta(ge=MIN_SPEED, le=MAX_SPEED)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=31_536_000)]
ReplayId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_-]{1,32}$")]
RecordingName = Annotated[str, msgspec.Meta(max_length=64)]


class ReplayedDevice(msgspec.Struct, frozen=True):
    """A device of a recording, and the id that it is played under."""

    recorded: str
    id: str


class ReplayStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One replay. `left_out` counts, by reason, what could not be published.

    `note` says, for people, what of the recording cannot be read, or why the replay ended.
    """

    id: str
    recording: str
    name: str = ""
    state: Literal["playing", "paused", "ended", "failed"] = "playing"
    position_s: float = 0.0
    length_s: float = 0.0
    speed: float = 1.0
    paused: bool = False
    loop: bool = False
    devices: tuple[ReplayedDevice, ...] = ()
    samples: int = 0
    left_out: dict[str, int] = msgspec.field(default_factory=dict)
    note: str = ""


class Replays(msgspec.Struct, frozen=True):
    """The replays that run and those that ended last. Topic `sys/replays`, retained."""

    replays: tuple[ReplayStatus, ...] = ()


REPLAYS_SPEC = TopicSpec(
    parse_pattern(REPLAYS_TOPIC),
    TopicKind.STATE,
    "The recordings that are played, and where each stands.",
    Replays,
)


class ReplayRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to play: the id or name of a recording, or the newest if it is empty."""

    recording: RecordingName = ""
    speed: Speed = 1.0
    loop: bool = False
    start_s: Seconds = 0.0
    paused: bool = False
    id: ReplayId | None = None


class ReplayWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shall change; what is left out or null stays as it is."""

    paused: bool | None = None
    speed: Speed | None = None
    seek_s: Seconds | None = None
    step: bool | None = None
    loop: bool | None = None
