"""A board is told the same in its map, its configuration, its partitions and its builds."""

import configparser
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Repository

BOARDS = (
    *("esp32cam", "wrover", "s3_eye", "atoms3r_cam"),
    *("atoms3r_m12", "xiao_s3_sense", "waveshare_s3_lcd2", "unit_cams3"),
)
FLASH_MB = (4, 8, 16)
PIOS_OWN = {
    "esp32cam": "esp32cam",
    "wrover": "esp-wrover-kit",
    "xiao_s3_sense": "seeed_xiao_esp32s3",
}
CONSOLES = {
    "uart": "CONFIG_ESP_CONSOLE_UART_DEFAULT=y",
    "usb_serial_jtag": "CONFIG_ESP_CONSOLE_USB_SERIAL_JTAG=y",
    "both": "CONFIG_ESP_CONSOLE_UART_DEFAULT=y",
}


@dataclass(frozen=True)
class Board:
    """What the map of a board says."""

    title: str
    chip: str
    flash_mb: int
    psram: str
    console: str


@dataclass(frozen=True)
class Partition:
    """A line of a partition table."""

    name: str
    kind: str
    offset: int
    size: int

    @property
    def end(self) -> int:
        """The first byte behind it."""
        return self.offset + self.size


def board_of(repository: "Repository", name: str) -> Board:
    code = repository.read(f"firmware/boards/include/boards/{name}.hpp")
    found = re.search(
        rf'"{name}",\s+"([^"]+)",\s+Chip::(\w+),\s+(\d+),\s+Psram::(\w+),\s+ConsoleKind::(\w+)',
        code,
    )
    assert found, f"{name}.hpp begins its map with name, title, chip, flash, PSRAM and console"
    title, chip, flash_mb, psram, console = found.groups()
    return Board(title, chip, int(flash_mb), psram, console)


def partitions_of(repository: "Repository", flash_mb: int) -> list[Partition]:
    lines = repository.read(f"firmware/partitions_{flash_mb}mb.csv").splitlines()
    rows = [re.split(r"\s*,\s*", line) for line in lines if line and not line.startswith("#")]
    return [
        Partition(name, f"{kind}/{sub}", int(offset, 16), int(size, 16))
        for name, kind, sub, offset, size in rows
    ]


def test_boards_are_those_of_the_folder(repository: "Repository") -> None:
    maps = repository.below("firmware/boards/include/boards", suffix=".hpp")
    names = {path.rsplit("/", 1)[-1].removesuffix(".hpp") for path in maps}
    assert names - {"all", "board_map"} == set(BOARDS)
    everything = repository.read("firmware/boards/include/boards/all.hpp")
    assert all(f'"boards/{name}.hpp"' in everything for name in BOARDS)


@pytest.mark.parametrize("name", BOARDS)
def test_configuration_of_a_board_is_that_of_its_map(repository: "Repository", name: str) -> None:
    board = board_of(repository, name)
    lines = set(repository.read(f"firmware/boards/{name}.defaults").splitlines())
    expected = {
        f'CONFIG_IDF_TARGET="{board.chip}"',
        f"CONFIG_GAMEBRIDGE_BOARD_{name.upper()}=y",
        f"CONFIG_ESPTOOLPY_FLASHSIZE_{board.flash_mb}MB=y",
        f'CONFIG_PARTITION_TABLE_CUSTOM_FILENAME="partitions_{board.flash_mb}mb.csv"',
        CONSOLES[board.console],
        f"CONFIG_SPIRAM_MODE_{'OCT' if board.psram == 'octal' else 'QUAD'}=y",
    }
    assert expected <= lines, f"missing: {expected - lines}"


@pytest.mark.parametrize("name", BOARDS)
def test_platformio_builds_the_board_with_its_partitions(
    repository: "Repository", name: str
) -> None:
    board = board_of(repository, name)
    parser = configparser.ConfigParser()
    parser.read_string(repository.read("firmware/platformio.ini"))
    environment = parser[f"env:{name}"]
    assert environment["board_build.partitions"] == f"partitions_{board.flash_mb}mb.csv"
    assert environment["board_build.cmake_extra_args"] == f"-DBOARD={name}"
    assert environment["board"] == PIOS_OWN.get(name, name)
    if name in PIOS_OWN:
        return
    own = json.loads(repository.read(f"firmware/boards/{name}.json"))
    assert own["build"]["mcu"] == board.chip
    assert own["upload"]["flash_size"] == f"{board.flash_mb}MB"
    assert own["name"] == board.title


@pytest.mark.parametrize("flash_mb", FLASH_MB)
def test_partitions_lie_as_the_chip_wants_them(repository: "Repository", flash_mb: int) -> None:
    table = partitions_of(repository, flash_mb)
    kinds = {part.name: part for part in table}
    for before, after in pairwise(table):
        assert before.end <= after.offset, f"{before.name} reaches into {after.name}"
    assert table[0].offset >= 0x9000, "bootloader and table are below"
    assert table[-1].end <= flash_mb * 1024 * 1024
    assert all(part.offset % 0x1000 == 0 and part.size % 0x1000 == 0 for part in table)
    slots = [part for part in table if part.kind.startswith("app/ota_")]
    assert [slot.name for slot in slots] == ["ota_0", "ota_1"]
    assert slots[0].size == slots[1].size >= 1536 * 1024
    assert all(slot.offset % 0x10000 == 0 for slot in slots)
    assert kinds["nvs"].size >= 24 * 1024
    assert kinds["nvs_spare"].kind == "data/nvs"
    assert kinds["nvs_spare"].size >= 3 * 0x1000, "values need three pages"
    assert kinds["otadata"].size == 0x2000
    assert kinds["coredump"].size >= 0x10000


def test_every_board_has_a_choice_and_a_row(repository: "Repository") -> None:
    kconfig = repository.read("firmware/main/Kconfig.projbuild")
    readme = repository.read("firmware/README.md")
    for name in BOARDS:
        board = board_of(repository, name)
        assert f'default "{name}" if GAMEBRIDGE_BOARD_{name.upper()}' in kconfig
        assert f'bool "{board.title}"' in kconfig
        assert f"| `{name}` |" in readme, f"firmware/README.md has no row for {name}"


def test_settings_of_the_build_are_known_and_told(repository: "Repository") -> None:
    declared = set(
        re.findall(r"config (GAMEBRIDGE_\w+)", repository.read("firmware/main/Kconfig.projbuild"))
    )
    used = {
        name
        for path in repository.below("firmware", suffix="")
        if path.endswith((".cpp", ".hpp", ".defaults"))
        for name in re.findall(r"\bCONFIG_(GAMEBRIDGE_\w+)", repository.read(path))
    }
    assert used <= declared, f"in no Kconfig: {used - declared}"
    readme = repository.read("firmware/README.md")
    assert "GAMEBRIDGE_WIFI_COUNTRY" in readme


def test_names_of_kept_values_fit_into_the_flash(repository: "Repository") -> None:
    names = [
        name
        for path in repository.below("firmware/components/bridge_core/src", suffix=".cpp")
        for name in re.findall(r'k(?:Store|Key)Name = "([^"]+)"', repository.read(path))
    ]
    assert len(names) >= 4
    assert all(len(name) <= 15 for name in names), "the flash's driver takes 15 letters"


def test_ports_stay_dull_and_main_short(repository: "Repository") -> None:
    ports = [
        path
        for suffix in (".hpp", ".cpp")
        for path in repository.below("firmware/components/bridge_esp32", suffix=suffix)
    ]
    assert len(ports) > 20
    long = [path for path in ports if repository.read(path).count("\n") > 200]
    assert not long, f"above 200 lines: {long}"
    assert repository.read("firmware/main/app_main.cpp").count("\n") <= 120
