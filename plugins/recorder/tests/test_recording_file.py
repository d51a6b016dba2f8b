"""Files that the public reader opens, with everything in them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from bridge.api import DropReason, Sample
from bridge.testing.fakes import Number
from bridge_recorder.backlog import Gap
from bridge_recorder.picture_messages import decode_picture
from bridge_recorder.recording_file import (
    ABOUT,
    CHUNK_BYTES,
    END,
    GAP,
    RecordingFile,
    create_part,
)
from plugins.recorder.tests.conftest import (
    NUMBER_SPEC,
    SECOND_US,
    WALL_US,
    h264_sample,
    jpeg_sample,
    messages_of,
    notes_of,
    number_sample,
    origin,
)

BuildFile = Callable[[], RecordingFile]


def finish(file: RecordingFile) -> Path:
    final = file.part.with_suffix("")
    file.finish(final, {"reason": ""})
    return final


def test_everything_that_was_written_is_read_again(build_file: BuildFile) -> None:
    file = build_file()
    numbers = [number_sample(seq, seq * 7) for seq in range(500)]
    pictures = [jpeg_sample(seq, b"\xff\xd8" + bytes([seq]) * 9000) for seq in range(40)]
    file.write(numbers, 0)
    file.write(pictures, 0)
    found = messages_of(finish(file))
    values = [m.data for _, channel, m in found if channel.topic == "x/stream/a"]
    assert [msgspec.json.decode(data, type=Number).n for data in values] == [
        seq * 7 for seq in range(500)
    ]
    images = [(s, m) for s, c, m in found if c.topic == "device/cam-1/camera/jpeg"]
    assert all(schema and schema.name == "foxglove.CompressedImage" for schema, _ in images)
    payloads = [decode_picture("foxglove.CompressedImage", m.data).payload for _, m in images]
    assert payloads == [sample.payload for sample in pictures]


def test_times_are_of_the_calendar_and_exact(build_file: BuildFile) -> None:
    file = build_file()
    sample = Sample("x/stream/a", NUMBER_SPEC, 7, 250, 400, Number(1))
    file.write([sample], 0)
    ((_, _, message),) = messages_of(finish(file))
    assert message.sequence == 7
    assert message.publish_time == (WALL_US + 250) * 1000
    assert message.log_time == (WALL_US + 400) * 1000


def test_value_from_before_the_recording_enters_it_at_its_start(tmp_path: Path) -> None:
    part = tmp_path / "a.mcap.part"
    file = RecordingFile(create_part(part), part, origin(started_us=SECOND_US))
    file.write([number_sample(1, at_us=10)], SECOND_US)
    ((_, _, message),) = messages_of(finish(file))
    assert message.log_time == WALL_US * 1000
    assert message.publish_time == (WALL_US - SECOND_US + 10) * 1000


def test_marks_of_a_sample_travel_along(build_file: BuildFile) -> None:
    file = build_file()
    value = Sample("x/stream/a", NUMBER_SPEC, 1, 0, 0, Number(5), b"", 8, 123, 42)
    file.write([value, jpeg_sample(9), h264_sample(3, is_key=True)], 0)
    found = {channel.topic: (s, m) for s, channel, m in messages_of(finish(file))}
    assert json.loads(found["x/stream/a"][1].data) == {
        "n": 5,
        "_sample": {"frame_seq": 42, "device_us": 123, "flags": 8},
    }
    schema, message = found["device/cam-1/camera/jpeg"]
    assert schema is not None
    assert decode_picture(schema.name, message.data).frame_seq == 9
    schema, message = found["device/cam-1/camera/h264"]
    assert schema is not None
    assert decode_picture(schema.name, message.data).flags == 1


def test_file_says_what_it_is_what_is_missing_and_how_it_ended(build_file: BuildFile) -> None:
    file = build_file()
    file.write([Gap("x/stream/a", DropReason.BYTES, 3, 5, 7, 50, 70)], 0)
    final = finish(file)
    (about,) = notes_of(final, ABOUT)
    assert (about["name"], about["wall_offset_us"]) == ("Test", str(WALL_US))
    (gap,) = notes_of(final, GAP)
    assert (gap["topic"], gap["reason"], gap["count"]) == ("x/stream/a", "bytes", "3")
    assert (gap["from_seq"], gap["to_seq"]) == ("5", "7")
    assert len(notes_of(final, END)) == 1


def test_channel_holds_the_whole_schema_beside_the_one_for_viewers(build_file: BuildFile) -> None:
    file = build_file()
    file.write([number_sample(1)], 0)
    ((schema, channel, _),) = messages_of(finish(file))
    assert schema is not None
    assert schema.encoding == "jsonschema"
    assert json.loads(schema.data)["properties"] == {"n": {"type": "integer"}}
    assert "Number" in json.loads(channel.metadata["json_schema"])["$defs"]
    assert channel.metadata["schema_id"] == "Number@1"


def test_topics_of_one_schema_share_it(build_file: BuildFile) -> None:
    file = build_file()
    other = Sample("x/stream/b", NUMBER_SPEC, 1, 0, 0, Number(1))
    file.write([number_sample(1), other, number_sample(2)], 0)
    found = messages_of(finish(file))
    assert len({channel.id for _, channel, _ in found}) == 2
    assert len({schema.id for schema, _, _ in found if schema}) == 1


def test_what_is_older_than_half_a_second_is_outside_of_this_process(
    build_file: BuildFile, tmp_path: Path
) -> None:
    file = build_file()
    file.write([number_sample(1)], 0)
    (part,) = tmp_path.iterdir()
    before = part.stat().st_size
    file.write([], SECOND_US // 2)
    assert part.stat().st_size > before
    assert b'{"n":0}' in part.read_bytes()


def test_chunks_are_small(build_file: BuildFile, tmp_path: Path) -> None:
    file = build_file()
    file.write([jpeg_sample(seq, b"x" * 9000) for seq in range(40)], 0)
    (part,) = tmp_path.iterdir()
    unwritten = 40 * 9000 - part.stat().st_size
    assert unwritten < CHUNK_BYTES + 9100


def test_unfinished_file_has_another_name(build_file: BuildFile, tmp_path: Path) -> None:
    file = build_file()
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    finish(file)
    assert [path.suffix for path in tmp_path.iterdir()] == [".mcap"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_recording_belongs_to_its_owner_alone(build_file: BuildFile, tmp_path: Path) -> None:
    finish(build_file())
    (final,) = tmp_path.iterdir()
    assert final.stat().st_mode & 0o077 == 0


def test_existing_file_is_never_overwritten(build_file: BuildFile) -> None:
    build_file()
    with pytest.raises(FileExistsError):
        build_file()
