"""Where the samples of a recording go today: to hosted devices, or to the hub.

Knows: topics, declarations, who else writes. Does not know: when anything is due.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from mcap.records import Message

from bridge.api import (
    FLAG_DISCONTINUITY,
    DeviceClock,
    DeviceState,
    Event,
    Hub,
    Media,
    MediaArrived,
    Sample,
    SampleRefused,
    Times,
    TopicKind,
    TopicSpec,
    ValueArrived,
    parse_device_id,
    parse_topic,
)
from bridge_recorder.replay.cast import Cast
from bridge_recorder.replay.index import RecordedChannel
from bridge_recorder.replay.samples import RecordedSample, Unplayable, decode_sample

# The bridge's own bookkeeping is about the bridge that runs, not about one that ran.
_OWN_ROOT = "sys"
_MARKS_ROOT = "session"


@dataclass(slots=True)
class Written:
    """The last sample that any replay of this bridge has put on each topic of no device."""

    samples: dict[str, Sample] = field(default_factory=dict)


@dataclass(slots=True)
class _Way:
    """How one topic goes out. `reason` says why it does not, when it has no `spec`."""

    channel: RecordedChannel
    spec: TopicSpec | None
    reason: str = ""
    is_fresh: bool = False  # Its next sample follows a jump.
    is_broken: bool = False  # Video that waits for a key frame.


@dataclass(slots=True)
class Outlet:
    """Publishes recorded samples and counts those that it cannot."""

    hub: Hub
    cast: Cast
    written: Written
    left_out: Counter[str] = field(default_factory=Counter)
    published: int = 0
    _ways: dict[int, _Way] = field(default_factory=dict)
    _pictures: dict[str, "_PictureNumbers"] = field(default_factory=dict)

    def open(self, channels: Mapping[int, RecordedChannel]) -> None:
        """Find out which topics can be published today."""
        self._ways = {number: self._way(channel) for number, channel in channels.items()}

    def _way(self, channel: RecordedChannel) -> _Way:
        if channel.topic.split("/")[0] == _OWN_ROOT:
            return _Way(channel, None, "own_topic")
        spec = self.hub.find_spec(channel.topic) if _is_sound(channel) else None
        return _Way(channel, spec, "" if spec is not None else "undeclared")

    def kind(self, number: int) -> TopicKind | None:
        """Return how the samples of a channel relate; None when it cannot be published."""
        spec = self._ways[number].spec
        return spec.kind if spec is not None else None

    def skip(self, number: int) -> bool:
        """Leave a sample out because its time is over; False when it must go out all the same.

        A picture or a pose that is late helps nobody; states and events must not be lost.
        """
        way = self._ways[number]
        if way.spec is None or way.spec.kind not in (TopicKind.MEDIA, TopicKind.STREAM):
            return False
        way.is_fresh = True
        way.is_broken = way.spec.media is Media.H264
        self.left_out["late"] += 1
        return True

    def jump(self) -> None:
        """Take note that what comes next does not follow what came last."""
        for way in self._ways.values():
            way.is_fresh = True
            way.is_broken = way.spec is not None and way.spec.media is Media.H264
        for numbers in self._pictures.values():
            numbers.jump()

    def publish(self, number: int, message: Message, captured_us: int, shift_us: int) -> bool:
        """Publish one sample; False, and counted, when that cannot be.

        `shift_us` is what times in the file differ from the bridge's by.
        """
        way = self._ways[number]
        try:
            self._publish(way, message, captured_us, shift_us)
        except Unplayable as refused:
            self.left_out[refused.reason] += 1
            return False
        except SampleRefused as refused:
            self.left_out[refused.reason] += 1
            return False
        self.published += 1
        return True

    def _publish(self, way: _Way, message: Message, captured_us: int, shift_us: int) -> None:
        if way.spec is None:
            raise Unplayable(way.reason)
        sample = decode_sample(way.channel, message, way.spec)
        if isinstance(sample.value, DeviceState):
            self.cast.take_state(way.channel.device_id or "", sample.value)
            return
        if way.is_broken and not sample.is_key_frame:
            raise Unplayable("no_key_frame")
        way.is_broken = False
        times = self._times(way, sample, captured_us)
        if way.channel.device_id is None:
            self._publish_freely(way, sample, times)
        else:
            event = _event(way.channel, sample, times, shift_us)
            self.cast.publish(way.channel.device_id, event)
        way.is_fresh = False

    def _times(self, way: _Way, sample: RecordedSample, captured_us: int) -> Times:
        flags = sample.flags | (FLAG_DISCONTINUITY if way.is_fresh else 0)
        frame_seq = sample.frame_seq
        if frame_seq is not None:
            source = way.channel.device_id or way.channel.topic
            frame_seq = self._pictures.setdefault(source, _PictureNumbers()).follow(frame_seq)
        return Times(captured_us, sample.device_us, frame_seq, flags)

    def _publish_freely(self, way: _Way, sample: RecordedSample, times: Times) -> None:
        topic = way.channel.topic
        latest = self.hub.latest(topic)
        is_marks = topic.split("/")[0] == _MARKS_ROOT  # Everybody may mark.
        if latest is not None and latest is not self.written.samples.get(topic) and not is_marks:
            raise Unplayable("written_by_others")
        self.written.samples[topic] = self.hub.publish(
            topic,
            sample.value,
            payload=sample.payload,
            captured_us=times.captured_us,
            device_us=times.device_us,
            frame_seq=times.frame_seq,
            flags=times.flags,
        )


def _is_sound(channel: RecordedChannel) -> bool:
    """Tell whether a topic's name is one; a file that somebody else made may have any."""
    try:
        parse_topic(channel.topic)
        if channel.device_id is not None:
            parse_device_id(channel.device_id)
    except ValueError:
        return False
    return True


def _event(channel: RecordedChannel, sample: RecordedSample, times: Times, shift_us: int) -> Event:
    if sample.value is None:
        return MediaArrived(channel.tail, sample.payload, times)
    value = sample.value
    if isinstance(value, DeviceClock):
        # Device time plus the offset gives the bridge's time, which is another one now.
        value = msgspec.structs.replace(value, offset_us=value.offset_us + shift_us)
    return ValueArrived(channel.tail, value, times)


@dataclass(slots=True)
class _PictureNumbers:
    """Keeps the numbers of one camera's pictures rising, however one jumps in the file."""

    highest: int = 0
    offset: int = 0
    has_jumped: bool = False

    def jump(self) -> None:
        self.has_jumped = True

    def follow(self, number: int) -> int:
        if self.has_jumped:
            self.has_jumped = False
            self.offset = self.highest + 1 - number
        self.highest = max(self.highest, number + self.offset)
        return number + self.offset
