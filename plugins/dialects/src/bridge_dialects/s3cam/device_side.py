"""A camera's half of the conversation: who it is, its pictures, its answers.

Knows: what firmware says, in its order and with its habits. Does not know: links, the
hub, clocks.
"""

from collections.abc import Callable, Sequence

import msgspec

from bridge.api import (
    Call,
    ClaimMade,
    CommandAcked,
    Event,
    FaultFound,
    FrameArrived,
    HealthArrived,
    JsonScalar,
    LogArrived,
    LogLine,
    ReplyDue,
)
from bridge_dialects.s3cam.commands import FPS, STABILITY, encode_command, features_of, words_for
from bridge_dialects.s3cam.frames import MAX_ANNOUNCED_BYTES, Assembled, FrameAssembly
from bridge_dialects.s3cam.health import health_from
from bridge_dialects.s3cam.open_calls import OpenCalls, mode_from, value_from
from bridge_dialects.s3cam.resolutions import RESOLUTIONS, Resolution, name_of_size, parse_listed
from bridge_dialects.s3cam.surroundings import Surroundings
from bridge_dialects.shared.jpeg_look import picture_size
from bridge_dialects.shared.loose_json import Fields, text_in, whole_in
from bridge_dialects.shared.wall import iso_text

# What a camera offers comes a moment after its name; one that offers nothing is not kept
# waiting for longer.
INFO_WAIT_US = 1_000_000


class _Registered(msgspec.Struct, frozen=True):
    """The answer to a registration. It has no type, and firmware looks for none."""

    status: str
    message: str
    server_time: str


class _PictureAck(msgspec.Struct, frozen=True):
    type: str
    status: str
    timestamp: float


class DeviceSide:
    """One camera on one link, from its first word on."""

    def __init__(self, around: Surroundings, address: str) -> None:
        self._around = around
        self.id = around.ids.take(address)
        self._assembly = FrameAssembly(around.settings.max_picture_bytes)
        self._calls = OpenCalls()
        self._listed: tuple[Resolution, ...] = RESOLUTIONS
        self._settings: dict[str, JsonScalar] = {}
        self._size: tuple[int, int] | None = None
        self._is_registered = False
        self._has_claimed = False
        self._is_admitted = False
        self._claim_due_us: int | None = None
        self._now_us = 0
        self._hearers: dict[str, Callable[[Fields, int], list[Event]]] = {
            "register": self._hear_register,
            "info": self._hear_info,
            "health": self._hear_health,
            "response": self._hear_response,
            "status": self._hear_status,
            "frame_start": self._hear_frame_start,
            "frame_end": self._hear_frame_end,
            "img_start": self._hear_img_start,
            "img_end": self._hear_img_end,
        }

    @property
    def next_timer_us(self) -> int | None:
        """When `check_timers` has something to do."""
        due = (self._claim_due_us, self._assembly.deadline_us)
        return min((at_us for at_us in due if at_us is not None), default=None)

    def hear(self, fields: Fields, now_us: int) -> list[Event]:
        """Take a text message."""
        self._now_us = now_us
        hear = self._hearers.get(text_in(fields, "type"))
        if hear is None:
            text = f"message of type {text_in(fields, 'type', 40)!r}"
            return [FaultFound("unknown_message", text)]
        return hear(fields, now_us)

    def hear_bytes(self, content: bytes, now_us: int) -> list[Event]:
        """Take a binary message."""
        self._now_us = now_us
        return self._events_of(self._assembly.add(content, now_us))

    def check_timers(self, now_us: int) -> list[Event]:
        """Claim a name for a camera that says no more, and give up old pictures."""
        self._now_us = now_us
        found: list[Event] = []
        if self._claim_due_us is not None and now_us >= self._claim_due_us:
            found += self._claim()
        return found + self._events_of(self._assembly.check(now_us))

    def answer_admission(self, _now_us: int) -> list[str]:
        """Return what a camera is told when it is let in: nothing unless it asked."""
        self._is_admitted = True
        return [self._registered()] if self._is_registered else []

    def send_call(self, call: Call) -> list[str]:
        """Return a call as one message per command. ValueError names what there is."""
        words = words_for(call, self._listed)
        self._calls.begin(call, [cmd for cmd, _ in words], self._now_us)
        at_s = self._around.wall_s()
        return [encode_command(cmd, val, at_s) for cmd, val in words]

    def _claim(self) -> list[Event]:
        self._claim_due_us = None
        if self._has_claimed:
            return []
        self._has_claimed = True
        mode = str(self._settings.get("mode", STABILITY))
        fps = self._settings.get("fps")
        features = features_of(self._listed, mode, fps if isinstance(fps, int) else FPS)
        return [ClaimMade("device", self.id, self.id, features=features)]

    def _registered(self) -> str:
        now = iso_text(self._around.wall_s())
        return msgspec.json.encode(_Registered("ok", "Camera registered", now)).decode()

    def _hear_register(self, _fields: Fields, now_us: int) -> list[Event]:
        self._is_registered = True
        if self._has_claimed:
            return [ReplyDue(self._registered())]
        if self._claim_due_us is None:
            self._claim_due_us = now_us + INFO_WAIT_US
        return []

    def _hear_info(self, fields: Fields, _now_us: int) -> list[Event]:
        self._listed = parse_listed(text_in(fields, "resolutions", 2000))
        mode, fps = mode_from(text_in(fields, "mode")), whole_in(fields, "fps", 1, 30)
        if mode is not None:
            self._settings["mode"] = mode
        if fps is not None:
            self._settings["fps"] = fps
        return self._claim()

    def _hear_health(self, fields: Fields, _now_us: int) -> list[Event]:
        if self._size is not None:
            self._settings["resolution"] = name_of_size(self._size, self._listed)
        return [*self._claim(), HealthArrived(health_from(fields, self._settings))]

    def _hear_response(self, fields: Fields, now_us: int) -> list[Event]:
        name, text = text_in(fields, "cmd", 40), text_in(fields, "value")
        is_ok = text_in(fields, "status") == "ok"
        value = value_from(name, text, self._listed) if is_ok else None
        if is_ok and name not in ("resolution", "stats", "reboot") and value is not None:
            self._note_setting(name, value)
        refusal = None if is_ok else text or "refused"
        ack = self._calls.answer(name, value, refusal, text, now_us)
        if ack is not None:
            return [CommandAcked(ack)]
        return [] if is_ok else [LogArrived(LogLine("warning", f"{name}: {text}"))]

    def _note_setting(self, name: str, value: JsonScalar) -> None:
        if name in {feature.name for feature in features_of(self._listed)}:
            self._settings[name] = value

    def _hear_status(self, fields: Fields, _now_us: int) -> list[Event]:
        return [LogArrived(LogLine("info", text_in(fields, "msg") or "status"))]

    def _hear_frame_start(self, _fields: Fields, _now_us: int) -> list[Event]:
        return self._events_of(self._assembly.announce_whole())

    def _hear_frame_end(self, _fields: Fields, _now_us: int) -> list[Event]:
        return []

    def _hear_img_start(self, fields: Fields, now_us: int) -> list[Event]:
        size = whole_in(fields, "size", 1, MAX_ANNOUNCED_BYTES)
        if size is None or whole_in(fields, "chunks", 1, MAX_ANNOUNCED_BYTES) is None:
            return [FaultFound("bad_picture_start", "img_start without size and chunks")]
        # Nothing is kept for a peer that nobody has let in.
        claim = self._claim()
        found = self._assembly.open(size, whole_in(fields, "id"), now_us)
        if self._is_admitted:
            self._around.tally.in_pieces[self.id] += 1
        ack = msgspec.json.encode(_PictureAck("img_ack", "ready", self._around.wall_s()))
        return [*claim, *self._events_of(found), ReplyDue(ack.decode())]

    def _hear_img_end(self, fields: Fields, _now_us: int) -> list[Event]:
        is_success = fields.get("success") is not False
        return self._events_of(self._assembly.end(whole_in(fields, "id"), is_success=is_success))

    def _events_of(self, found: Sequence[Assembled]) -> list[Event]:
        events: list[Event] = []
        for part in found:
            if isinstance(part, bytes):
                self._size = picture_size(part) or self._size
                events += [*self._claim(), FrameArrived(part)]
            else:
                if self._is_admitted:
                    self._around.tally.failed[self.id] += 1
                events.append(part)
        return events

    def close(self) -> None:
        """Give back the name."""
        self._around.ids.give_back(self.id)
