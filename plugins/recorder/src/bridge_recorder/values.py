"""What the recorder says about recordings, on `sys/recordings` and over HTTP."""

from typing import Literal

import msgspec

from bridge.api import TopicKind, TopicSpec, parse_pattern

RECORDINGS_TOPIC = "sys/recordings"


class RecordedTopic(msgspec.Struct, frozen=True):
    """One topic of a recording."""

    topic: str
    schema: str
    samples: int


class RecordingStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One recording. `topics` are what was asked for, `contents` what came.

    `state` "failed" means that it ended against its will, "recovered" that the bridge
    ended first; both are whole files up to that moment, and `reason` says why.
    """

    id: str
    name: str = ""
    state: Literal["recording", "finished", "failed", "recovered"] = "finished"
    reason: str = ""
    topics: tuple[str, ...] = ()
    started_wall_us: int = 0  # Since 1970.
    duration_us: int = 0
    size_bytes: int = 0
    samples: int = 0
    dropped: dict[str, int] = msgspec.field(default_factory=dict)
    gaps: int = 0
    contents: tuple[RecordedTopic, ...] = ()


class Recordings(msgspec.Struct, frozen=True):
    """The recordings that run and those that ended last. Topic `sys/recordings`, retained."""

    recordings: tuple[RecordingStatus, ...] = ()
    free_bytes: int = 0
    required_bytes: int = 0  # Below this nothing is recorded.


RECORDINGS_SPEC = TopicSpec(
    parse_pattern(RECORDINGS_TOPIC),
    TopicKind.STATE,
    "The recordings that run and those that ended last.",
    Recordings,
)


class RecordingRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to record; no topics means the usual ones."""

    topics: tuple[str, ...] = ()
    name: str = ""


class RecordingList(msgspec.Struct, frozen=True):
    """The answer to GET /v1/recordings: those that run first, then the newest first."""

    recordings: tuple[RecordingStatus, ...]
    free_bytes: int
    required_bytes: int


class Fault(msgspec.Struct, frozen=True):
    """Why a request was refused, in the form of all refusals of the bridge."""

    op: str = "status"
    level: str = "error"
    code: str = ""
    text: str = ""
