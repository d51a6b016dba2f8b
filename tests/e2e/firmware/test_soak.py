"""A short soak; `make soak` runs the long one."""

from pathlib import Path

import pytest

from tests.firmware_soak import OUTAGES, PERIOD_S, soak, write_script
from tests.virtual_device import PROGRAM, PROGRAM_32, needs_virtual_device


def test_a_script_of_outages_has_them_all_in_each_round(tmp_path: Path) -> None:
    path = tmp_path / "outages.jsonl"
    assert write_script(path, PERIOD_S * len(OUTAGES)) == len(OUTAGES)
    assert all(str(outage["do"]) in path.read_text() for outage in OUTAGES)


@pytest.mark.sockets
@pytest.mark.slow
@needs_virtual_device
@pytest.mark.parametrize("transport", ["websocket", "http"])
async def test_outages_leave_the_heap_flat_and_pictures_in_order(
    tmp_path: Path, transport: str
) -> None:
    program = PROGRAM_32 if PROGRAM_32.exists() else PROGRAM
    report = await soak(36, program, tmp_path, transport)
    assert report.faults() == []
    assert report.outages == 4
    assert report.sessions > 2
    assert report.pictures_arrived > 50
