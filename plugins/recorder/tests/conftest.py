"""A hub, a folder and samples for the tests of the recorder."""

import logging
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import trio
from mcap.reader import make_reader
from mcap.records import Channel, Message, Metadata, Schema

from bridge.api import (
    FLAG_KEY_FRAME,
    Hub,
    Media,
    PluginContext,
    Sample,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge.testing.fakes import FakeClock, FakeDevices, Number, build_hub
from bridge_recorder.recording_file import Origin, RecordingFile, create_part
from bridge_recorder.replay.values import REPLAYS_SPEC
from bridge_recorder.values import RECORDINGS_SPEC, Recordings, RecordingStatus

SECOND_US = 1_000_000
WALL_US = 1_800_000_000_000_000
RECORDING_ID = "20270115-080000-0123abcd"

JPEG_SPEC = TopicSpec(
    parse_pattern("device/*/camera/jpeg"), TopicKind.MEDIA, "Pictures.", media=Media.JPEG
)
H264_SPEC = TopicSpec(
    parse_pattern("device/*/camera/h264"), TopicKind.MEDIA, "Video.", media=Media.H264
)
NUMBER_SPEC = TopicSpec(parse_pattern("x/stream/*"), TopicKind.STREAM, "Numbers.", Number)


def jpeg_sample(seq: int, payload: bytes = b"\xff\xd8picture\xff\xd9", at_us: int = 0) -> Sample:
    """Return a picture of cam-1."""
    return Sample(
        "device/cam-1/camera/jpeg",
        JPEG_SPEC,
        seq,
        at_us,
        at_us,
        payload=payload,
        flags=FLAG_KEY_FRAME,
        frame_seq=seq,
    )


def h264_sample(seq: int, *, is_key: bool = False, payload: bytes = b"\0\0\0\1x") -> Sample:
    """Return an access unit of cam-1."""
    flags = FLAG_KEY_FRAME if is_key else 0
    return Sample("device/cam-1/camera/h264", H264_SPEC, seq, 0, 0, payload=payload, flags=flags)


def number_sample(seq: int, n: int = 0, at_us: int = 0) -> Sample:
    """Return a number of x/stream/a."""
    return Sample("x/stream/a", NUMBER_SPEC, seq, at_us, at_us, Number(n))


def origin(started_us: int = 0) -> Origin:
    """Return a recording that starts at `started_us` and WALL_US."""
    return Origin(RECORDING_ID, "Test", ("x/**",), started_us, WALL_US, "gamebridge/test")


def messages_of(path: Path) -> list[tuple[Schema | None, Channel, Message]]:
    """Return what the public reader finds in a file, checksums checked."""
    with path.open("rb") as stream:
        return list(make_reader(stream, validate_crcs=True).iter_messages())


def notes_of(path: Path, name: str) -> list[dict[str, str]]:
    """Return the metadata records of one name."""
    with path.open("rb") as stream:
        notes: list[Metadata] = list(make_reader(stream).iter_metadata())
    return [note.metadata for note in notes if note.name == name]


def paint_jpeg(number: int, width: int = 64, height: int = 48) -> bytes:
    """Return a small JPEG file; `number` changes how bright it is."""
    shade = np.full((height, width, 3), 40 + number % 160, np.uint8)
    shade[:, : width // 2] += 30
    frame = av.VideoFrame.from_ndarray(shade, format="rgb24").reformat(format="yuvj420p")
    codec = av.CodecContext.create("mjpeg", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = width, height, "yuvj420p"
    codec.time_base = Fraction(1, 30)
    return bytes(codec.encode(frame)[0])


def encode_h264(count: int, gop: int = 10) -> list[tuple[bytes, bool]]:
    """Return access units in Annex B, each with whether it is a key frame."""
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = 64, 48, "yuv420p"
    codec.time_base = Fraction(1, 30)
    codec.options = {"tune": "zerolatency", "preset": "ultrafast", "g": str(gop)}
    units = []
    for number in range(count):
        shade = np.full((48, 64, 3), 40 + 3 * number % 160, np.uint8)
        frame = av.VideoFrame.from_ndarray(shade, format="rgb24").reformat(format="yuv420p")
        frame.pts = number
        units += [(bytes(packet), packet.is_keyframe) for packet in codec.encode(frame)]
    return units


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def build_file(tmp_path: Path) -> Iterator[Callable[[], RecordingFile]]:
    """Makes recordings under their `.part` name, and closes those that are still open."""
    made: list[RecordingFile] = []

    def build() -> RecordingFile:
        part = tmp_path / f"{RECORDING_ID}.mcap.part"
        file = RecordingFile(create_part(part), part, origin())
        made.append(file)
        return file

    yield build
    for file in made:
        file.abandon()


def recorder_hub(clock: FakeClock) -> Hub:
    """Return a hub that knows the recorder's own topic."""
    return build_hub(clock, RECORDINGS_SPEC, REPLAYS_SPEC)


def context(hub: Hub, folder: Path, **settings: object) -> PluginContext:
    """Return what the plugin is given. A test machine's disk may be as full as it likes."""
    chosen = {"min_free_bytes": 0, "min_free_percent": 0.0, **settings}
    return PluginContext(
        "recorder",
        hub,
        hub.clock,
        logging.getLogger("recorder"),
        folder,
        FakeDevices(),
        raw_settings=chosen,
    )


async def wait_for_state(hub: Hub, state: str) -> RecordingStatus:
    """Wait until a recording says that it is in a state, and return it."""
    with hub.subscribe(["sys/recordings"], name="test") as shown:
        while True:
            sample = await shown.receive()
            for status in sample.value_as(Recordings).recordings:
                if status.state == state:
                    return status


async def wait_for_text(log: pytest.LogCaptureFixture, text: str) -> None:
    """Wait until something was logged; a thread does the work, and only the log tells."""
    while text not in log.text:  # noqa: ASYNC110 - as above.
        await trio.sleep(0.01)
