"""Pictures of one topic, read from a recording, each with how long it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mcap.exceptions import McapError
from mcap.reader import SeekingReader

from bridge.api import BridgeError, Media
from bridge_recorder.picture_messages import SCHEMA_NAMES, RecordedPicture, decode_picture

# The clock of the video track: what players know best, and 11 µs fine.
TICKS_PER_S = 90_000
_NS_PER_S = 1_000_000_000
# How long a recording's only picture is shown.
LONE_PICTURE_TICKS = TICKS_PER_S // 30


class ExportRefused(BridgeError):
    """A recording cannot become a film; the text says why and what can."""


@dataclass(frozen=True, slots=True)
class TimedPicture:
    """A picture with its place in a film, in ticks since the first one."""

    picture: RecordedPicture
    at_ticks: int
    shown_ticks: int


@dataclass(frozen=True, slots=True)
class PictureTopic:
    """A topic of a recording that holds pictures."""

    topic: str
    media: Media
    count: int


def choose_topic(path: Path, wanted: str | None) -> PictureTopic:
    """Return the picture topic to export; ExportRefused when it is not clear which."""
    found = {entry.topic: entry for entry in picture_topics(path)}
    if wanted is not None and wanted in found:
        return found[wanted]
    names = ", ".join(found) or "none"
    if wanted is not None:
        raise ExportRefused(f"{path.name} has no pictures of {wanted!a}; it has: {names}")
    if len(found) != 1:
        raise ExportRefused(f"{path.name}: say which topic to export; it has: {names}")
    return next(iter(found.values()))


def picture_topics(path: Path) -> list[PictureTopic]:
    """Return the topics of a recording that hold pictures."""
    try:
        with path.open("rb") as stream:
            summary = SeekingReader(stream).get_summary()
    except (McapError, OSError, ValueError) as error:
        raise ExportRefused(f"{path}: is no readable recording: {error}") from None
    if summary is None or summary.statistics is None:
        raise ExportRefused(f"{path}: was not finished; the bridge mends it when it starts")
    media_of = {name: media for media, name in SCHEMA_NAMES.items()}
    found = []
    for channel in summary.channels.values():
        schema = summary.schemas.get(channel.schema_id)
        media = media_of.get(schema.name) if schema else None
        if media is not None:
            count = summary.statistics.channel_message_counts.get(channel.id, 0)
            found.append(PictureTopic(channel.topic, media, count))
    return found


def timed_pictures(path: Path, topic: PictureTopic) -> Iterator[TimedPicture]:
    """Yield the pictures of a topic with the times at which they were captured.

    H.264 begins at its first key frame, because nothing before it can be shown. A picture
    that claims to be older than the one before it follows it at once.
    """
    previous: RecordedPicture | None = None
    begin_ns, previous_ticks, shown_ticks = 0, 0, LONE_PICTURE_TICKS
    for picture in _pictures(path, topic):
        if previous is None:
            if topic.media is Media.H264 and not picture.is_key_frame:
                continue
            previous, begin_ns = picture, picture.at_ns
            continue
        ticks = (picture.at_ns - begin_ns) * TICKS_PER_S // _NS_PER_S
        ticks = max(ticks, previous_ticks + 1)
        shown_ticks = ticks - previous_ticks
        yield TimedPicture(previous, previous_ticks, shown_ticks)
        previous, previous_ticks = picture, ticks
    if previous is not None:
        # Nobody knows how long the last one lasted; as long as the one before it, then.
        yield TimedPicture(previous, previous_ticks, shown_ticks)


def _pictures(path: Path, topic: PictureTopic) -> Iterator[RecordedPicture]:
    with path.open("rb") as stream:
        for schema, _, message in SeekingReader(stream).iter_messages(topics=[topic.topic]):
            if schema is not None:
                yield decode_picture(schema.name, message.data)
