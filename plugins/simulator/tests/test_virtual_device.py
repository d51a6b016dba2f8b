"""Finding the program and telling it what the options mean."""

from pathlib import Path

import pytest

from bridge.api import BridgeError
from bridge_simulator.virtual_device import FirmwareFlags, find_program, orders_from


def build(folder: Path, variant: str) -> Path:
    """Make something that can be started where a build would be."""
    program = folder / ".make" / "firmware" / variant / "host" / "virtual_device"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    return program


def test_the_quick_build_is_found_from_below_the_clone(tmp_path: Path) -> None:
    sanitized = build(tmp_path, "sanitized")
    below = tmp_path / "docs" / "how-to"
    below.mkdir(parents=True)
    assert find_program("", below) == sanitized
    plain = build(tmp_path, "plain")
    assert find_program("", below) == plain


def test_a_program_that_is_not_there_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BridgeError, match="no such program; build it with `make firmware`"):
        find_program(str(tmp_path / "nothing"))


def test_what_is_not_built_is_said_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge_simulator.virtual_device.__file__", str(tmp_path / "x.py"))
    with pytest.raises(BridgeError, match="is not built; run `make firmware`"):
        find_program("", tmp_path)


def test_options_become_words_of_the_program(tmp_path: Path) -> None:
    program = build(tmp_path, "plain")
    flags = FirmwareFlags(
        firmware=str(program),
        url="ws://10.0.0.2",
        key="gbd1_x",
        transport="http",
        size="QVGA",
        fps=10,
        firmware_set=("idle-fps=5",),
        firmware_script=Path("outages.jsonl"),
        devices=2,
    )
    first, second = orders_from(flags)
    assert (first.id, second.id) == ("cam-1", "cam-2")
    assert first.seed != second.seed
    line = " ".join(first.words)
    assert "--bridge 10.0.0.2:8080 --id cam-1" in line
    assert "--set fps=10 --set resolution=qvga --set quality=12 --set transport=http" in line
    assert "--set idle-fps=5 --script outages.jsonl" in line
    # Whoever lists the programs of the machine shall not read keys.
    assert first.key == "gbd1_x"
    assert "gbd1_x" not in line


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        (FirmwareFlags(url="wss://a"), "speaks no TLS"),
        (FirmwareFlags(devices=2, firmware_control="0"), "cannot share"),
        (FirmwareFlags(url="ws://"), "expected ws://HOST:PORT"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    flags: FirmwareFlags, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, "plain")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BridgeError, match=text):
        orders_from(flags)
