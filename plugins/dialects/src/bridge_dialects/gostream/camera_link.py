"""The link `/ws/camera`: each binary message is a JPEG picture.

Knows: who sends and who only looks. Does not know: sockets, cameras of other systems.

Boards lose data, or their footing, when they are sent anything here, so nothing is: no
greeting, no acknowledgement, no ping. A page of the old system opens the same link to
look, though; it shows itself by being a browser that sends no picture.
"""

import enum
from collections.abc import Sequence
from typing import ClassVar

from bridge.api import (
    ClaimMade,
    Closed,
    Event,
    FaultFound,
    ForeignDialect,
    FrameArrived,
    LinkManners,
    Message,
    Sample,
)
from bridge_dialects.gostream.follower import CameraFollower
from bridge_dialects.gostream.guest import Guest
from bridge_dialects.gostream.roster import SYSTEM, Roster

# Boards ping every 10 s when they send nothing; 120 s without a pong is their own limit.
BOARD_MANNERS = LinkManners(pings=False, idle_timeout_us=150_000_000)
PAGE_MANNERS = LinkManners()
# A page that sends pictures has one ready by then, and one that waits does not wait long.
SILENCE_US = 1_000_000
CLOSE_TRY_AGAIN = 1012
_START_OF_IMAGE = b"\xff\xd8"
_TOLD_CHARS = 80


class _Part(enum.Enum):
    UNKNOWN = enum.auto()
    CAMERA = enum.auto()
    VIEWER = enum.auto()


class CameraLink(ForeignDialect):
    """A camera, or a page that turns out to be one or to look at one."""

    name: ClassVar[str] = SYSTEM

    def __init__(self, guest: Guest, roster: Roster) -> None:
        self.manners = PAGE_MANNERS if guest.is_page else BOARD_MANNERS
        self._guest = guest
        self._roster = roster
        self._part = _Part.UNKNOWN
        self._camera_id = ""
        self._decided_us: int | None = None
        self._follower = CameraFollower("camera/jpeg", guest.camera)

    @property
    def next_timer_us(self) -> int | None:
        """When a silent page is taken for a viewer; at once when its camera changes."""
        if self._part is _Part.VIEWER:
            return 0 if self._follower.has_news else None
        return self._decided_us

    def begin(self, now_us: int) -> Sequence[Event]:
        """A board is a camera from the beginning; with a page it remains to be seen."""
        if not self._guest.is_page:
            return self._become_camera()
        self._decided_us = now_us + SILENCE_US
        return ()

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """A picture, or something that is counted and otherwise passed over."""
        if isinstance(message, str):
            return (FaultFound("text_ignored", message[:_TOLD_CHARS]),)
        if not message.startswith(_START_OF_IMAGE):
            return (FaultFound("not_jpeg", f"{len(message)} bytes that are no JPEG picture"),)
        frame = FrameArrived(message)
        match self._part:
            case _Part.CAMERA:
                return (frame,)
            case _Part.UNKNOWN:
                return (*self._become_camera(), frame)
        # What looks at pictures cannot become a device any more; its next link can.
        text = "this link shows pictures: open a new one and send a picture at once"
        return (FaultFound("late_camera", text), Closed(CLOSE_TRY_AGAIN, "late_camera"))

    def check_timers(self, now_us: int) -> Sequence[Event]:
        """Turn a silent page into a viewer, and follow the camera that is shown."""
        if self._part is _Part.VIEWER:
            return self._follower.take_news()
        if self._decided_us is None or now_us < self._decided_us:
            return ()
        self._decided_us = None
        self._part = _Part.VIEWER
        self._roster.viewers += 1
        return (ClaimMade("viewer", "", ""), self._follower.begin())

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return a picture as it came, for a page that looks; boards get nothing."""
        if self._part is not _Part.VIEWER or self._follower.note(sample):
            return ()
        return (sample.payload,)

    def close(self, now_us: int) -> None:
        """Leave the roster."""
        if self._part is _Part.CAMERA:
            self._roster.leave_camera(self._camera_id)
        elif self._part is _Part.VIEWER:
            self._roster.viewers -= 1
        self._part = _Part.UNKNOWN

    def _become_camera(self) -> Sequence[Event]:
        self._decided_us = None
        guest, faults = self._guest, []
        name = guest.camera
        try:
            self._camera_id = self._roster.enter_camera(guest)
        except ValueError as error:
            faults.append(FaultFound("bad_name", str(error)))
            name = ""
            nameless = Guest(guest.address, guest.user_agent, guest.is_page, "")
            self._camera_id = self._roster.enter_camera(nameless)
        self._part = _Part.CAMERA
        claim = ClaimMade("device", self._camera_id, name, sdk=guest.user_agent)
        return (*faults, claim)
