"""What a link of this system is given: all that it cannot know by itself.

Knows: the shapes. Does not know: where it comes from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bridge.api import DeviceState, JsonScalar
from bridge_dialects.s3cam.settings import S3camSettings
from bridge_dialects.s3cam.tally import Tally, WaitingCommands
from bridge_dialects.shared.links import DeviceIds
from bridge_dialects.shared.wall import WallClock

SYSTEM = "s3cam"
Stats = dict[str, JsonScalar]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`states` are all devices, `latest_jpeg` a camera's newest picture, `stats` the
    figures of a camera (None: there is none now) as pages want them."""

    settings: S3camSettings
    wall_s: WallClock
    states: Callable[[], Sequence[DeviceState]]
    latest_jpeg: Callable[[str], bytes | None]
    stats: Callable[[DeviceState | None], Stats]
    ids: DeviceIds = field(default_factory=lambda: DeviceIds(SYSTEM))
    tally: Tally = field(default_factory=Tally)
    waiting: WaitingCommands = field(default_factory=WaitingCommands)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is at the other end of a link, as far as its opening tells.

    `wanted` names a camera by id or name. A page of no origin may be anybody's, and so
    may not command.
    """

    address: str
    wanted: str = ""
    may_command: bool = True
