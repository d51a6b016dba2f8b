"""What is asked of the routes below /v1/sources, and what they answer."""

import msgspec

from bridge.api import JsonScalar
from bridge_sources.discovery.found import FoundCamera
from bridge_sources.location import parse_location
from bridge_sources.records import SourceKind, SourceRecord, SourceStatus

SCAN_S = 4.0
MAX_SCAN_S = 30.0


class SourceWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A camera that somebody wants to add.

    `address` is what people type: 192.168.1.50, cam.local:8080, http://cam/stream. An
    empty name is the host's.
    """

    address: str
    name: str = ""
    id: str = ""
    kind: SourceKind = "auto"
    hz: float = 0.0
    stream_port: int = 0
    stream_path: str = ""
    is_started: bool = True
    user: str = ""
    password: str = ""

    def record(self) -> SourceRecord:
        """Return the wish as a source; ValueError names what is wrong with the address."""
        place = parse_location(self.address)
        return SourceRecord(
            name=self.name or place.host.replace(":", "."),
            host=place.host,
            id=self.id,
            kind=self.kind,
            port=place.port,
            path=place.path,
            stream_port=self.stream_port,
            stream_path=self.stream_path,
            hz=self.hz,
            is_started=self.is_started,
            user=self.user or place.user,
            password=self.password or place.password,
        )


class SourceList(msgspec.Struct, frozen=True):
    """All sources. Times are on the clock of `now_us`."""

    sources: list[SourceStatus]
    now_us: int


class CameraStatus(msgspec.Struct, frozen=True):
    """What a camera says of itself."""

    status: dict[str, JsonScalar]


class Refusal(msgspec.Struct, frozen=True):
    """Why a request was refused, in the form of all refusals of the bridge."""

    code: str
    text: str
    op: str = "status"
    level: str = "error"


class ScanWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long to search."""

    seconds: float = SCAN_S


class FoundList(msgspec.Struct, frozen=True):
    """What is known of the neighbourhood. Times of cameras are on the clock of `now_us`."""

    found: list[FoundCamera]
    now_us: int
    is_searching: bool
    faults: list[str]


class AddWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How somebody wants to add a found camera; what is left out is as it was found."""

    name: str = ""
    kind: SourceKind | None = None
    hz: float = 0.0
