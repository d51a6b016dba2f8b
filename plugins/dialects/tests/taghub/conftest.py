"""A hub that talks as the host would, and samples to tell games of."""

import json
from dataclasses import dataclass, field

import pytest

from bridge.api import (
    Admission,
    AdmissionRefused,
    Admitted,
    Claim,
    ClaimMade,
    DeviceState,
    Event,
    FaultFound,
    Message,
    ReplyDue,
    Role,
    Sample,
    TagDetections,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge.testing.fakes import FakeClock
from bridge_dialects.taghub.access import Access
from bridge_dialects.taghub.device_names import DeviceNames
from bridge_dialects.taghub.link import TaghubLink
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings

WALL_S = 1_738_300_000.25
BOARD_ADDRESS = "192.168.1.50"
TOKEN = "open-sesame"
TAGS_SPEC = TopicSpec(
    parse_pattern("device/*/tags"), TopicKind.STREAM, "", TagDetections, key_field="tag_id"
)
# What the current firmware sends, byte by byte but for the event.
WAVESHARE: dict[str, object] = {
    "tag_id": 5,
    "decision_margin": 61.3,
    "yaw": -15.2,
    "pitch": 8.7,
    "roll": 2.1,
    "x_cm": 10.5,
    "y_cm": -5.3,
    "z_cm": -42,
    "range_cm": 43.6,
    "timestamp": 12345678,
    "camera_name": "Waveshare-ESP32-S3",
    "smartcam_ip": "192.168.1.100",
}
JPEG = b"\xff\xd8" + bytes(120) + b"\xff\xd9"


def tags_sample(
    tags: TagDetections, device: str = "taghub-192-168-1-50", received_us: int = 0
) -> Sample:
    """Return a sample as the hub makes it."""
    return Sample(f"device/{device}/tags", TAGS_SPEC, 1, received_us, received_us, tags)


@dataclass
class Talk:
    """One link, and what the host would do with its events."""

    link: TaghubLink
    access: Access
    address: str = BOARD_ADDRESS
    said: list[Message] = field(default_factory=list)
    taken: list[Event] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    claims: list[ClaimMade] = field(default_factory=list)
    admission: Admission | None = None

    def begin(self) -> list[Message]:
        """Open the link; return what is said."""
        return self._obey(self.link.begin(0))

    def hear(self, message: object, now_us: int = 0) -> list[Message]:
        """Let the peer say something (an object is sent as JSON); return the answers."""
        is_plain = isinstance(message, str | bytes)
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        assert is_plain or isinstance(text, str)
        return self._obey(self.link.receive(text, now_us))

    def tick(self, now_us: int) -> list[Message]:
        """Let a timer be over; return what is said."""
        return self._obey(self.link.check_timers(now_us))

    def _obey(self, events: object) -> list[Message]:
        before = len(self.said)
        assert isinstance(events, tuple | list)
        for event in events:
            match event:
                case ReplyDue(message):
                    self.said.append(message)
                case FaultFound(code):
                    self.faults.append(code)
                case ClaimMade():
                    self._decide(event)
                case _ if self.admission is not None:
                    self.taken.append(event)
        return self.said[before:]

    def _decide(self, claim: ClaimMade) -> None:
        assert self.admission is None, "claimed twice"
        self.claims.append(claim)
        try:
            self.admission = self.access.admit(self._claim(claim))
        except AdmissionRefused as error:
            self.said += self.link.refuse("unauthorized", error.reason)
            return
        self.said += self.link.admit(Admitted("f1", self.admission.id, claim.role, 0))

    def _claim(self, claim: ClaimMade) -> Claim:
        return Claim(
            role=Role(claim.role),
            id=claim.id,
            address=self.address,
            is_loopback=self.address == "127.0.0.1",
            is_encrypted=False,
            channel="ws",
            bearer=claim.bearer,
            dialect=SYSTEM,
        )


class Hub:
    """The parts that links share."""

    def __init__(self, settings: TaghubSettings) -> None:
        self.settings = settings
        self.clock = FakeClock()
        self.board = Noticeboard(settings, lambda: WALL_S)
        self.names = DeviceNames(SYSTEM)
        self.access = Access(settings, self.clock)

    def talk(self, address: str = BOARD_ADDRESS) -> Talk:
        """Return a new link from an address."""
        link = TaghubLink(address, self.settings, self.board, self.names)
        return Talk(link, self.access, address)

    def device(self) -> Talk:
        """Return the link of a device that is in."""
        talk = self.talk()
        identify = {"type": "esp32", "device": "T-CameraPlus-S3", "auth_token": TOKEN}
        talk.hear({"event": "identify", "data": identify})
        assert talk.admission is not None
        talk.said.clear()
        return talk

    def game(self) -> Talk:
        """Return the link of a game that is in."""
        talk = self.talk("192.168.1.9")
        talk.hear({"event": "identify", "data": {"type": "gdevelop", "name": "MyGame"}})
        assert talk.admission is not None
        talk.said.clear()
        return talk


@pytest.fixture
def hub() -> Hub:
    """A hub whose devices share a token."""
    return Hub(TaghubSettings(token=TOKEN))


@pytest.fixture
def camera_state() -> DeviceState:
    """A camera of some other system."""
    return DeviceState(
        "multicam-192-168-1-60", "Garden", True, 0, "pull", "192.168.1.60", "multicam"
    )
