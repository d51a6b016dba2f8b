"""The folder is the truth: what is in it is listed, mended, deleted; nothing else is touched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bridge_recorder.names import UnknownRecording
from bridge_recorder.recording_file import RecordingFile
from bridge_recorder.shelf import Shelf
from plugins.recorder.tests.conftest import (
    RECORDING_ID,
    SECOND_US,
    WALL_US,
    jpeg_sample,
    number_sample,
)
from plugins.recorder.tests.test_names import TRAVERSAL

BuildFile = Callable[[], RecordingFile]


def finished(build_file: BuildFile, folder: Path) -> Shelf:
    file = build_file()
    file.write([number_sample(seq) for seq in range(3)] + [jpeg_sample(1)], 0)
    ending = {"reason": "", "stopped_us": str(2 * SECOND_US), "dropped_age": "4"}
    file.finish(folder / f"{RECORDING_ID}.mcap", ending)
    return Shelf(folder)


def test_finished_recording_is_listed_with_what_it_holds(
    build_file: BuildFile, tmp_path: Path
) -> None:
    (status,) = finished(build_file, tmp_path).finished()
    assert (status.id, status.name, status.state) == (RECORDING_ID, "Test", "finished")
    assert (status.samples, status.duration_us) == (4, 2 * SECOND_US)
    assert status.started_wall_us == WALL_US
    assert status.dropped == {"age": 4}
    assert {entry.topic: entry.samples for entry in status.contents} == {
        "x/stream/a": 3,
        "device/cam-1/camera/jpeg": 1,
    }


def test_unfinished_recording_is_mended_and_says_so(build_file: BuildFile, tmp_path: Path) -> None:
    build_file().write([number_sample(1)], SECOND_US)
    shelf = Shelf(tmp_path)
    assert shelf.finished() == []
    assert shelf.mend(shelf.find_unfinished()).recovered == [RECORDING_ID]
    (status,) = shelf.finished()
    assert (status.state, status.samples, status.name) == ("recovered", 1, "Test")


def test_file_that_cannot_be_mended_stays_and_is_reported(tmp_path: Path) -> None:
    part = tmp_path / f"{RECORDING_ID}.mcap.part"
    part.write_bytes(b"nothing of use")
    mending = Shelf(tmp_path).mend([RECORDING_ID])
    assert mending.recovered == []
    assert RECORDING_ID in mending.left[0]
    assert part.read_bytes() == b"nothing of use"


def test_missing_folder_is_made_for_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "recordings"
    assert Shelf(folder).find_unfinished() == []
    assert folder.is_dir()


def test_files_of_strangers_are_neither_listed_nor_mended(tmp_path: Path) -> None:
    for name in ("holiday.mcap", "holiday.mcap.part", "notes.txt"):
        (tmp_path / name).write_bytes(b"mine")
    shelf = Shelf(tmp_path)
    assert shelf.finished() == []
    assert shelf.find_unfinished() == []
    assert len(list(tmp_path.iterdir())) == 3


def test_damaged_file_is_listed_as_such(tmp_path: Path) -> None:
    (tmp_path / f"{RECORDING_ID}.mcap").write_bytes(b"\x89MCAP0\r\n" + b"rubbish" * 20)
    (status,) = Shelf(tmp_path).finished()
    assert status.state == "failed"
    assert "damaged" in status.reason


@pytest.mark.parametrize("text", TRAVERSAL)
def test_ids_that_are_paths_find_and_delete_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "auth.sqlite3").write_bytes(b"secret")
    folder = tmp_path / "recordings"
    folder.mkdir()
    shelf = Shelf(folder)
    for call in (shelf.find, shelf.delete, shelf.status):
        with pytest.raises(UnknownRecording):
            call(text)
    assert (tmp_path / "auth.sqlite3").exists()


def test_link_is_no_recording(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    folder = tmp_path / "recordings"
    folder.mkdir()
    try:
        (folder / f"{RECORDING_ID}.mcap").symlink_to(secret)
    except OSError:
        pytest.skip("this system makes no links")
    shelf = Shelf(folder)
    assert shelf.finished() == []
    with pytest.raises(UnknownRecording):
        shelf.find(RECORDING_ID)
    assert secret.exists()


def test_deleting_takes_what_was_made_of_it_too(build_file: BuildFile, tmp_path: Path) -> None:
    shelf = finished(build_file, tmp_path)
    (tmp_path / f"{RECORDING_ID}.0123.mp4").write_bytes(b"film")
    shelf.delete(RECORDING_ID)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UnknownRecording):
        shelf.delete(RECORDING_ID)


def test_file_is_read_again_when_it_changes(build_file: BuildFile, tmp_path: Path) -> None:
    shelf = finished(build_file, tmp_path)
    first = shelf.status(RECORDING_ID)
    assert shelf.status(RECORDING_ID) is first
    (tmp_path / f"{RECORDING_ID}.mcap").write_bytes(b"\x89MCAP0\r\n")
    assert shelf.status(RECORDING_ID).state == "failed"
