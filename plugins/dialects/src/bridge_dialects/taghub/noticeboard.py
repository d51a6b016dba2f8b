"""What all links and routes of the system share: the latest tags, and who is here.

Knows: samples, names of cameras, the fields that games read. Does not know: the hub,
links, routes.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping

from bridge.api import DeviceState, JsonScalar, Sample, TagDetection, TagDetections
from bridge_dialects.taghub.bridge_words import CameraLabel, tell_found_tag
from bridge_dialects.taghub.messages import encode_words
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.tag_words import flat_fields, is_device_word

SYSTEM = "taghub"
MAX_KEPT = 50
MAX_CAMERAS = 256
# A camera that finds tags itself is believed this long; what the bridge finds in its
# pictures meanwhile is the same tag seen a second time.
BELIEVED_US = 10_000_000

Told = tuple[TagDetection, dict[str, JsonScalar]]


class Noticeboard:
    """One for all peers of the system. `wall_s` reads the calendar, which games are told."""

    def __init__(self, settings: TaghubSettings, wall_s: Callable[[], float]) -> None:
        self._settings = settings
        self._wall_s = wall_s
        self._cameras: dict[str, CameraLabel] = {}
        self._told_us: dict[str, int] = {}
        self._latest: dict[str, JsonScalar] | None = None
        self._kept: deque[dict[str, JsonScalar]] = deque(maxlen=MAX_KEPT)
        self.links: Counter[str] = Counter()

    def wall_s(self) -> float:
        """Return seconds since 1970."""
        return self._wall_s()

    def note_camera(self, state: DeviceState) -> None:
        """Take note of what a camera is called and where it is."""
        if len(self._cameras) < MAX_CAMERAS or state.id in self._cameras:
            self._cameras[state.id] = CameraLabel(state.name, state.address)

    def note_tags(self, sample: Sample) -> None:
        """Take note of tags, whoever found them."""
        if self.is_wanted(sample.topic):
            for _tag, fields in self.tell(sample):
                self._latest = fields
                self._kept.append(fields)

    def is_wanted(self, topic: str) -> bool:
        """Tell whether games are told what this camera sees."""
        cameras = self._settings.cameras
        return not cameras or _device_of(topic) in cameras

    @property
    def wanted(self) -> tuple[str, ...]:
        """The topics that games are told about."""
        return tuple(f"device/{camera}/tags" for camera in self._settings.cameras or ("*",))

    def tell(self, sample: Sample) -> Iterator[Told]:
        """Return the tags of a sample, each with the flat fields that games read."""
        found = sample.value_as(TagDetections)
        own = [tag for tag in found.tags if is_device_word(tag)]
        if own:
            self._believe(sample)
        elif self._is_believed(sample):
            return
        device = _device_of(sample.topic)
        camera = self._cameras.get(device, CameraLabel(device))
        for tag in own or found.tags:
            fields = (
                flat_fields(tag)
                if own
                else tell_found_tag(tag, found.intrinsics, camera, sample.captured_us)
            )
            if fields is not None:
                yield tag, fields | {"server_timestamp": round(self._wall_s(), 6)}

    def _believe(self, sample: Sample) -> None:
        if len(self._told_us) < MAX_CAMERAS or sample.topic in self._told_us:
            self._told_us[sample.topic] = sample.received_us

    def _is_believed(self, sample: Sample) -> bool:
        told_us = self._told_us.get(sample.topic)
        return told_us is not None and sample.received_us - told_us < BELIEVED_US

    def message_of(self, fields: Mapping[str, JsonScalar]) -> str:
        """Return fields as the message that games get."""
        words: dict[str, object] = {"event": "apriltag_data", **fields}
        if self._settings.nested:
            words["data"] = dict(fields)
        return encode_words(words)

    @property
    def latest_fields(self) -> Mapping[str, JsonScalar] | None:
        """The newest tag, or None if there has been none."""
        return self._latest

    @property
    def latest_message(self) -> str | None:
        """The newest tag as a message, or None if there has been none."""
        return None if self._latest is None else self.message_of(self._latest)

    def pop_oldest(self) -> tuple[dict[str, JsonScalar] | None, int]:
        """Return the oldest tag that nobody has fetched, and how many are left."""
        if not self._kept:
            return None, 0
        return self._kept.popleft(), len(self._kept)


def _device_of(topic: str) -> str:
    return topic.split("/")[1]
