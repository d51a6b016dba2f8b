"""What multicam calls streams: the sources, and every other camera of the bridge.

Knows: sources, device states, topics. Does not know: HTTP, links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec

from bridge.api import Devices, DeviceState, Hub, JsonScalar, Sample
from bridge_sources.discovery.found import FoundCameras
from bridge_sources.multicam.discovered import DiscoveredCamera
from bridge_sources.multicam.moments import LocalMoments, local_iso
from bridge_sources.records import SOURCE_KINDS, SourceRecord, SourceStatus

_JPEG = "/camera/jpeg"
MAX_OFFERS = 64


class SourceBook(Protocol):
    """The sources, as far as multicam needs them. `Sources` is one."""

    def list(self) -> list[SourceStatus]:
        """Return how all sources are."""
        ...  # pragma: no cover

    def find(self, name: str) -> SourceStatus | None:
        """Return how a source is, by its name or id."""
        ...  # pragma: no cover

    async def add(self, record: SourceRecord) -> SourceStatus:
        """Add a source. ValueError: its name is taken, its address is refused."""
        ...  # pragma: no cover

    async def remove(self, name: str) -> None:
        """Forget a source. KeyError, ValueError."""
        ...  # pragma: no cover

    async def start(self, name: str) -> None:
        """Let a source fetch pictures. KeyError."""
        ...  # pragma: no cover

    async def stop(self, name: str) -> None:
        """Let a source rest. KeyError."""
        ...  # pragma: no cover

    async def snapshot(self, name: str) -> bytes:
        """Return one JPEG of now. KeyError, SourceFailed."""
        ...  # pragma: no cover

    async def status(self, name: str) -> dict[str, JsonScalar]:
        """Return what the camera says of itself. KeyError, SourceFailed."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Stream:
    """One camera under the name that multicam's peers use.

    `source` is its name among the sources; None means that it sends by itself.
    """

    name: str
    device_id: str
    source: str | None = None

    @property
    def topic(self) -> str:
        """Where its pictures are."""
        return f"device/{self.device_id}{_JPEG}"


class StreamRow(msgspec.Struct, frozen=True):
    """A line of `GET /api/streams`, in the order that multicam has."""

    name: str
    ip_address: str
    port: int
    is_active: bool
    fps: float
    frame_count: int
    connected_clients: int
    last_frame_time: str | None


class Streams:
    """All cameras, by name."""

    def __init__(
        self,
        sources: SourceBook,
        found: FoundCameras,
        devices: Devices,
        hub: Hub,
        moments: LocalMoments,
    ) -> None:
        self._found = found
        self._sources = sources
        self._devices = devices
        self._hub = hub
        self._moments = moments

    def find(self, name: str) -> Stream | None:
        """Return the camera that is listed as `name`, or has it as its id, or None."""
        status = self._sources.find(name)
        if status is not None:
            return Stream(status.record.name, status.record.id, status.record.name)
        devices = tuple(self._devices_by_name())
        for shown, state in devices:
            if shown == name:
                return Stream(shown, state.id)
        return next((Stream(shown, state.id) for shown, state in devices if state.id == name), None)

    def rows(self) -> list[StreamRow]:
        """Return all cameras: the sources first, then those that send by themselves."""
        rows = [_row_of(status) for status in self._sources.list()]
        rows += [self._device_row(shown, state) for shown, state in self._devices_by_name()]
        return rows

    def latest(self, stream: Stream) -> Sample | None:
        """Return the newest picture, however old, or None."""
        return self._hub.latest(stream.topic)

    def device_status(self, stream: Stream) -> dict[str, JsonScalar]:
        """Return what is known of a camera that sends by itself."""
        state = self._devices.state(stream.device_id)
        if state is None:
            return {"name": stream.name, "online": False}
        return {
            "name": stream.name,
            "id": state.id,
            "online": state.online,
            "address": state.address,
            "transport": state.transport,
            "dialect": state.dialect,
            "sdk": state.sdk,
            "reason": state.reason,
        }

    def moment_of(self, sample: Sample) -> str:
        """Return when a picture was received, as multicam writes it."""
        return self._moments.at(sample.received_us)

    def offers(self) -> list[dict[str, JsonScalar]]:
        """Return the cameras that were discovered and are not added, as viewers are told."""
        found = self._found.list(self._hub.clock.now_us())
        return [
            DiscoveredCamera(camera.name, camera.address, camera.port).told(
                self._moments.at(camera.last_seen_us)
            )
            for camera in found
            if camera.standing == "offered" and not camera.is_added
        ][:MAX_OFFERS]

    def _devices_by_name(self) -> Iterator[tuple[str, DeviceState]]:
        """Yield cameras that are no sources; one whose name is taken has its id added.

        The directory remembers sources that were removed; they are not cameras any more.
        """
        statuses = self._sources.list()
        ids = {status.record.id for status in statuses}
        taken = {status.record.name for status in statuses}
        for state in self._devices.states():
            if state.id in ids or state.dialect in SOURCE_KINDS or not _has_camera(state):
                continue
            name = state.name or state.id
            shown = f"{name} ({state.id})" if name in taken else name
            taken.add(shown)
            yield shown, state

    def _device_row(self, shown: str, state: DeviceState) -> StreamRow:
        known = self._hub.known(f"device/{state.id}{_JPEG}")
        if known is None:
            return StreamRow(shown, state.address, 0, state.online, 0.0, 0, 0, None)
        counts = known.statistics(self._hub.clock.now_us())
        last = None if counts.last_us is None else self._moments.at(counts.last_us)
        return StreamRow(
            shown,
            state.address,
            0,
            state.online,
            round(counts.hz, 2),
            counts.count,
            counts.subscribers,
            last,
        )


def _row_of(status: SourceStatus) -> StreamRow:
    record = status.record
    wall_s = status.last_frame_wall
    return StreamRow(
        record.name,
        record.host,
        record.port or 80,
        record.is_started,
        round(status.fps, 2),
        status.frames,
        status.viewers,
        None if wall_s is None else local_iso(wall_s),
    )


def _has_camera(state: DeviceState) -> bool:
    return any(topic.endswith(_JPEG) for topic in state.topics)
