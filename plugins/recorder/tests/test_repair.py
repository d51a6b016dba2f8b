"""A crash costs the last chunk at most, and the file is whole again."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcap.reader import make_reader

from bridge.api import DropReason
from bridge_recorder.backlog import Gap
from bridge_recorder.recording_file import CHUNK_BYTES, GAP, RecordingFile
from bridge_recorder.repair import RECOVERED, UnreadableRecording, finish_part
from plugins.recorder.tests.conftest import (
    SECOND_US,
    jpeg_sample,
    messages_of,
    notes_of,
    number_sample,
)

BuildFile = Callable[[], RecordingFile]
PICTURE_BYTES = 20_000


def write_much(file: RecordingFile) -> bytes:
    """Write numbers and pictures for a second; return the file as it is then."""
    for seq in range(20):
        file.write([number_sample(seq), jpeg_sample(seq, b"x" * 5000)], seq * SECOND_US // 20)
    file.write([], 2 * SECOND_US)
    return file.part.read_bytes()


def mend(raw: bytes, folder: Path) -> Path:
    part, final = folder / "a.mcap.part", folder / "a.mcap"
    part.write_bytes(raw)
    finish_part(part, final)
    return final


def test_cut_file_keeps_every_whole_chunk(build_file: BuildFile, tmp_path: Path) -> None:
    whole = write_much(build_file())
    counts = []
    for cut in (0, 1, 9, 300, 70_000):
        final = mend(whole[: len(whole) - cut], tmp_path)
        counts.append(len(messages_of(final)))
        assert len(notes_of(final, RECOVERED)) == 1
    assert counts[0] == 40
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 40 - 2 * (CHUNK_BYTES // 5000 + 2) * 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 120_000), st.binary(max_size=64))
def test_file_cut_anywhere_with_anything_behind_is_read_by_the_public_reader(
    build_file: BuildFile, tmp_path: Path, cut: int, rubbish: bytes
) -> None:
    (tmp_path / "20270115-080000-0123abcd.mcap.part").unlink(missing_ok=True)
    whole = write_much(build_file())
    kept = whole[: max(120, len(whole) - cut)]
    final = mend(kept + rubbish, tmp_path)
    with final.open("rb") as stream:
        summary = make_reader(stream).get_summary()
    assert summary is not None
    assert summary.statistics is not None
    assert summary.statistics.message_count == len(messages_of(final))


def test_damaged_chunk_is_left_out_and_those_behind_it_are_kept(
    build_file: BuildFile, tmp_path: Path
) -> None:
    file = build_file()
    whole_chunks = 0
    for seq in range(30):
        file.write([number_sample(seq), jpeg_sample(seq, b"x" * 30_000)], 0)
        if seq == 2:
            whole_chunks = file.part.stat().st_size
    file.write([], SECOND_US)
    raw = bytearray(file.part.read_bytes())
    raw[whole_chunks + 200] ^= 0xFF
    final = mend(bytes(raw), tmp_path)
    found = [m.sequence for _, c, m in messages_of(final) if c.topic == "x/stream/a"]
    assert found[0] == 0
    assert found[-1] == 29
    assert 20 < len(found) < 30


def test_file_whose_first_chunk_is_damaged_names_no_topic_that_it_cannot_read(
    build_file: BuildFile, tmp_path: Path
) -> None:
    raw = bytearray(write_much(build_file()))
    raw[2000] ^= 0xFF
    assert messages_of(mend(bytes(raw), tmp_path)) == []


def test_readers_find_one_topic_in_a_mended_file(build_file: BuildFile, tmp_path: Path) -> None:
    final = mend(write_much(build_file()), tmp_path)
    with final.open("rb") as stream:
        found = list(make_reader(stream).iter_messages(topics=["x/stream/a"]))
    assert len(found) == 20


def test_repair_that_was_cut_itself_may_be_repeated(build_file: BuildFile, tmp_path: Path) -> None:
    once = mend(write_much(build_file()), tmp_path).read_bytes()
    final = mend(once[:-30], tmp_path)
    assert len(messages_of(final)) == 40


def test_index_is_as_good_as_that_of_an_unbroken_file(
    build_file: BuildFile, tmp_path: Path
) -> None:
    file = build_file()
    write_much(file)
    file.finish(tmp_path / "whole.mcap", {})
    whole = (tmp_path / "whole.mcap").read_bytes()
    mended = mend(whole[:-200], tmp_path)
    summaries = []
    for path in (tmp_path / "whole.mcap", mended):
        with path.open("rb") as stream:
            summary = make_reader(stream).get_summary()
            assert summary is not None
            summaries.append(summary)
    assert summaries[0].chunk_indexes == summaries[1].chunk_indexes
    assert summaries[0].schemas == summaries[1].schemas
    assert summaries[0].channels == summaries[1].channels


@pytest.mark.parametrize("raw", [b"", b"\x89MCAP", b"hello, this is no recording at all"])
def test_file_that_is_no_recording_is_left_as_it_is(tmp_path: Path, raw: bytes) -> None:
    part = tmp_path / "a.mcap.part"
    part.write_bytes(raw)
    with pytest.raises(UnreadableRecording):
        finish_part(part, tmp_path / "a.mcap")
    assert part.read_bytes() == raw


def test_record_that_claims_to_be_huge_costs_no_memory(
    tmp_path: Path, build_file: BuildFile
) -> None:
    whole = write_much(build_file())
    claim = bytes([6]) + (1 << 60).to_bytes(8, "little")
    assert len(messages_of(mend(whole + claim + b"x" * 100, tmp_path))) == 40


WRITER = """
import sys, time
from pathlib import Path
from bridge_recorder.recording_file import RecordingFile, create_part
from plugins.recorder.tests.conftest import jpeg_sample, number_sample, origin

part = Path(sys.argv[1])
file = RecordingFile(create_part(part), part, origin())
for seq in range(100_000):
    file.write([number_sample(seq), jpeg_sample(seq, b"x" * 20_000)], seq * 33_333)
    print(seq, flush=True)
"""


@pytest.mark.sockets
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_killed_writer_loses_the_last_chunk_at_most(tmp_path: Path) -> None:
    part = tmp_path / "a.mcap.part"
    root = Path(__file__).parents[3]
    enough = random.Random(7).randrange(60, 90)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(part)], stdout=subprocess.PIPE, cwd=root, text=True
    ) as writer:
        assert writer.stdout is not None
        last = 0
        for line in writer.stdout:
            last = int(line)
            if last >= enough:
                os.kill(writer.pid, signal.SIGKILL)
                break
        last = max([last, *(int(rest) for rest in writer.stdout)])
    final = tmp_path / "a.mcap"
    finish_part(part, final)
    found = [m.sequence for _, c, m in messages_of(final) if c.topic == "x/stream/a"]
    assert found == list(range(len(found)))
    # Four pictures fill a chunk; the line of the last one may not have been printed.
    assert len(found) >= last + 1 - CHUNK_BYTES // PICTURE_BYTES - 1


def test_gaps_survive_the_repair(build_file: BuildFile, tmp_path: Path) -> None:
    file = build_file()
    file.write([number_sample(1), Gap("x/stream/a", DropReason.AGE, 1, 2, 2, 0, 0)], 0)
    file.write([], SECOND_US)
    final = mend(file.part.read_bytes(), tmp_path)
    assert [note["reason"] for note in notes_of(final, GAP)] == ["age"]
