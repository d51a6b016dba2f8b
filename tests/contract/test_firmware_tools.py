"""What Espressif's and PlatformIO's own tools say of the firmware's build files."""

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.contract.test_firmware_boards import BOARDS, board_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.conftest import Repository

REMEDY = "to enable it: tools/setup_esp.sh"
# The two symbols of ESP-IDF on which our own ones depend.
ROOT_KCONFIG = """mainmenu "board"
config IDF_TARGET
    string
    default "{chip}"
config IDF_TARGET_{upper}
    bool
    default y
source "{ours}"
"""


def run(repository: "Repository", home: "Path", *words: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of .make/esp, or of the path, with a home of its own."""
    folder = repository.root / ".make/esp/bin"
    program = shutil.which(words[0], path=str(folder))
    if program is None:
        pytest.skip(f"{words[0]} is not installed; {REMEDY}")
    environment = {"HOME": str(home), "PATH": f"{folder}:/usr/bin:/bin", "COLUMNS": "200"}
    return subprocess.run(
        [program, *words[1:]],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", BOARDS)
def test_defaults_choose_the_board(repository: "Repository", tmp_path: "Path", name: str) -> None:
    chip = board_of(repository, name).chip
    firmware = repository.root / "firmware"
    root = tmp_path / "Kconfig"
    ours = firmware / "main/Kconfig.projbuild"
    root.write_text(ROOT_KCONFIG.format(chip=chip, upper=chip.upper(), ours=ours))
    made = tmp_path / "sdkconfig"
    words = ["python", "-m", "kconfgen", "--kconfig", str(root), "--config", str(tmp_path / "none")]
    for defaults in ("sdkconfig.defaults", f"boards/{name}.defaults"):
        words += ["--defaults", str(firmware / defaults)]
    result = run(repository, tmp_path, *words, "--output", "config", str(made))
    assert result.returncode == 0, result.stderr
    assert f'CONFIG_GAMEBRIDGE_BOARD="{name}"' in made.read_text()
    unknown = [
        line for line in result.stderr.splitlines() if "unknown kconfig symbol 'GAMEBRIDGE" in line
    ]
    assert not unknown, unknown


def test_kconfig_is_written_as_espressif_wants_it(
    repository: "Repository", tmp_path: "Path"
) -> None:
    path = str(repository.root / "firmware/main/Kconfig.projbuild")
    result = run(repository, tmp_path, "python", "-m", "kconfcheck", path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_manifest_of_components_is_sound(repository: "Repository", tmp_path: "Path") -> None:
    path = str(repository.root / "firmware/main/idf_component.yml")
    result = run(repository, tmp_path, "compote", "manifest", "lint", path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_platformio_finds_no_fault(repository: "Repository", tmp_path: "Path") -> None:
    folder = str(repository.root / "firmware")
    result = run(repository, tmp_path, "pio", "project", "config", "--lint", "-d", folder)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "free from linting errors" in result.stdout + result.stderr
