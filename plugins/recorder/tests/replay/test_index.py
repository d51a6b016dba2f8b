"""What is kept of a recording in memory, also of one that is not whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcap.records import ChunkIndex

from bridge_recorder.replay.index import ChunkTable, UnplayableRecording, open_index
from plugins.recorder.tests.conftest import WALL_US
from plugins.recorder.tests.replay.conftest import JPEG, STARTED_US, Script


def ten_pictures() -> Script:
    script = Script().presence(0)
    for n in range(10):
        script.picture(n, n * 100 + 50)
    return script


def test_a_whole_recording_is_known_without_reading_it(tmp_path: Path) -> None:
    index = open_index(ten_pictures().save(tmp_path))
    assert index.start_ns == WALL_US * 1000
    assert index.wall_offset_us == WALL_US - STARTED_US
    assert index.length_ns == 950_000_000
    assert index.damage == ""
    topics = {channel.topic: channel for channel in index.channels.values()}
    assert topics[JPEG].kind == "media"
    assert (topics[JPEG].device_id, topics[JPEG].tail) == ("cam-1", "camera/jpeg")
    assert topics["device/cam-1/state"].is_state


def test_topics_of_no_device_say_so(tmp_path: Path) -> None:
    index = open_index(Script().number(1, 0).save(tmp_path))
    (channel,) = index.channels.values()
    assert (channel.device_id, channel.tail) == (None, "a")


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_file_that_was_cut_off_gives_what_can_be_read(tmp_path: Path, kept: float) -> None:
    path = ten_pictures().save(tmp_path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    index = open_index(path)
    assert 0 < len(index.chunks) <= 11
    assert index.start_ns == WALL_US * 1000
    assert "cut off or damaged" in index.damage


def test_damaged_parts_in_the_middle_are_counted(tmp_path: Path) -> None:
    path = ten_pictures().save(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"jpeg 5")] ^= 0xFF
    path.write_bytes(raw[: raw.rindex(b"jpeg 9") + 40])
    assert "and 1 damaged parts before them" in open_index(path).damage


def test_what_is_no_recording_or_empty_is_refused_with_the_reason(tmp_path: Path) -> None:
    stranger = tmp_path / "notes.mcap"
    stranger.write_bytes(b"not a recording at all, but long enough")
    with pytest.raises(UnplayableRecording, match="does not begin like a recording"):
        open_index(stranger)
    with pytest.raises(UnplayableRecording, match="no samples in it"):
        open_index(Script().save(tmp_path))


def test_a_recording_that_says_nothing_of_itself_begins_with_its_first_sample(
    tmp_path: Path,
) -> None:
    path = ten_pictures().save(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"gamebridge.recording", b"gamebridge.something"))
    index = open_index(path)
    assert (index.start_ns, index.wall_offset_us) == (WALL_US * 1000, 0)


holdings = st.lists(st.none() | st.sets(st.integers(1, 4), min_size=1), max_size=20)


@given(holdings, st.integers(1, 4), st.integers(0, 25))
def test_chunks_that_may_hold_a_channel_come_last_first(
    held: list[set[int] | None], channel: int, before: int
) -> None:
    table = ChunkTable()
    for number, channels in enumerate(held):
        table.add(chunk(number, channels or set()))
    expected = [n for n, found in enumerate(held) if n < before and (not found or channel in found)]
    assert list(table.backwards(channel, before)) == expected[::-1]
    assert table.first_reaching(before) == min(before, len(held))


def chunk(number: int, channels: set[int]) -> ChunkIndex:
    offsets = dict.fromkeys(channels, 0)
    return ChunkIndex(0, number, "", 0, number, 0, offsets, number, 0)
