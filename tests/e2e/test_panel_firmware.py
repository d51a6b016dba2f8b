"""The card of firmware, in a real browser, on a real bridge, with the firmware's own core."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bridge.api import Role
from bridge_auth.records import PeerRecord
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from plugins.firmware.tests.images import build_image, build_whole_image
from tests.virtual_device import PROGRAM, draw_folder, needs_virtual_device

if TYPE_CHECKING:
    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.browser,
    pytest.mark.slow,
    needs_virtual_device,
]

CARD = ".firmware-card"
TEXT = f"(document.querySelector('{CARD}')?.innerText ?? '')"


@pytest.fixture
def address(run_program: "RunProgram", tmp_path: Path) -> Iterator[str]:
    """A bridge that has no firmware yet, with a device that can be updated."""
    for name in ("state", "slots", "frames"):
        (tmp_path / name).mkdir()
    with open_store(tmp_path / "state", wall_s) as store:
        key = store.add(PeerRecord("cam-7", "Camera", Role.DEVICE))
    draw_folder(tmp_path / "frames", 3)
    with run_program("run", "--port", "0", "--state", str(tmp_path / "state")) as where:
        options = {
            "--bridge": where.partition("//")[2].strip("/"),
            "--frames": str(tmp_path / "frames"),
            "--slots": str(tmp_path / "slots"),
            "--key": key,
            "--proof-s": "1",
        }
        words = [word for option in options.items() for word in option]
        with subprocess.Popen(
            [PROGRAM, *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        ) as device:
            yield where
            device.kill()


@pytest.fixture
def panel(chromium: "Chromium", address: str) -> "Iterator[PanelPage]":
    """The panel of that bridge."""
    with chromium.open_page(address) as page:
        page.wait_until(f"{TEXT}.includes('pc 0.1.0; there is no image for this board')")
        yield page


def choose(panel: "PanelPage", path: Path, content: bytes) -> None:
    """Choose a file in the card."""
    path.write_bytes(content)
    panel.run(lambda page: page.set_input_files(f"{CARD} input[type=file]", path))


def press(panel: "PanelPage", name: str) -> None:
    """Press a button once it is there."""
    panel.run(lambda page: page.get_by_role("button", name=name, exact=True).click())


def test_wrong_files_are_named(panel: "PanelPage", tmp_path: Path) -> None:
    choose(panel, tmp_path / "notes.bin", b"no image")
    panel.wait_until(f"{TEXT}.includes('This is no image for an ESP32')")
    choose(panel, tmp_path / "other.bin", build_image("hello_world"))
    panel.wait_until(f"{TEXT}.includes('this is hello_world 1.1.0')")
    assert panel.violations() == []


def test_image_is_added_and_brought_to_a_device(panel: "PanelPage", tmp_path: Path) -> None:
    choose(panel, tmp_path / "image.bin", build_image(code=bytes(200_000)))
    panel.wait_until(f"{TEXT}.includes('gamebridge-pc 1.1.0 was added.')")
    press(panel, "Update cam-7 to 1.1.0")
    panel.wait_until(f"{TEXT}.includes('cam-7 takes 1.1.0.')")
    panel.wait_until(f"{TEXT}.includes('pc 1.1.0; up to date')")
    press(panel, "Remove pc 1.1.0")
    panel.wait_until(f"{TEXT}.includes('pc 1.1.0 was removed.')")
    panel.wait_until(f"{TEXT}.includes('pc 1.1.0; there is no image for this board')")
    assert (panel.violations(), panel.problems) == ([], [])


def test_outcome_that_is_bad_is_told_with_its_reason(panel: "PanelPage", tmp_path: Path) -> None:
    content = build_image()
    choose(panel, tmp_path / "image.bin", content)
    panel.wait_until(f"{TEXT}.includes('was added.')")
    (kept,) = (tmp_path / "state" / "firmware").glob("*.bin")
    kept.write_bytes(content[:5000] + b"?" + content[5001:])
    press(panel, "Update cam-7 to 1.1.0")
    panel.wait_until(f"{TEXT}.includes('what arrived is not what was announced')")
    assert (panel.violations(), panel.problems) == ([], [])


def test_page_about_cables_lists_what_is_for_a_whole_flash(
    panel: "PanelPage", chromium: "Chromium", address: str, tmp_path: Path
) -> None:
    choose(panel, tmp_path / "image.bin", build_whole_image(build_image("gamebridge-cam", "2", 9)))
    panel.wait_until(f"{TEXT}.includes('whole flash')")
    with chromium.open_page(address + "/firmware/card/flash.html") as page:
        page.wait_until("document.body.innerText.includes('cam 2 (esp32s3')")
        page.wait_until("document.body.innerText.includes('Web Serial')")
        assert page.violations() == []
