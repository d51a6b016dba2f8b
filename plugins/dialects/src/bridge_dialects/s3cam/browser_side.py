"""A page's half of the conversation: it watches a camera and commands it.

Knows: what pages say and expect. Does not know: links, the hub, clocks.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from bridge.api import (
    CallRequested,
    ClaimMade,
    DeviceHealth,
    DeviceState,
    Event,
    FaultFound,
    Message,
    ReplyDue,
    Sample,
    SamplesWanted,
    neighbour_id,
)
from bridge_dialects.s3cam.health import HealthMessage, health_message
from bridge_dialects.s3cam.surroundings import SYSTEM, Guest, Stats, Surroundings
from bridge_dialects.s3cam.wishes import call_for, value_text
from bridge_dialects.shared.camera_pick import CameraPick
from bridge_dialects.shared.camera_watch import STATES, jpeg_topic
from bridge_dialects.shared.loose_json import Fields, text_in
from bridge_dialects.shared.wall import iso_text

KINDS = frozenset({"register", "command", "request_stats"})
_STATES, _PICTURES, _HEALTH = 0, 1, 2


class _Status(msgspec.Struct, frozen=True):
    type: str
    camera_connected: bool
    stats: Stats


class _ServerStats(msgspec.Struct, frozen=True):
    type: str
    data: Stats
    timestamp: float


class _CameraHealth(msgspec.Struct, frozen=True):
    type: str
    data: HealthMessage
    server_time: str


class BrowserSide:
    """One page on one link. `guest.wanted` names the camera that it asks for, if it does."""

    def __init__(self, around: Surroundings, guest: Guest) -> None:
        self._around = around
        self._guest = guest
        self._pick = CameraPick(SYSTEM, guest.wanted, home_has_cameras=True)
        self._pick.note_all(around.states())
        self._has_claimed = False
        self._is_registered = False
        self._is_counted = False
        self._is_admitted = False
        self._held: tuple[str, str] | None = None
        self._follow_due_us: int | None = None
        self._calls = 0

    @property
    def next_timer_us(self) -> int | None:
        """When `check_timers` has something to do."""
        return self._follow_due_us

    def hear(self, fields: Fields, now_us: int) -> list[Event]:
        """Take a text message."""
        match text_in(fields, "type"):
            case "register":
                return self._register()
            case "command":
                return [*self._claim(), *self._command(fields, now_us)]
            case "request_stats":
                return [*self._claim(), ReplyDue(self._server_stats())]
            case kind:
                return [FaultFound("unknown_message", f"message of type {kind[:40]!r}")]

    def _claim(self) -> list[Event]:
        if self._has_claimed:
            return []
        self._has_claimed = True
        name = neighbour_id(f"{SYSTEM}-page", self._guest.address)
        role: Literal["game", "viewer"] = "game" if self._guest.may_command else "viewer"
        return [ClaimMade(role, name, name), SamplesWanted((STATES,), sub=_STATES)]

    def _register(self) -> list[Event]:
        is_again, self._is_registered = self._is_registered, True
        if not self._has_claimed:
            return [*self._claim(), *self._follow()]
        found: list[Event] = [ReplyDue(message) for message in self._first_words()]
        return found if is_again else [*found, *self._follow()]

    def answer_admission(self, now_us: int) -> Sequence[Message]:
        """Return what a page sees first: the last picture, then how things are."""
        self._is_admitted = True
        if self._held is not None:
            self._wait_for_camera(*self._held, now_us)
        return self._first_words() if self._is_registered else ()

    def _first_words(self) -> list[Message]:
        if not self._is_counted:
            self._is_counted = True
            self._around.tally.pages += 1
        return [*self._last_picture(), self._status()]

    def _last_picture(self) -> list[bytes]:
        camera = self._pick.current
        jpeg = self._around.latest_jpeg(camera) if camera is not None else None
        return [] if jpeg is None else [jpeg]

    def _follow(self) -> list[Event]:
        """Return the wishes that show the camera which is picked now, or none."""
        self._follow_due_us = None
        camera = self._pick.current
        pictures = () if camera is None else (jpeg_topic(camera),)
        health = () if camera is None else (f"device/{camera}/health",)
        return [SamplesWanted(pictures, sub=_PICTURES), SamplesWanted(health, sub=_HEALTH)]

    def check_timers(self, now_us: int) -> list[Event]:
        """Turn to the camera that took the place of another, and show what it sees."""
        if self._follow_due_us is None or now_us < self._follow_due_us:
            return []
        # What came between the news and this moment would be missed otherwise.
        return [*self._follow(), *(ReplyDue(jpeg) for jpeg in self._last_picture())]

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return a sample in a page's words."""
        if sample.topic.endswith("/camera/jpeg"):
            return (sample.payload,)
        if isinstance(sample.value, DeviceHealth):
            return (self._health(sample.value),)
        if not isinstance(sample.value, DeviceState):
            return ()
        if not self._pick.note(sample.value) or not self._is_registered:
            return ()
        self._follow_due_us = now_us
        return (self._status(),)

    def _command(self, fields: Fields, now_us: int) -> list[Event]:
        cmd, val = text_in(fields, "cmd", 32).lower(), value_text(fields.get("val"))
        if not cmd:
            return [FaultFound("bad_command", "a command without a name")]
        if not self._guest.may_command:
            return [FaultFound("forbidden", "a page without an origin may only watch")]
        camera = self._pick.camera or self._newcomer()
        if camera is None:
            return self._wait_for_camera(cmd, val, now_us)
        self._calls += 1
        try:
            return [CallRequested(call_for(f"c{self._calls}", cmd, val, camera))]
        except ValueError as error:
            return [FaultFound("bad_command", str(error))]

    def _wait_for_camera(self, cmd: str, val: str, now_us: int) -> list[Event]:
        if not self._is_admitted:
            # Those who are not let in shall not crowd out the commands of others.
            self._held = (cmd, val)
            return []
        guest = self._guest
        if self._around.waiting.add(cmd, val, guest.wanted, guest.address, now_us):
            return []
        return [FaultFound("queue_full", "too many commands wait for a camera")]

    def _newcomer(self) -> DeviceState | None:
        """Return a camera that has come and that the page has not been told of yet."""
        pick = CameraPick(SYSTEM, self._guest.wanted, home_has_cameras=True)
        pick.note_all(self._around.states())
        return pick.camera

    def _stats(self) -> Stats:
        return self._around.stats(self._pick.camera)

    def _status(self) -> str:
        message = _Status("status", self._pick.current is not None, self._stats())
        return msgspec.json.encode(message).decode()

    def _server_stats(self) -> str:
        message = _ServerStats("server_stats", self._stats(), self._around.wall_s())
        return msgspec.json.encode(message).decode()

    def _health(self, health: DeviceHealth) -> str:
        camera = self._pick.camera
        told = health_message(health, "" if camera is None else camera.address)
        message = _CameraHealth("camera_health", told, iso_text(self._around.wall_s()))
        return msgspec.json.encode(message).decode()

    def close(self) -> None:
        """Count the page no longer."""
        if self._is_counted:
            self._around.tally.pages -= 1
            self._is_counted = False
