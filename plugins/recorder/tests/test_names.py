"""No name that comes from outside becomes a path."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_recorder.names import (
    UnknownRecording,
    finished_path,
    id_of,
    new_id,
    parse_id,
    part_path,
)
from plugins.recorder.tests.conftest import RECORDING_ID, WALL_US

TRAVERSAL = [
    "",
    ".",
    "..",
    "../auth.sqlite3",
    "..%2fauth.sqlite3",
    "%2e%2e/auth",
    "/etc/passwd",
    "//etc/passwd",
    "C:\\Windows\\win.ini",
    "\\\\server\\share",
    "..\\..\\auth",
    "a/../../b",
    f"{RECORDING_ID}/..",
    f"../{RECORDING_ID}",
    f"{RECORDING_ID}\x00",
    f"{RECORDING_ID}\n",
    f"{RECORDING_ID}.mcap",
    f"{RECORDING_ID}:stream",
    RECORDING_ID.upper(),
    RECORDING_ID.replace("-", "\uff0d"),
    RECORDING_ID.replace("0", "\u0660"),
    "\u2025/\u2025/auth",
    "~",
    "CON",
    "x" * 10_000,
]


@pytest.mark.parametrize("text", TRAVERSAL)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(UnknownRecording):
        parse_id(text)


@given(st.text(max_size=40))
def test_no_text_leads_out_of_the_folder(text: str) -> None:
    folder = Path("recordings")
    try:
        paths = [finished_path(folder, text), part_path(folder, text)]
    except UnknownRecording:
        return
    assert all(path.parent == folder for path in paths)


def test_new_ids_are_ids_sort_by_time_and_differ() -> None:
    ids = [new_id(WALL_US + second * 1_000_000) for second in range(100)]
    assert [parse_id(text) for text in ids] == ids
    assert ids == sorted(ids)
    assert len({new_id(WALL_US) for _ in range(100)}) == 100


def test_files_are_known_by_their_names() -> None:
    folder = Path("recordings")
    assert id_of(finished_path(folder, RECORDING_ID)) == RECORDING_ID
    assert id_of(part_path(folder, RECORDING_ID)) == RECORDING_ID
    for name in ("x.mcap", f"{RECORDING_ID}.mp4", f"{RECORDING_ID}.mcap.part.part", "notes.txt"):
        assert id_of(folder / name) is None
