"""`gamebridge firmware provision`, which tells no secret to anybody but the board."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bridge.api import BridgeError, build_key
from bridge_firmware.commands import firmware
from bridge_firmware.nvs_image import read_nvs_image

KEY = build_key("gbd1", "cam-7", bytes(32))
SECRETS = {"GAMEBRIDGE_WIFI_PASSWORD": "pass-word-1", "GAMEBRIDGE_DEVICE_KEY": KEY}
WISH = ("--wifi", "home", "--bridge", "10.0.0.2", "--with-key", "--set", "quality=20")


def run(*words: str, secrets: dict[str, str] | None = None, typed: str = "") -> Result:
    """Run the command and return what became of it."""
    env = SECRETS if secrets is None else secrets
    result = CliRunner().invoke(firmware, ["provision", *words], env=env, input=typed)
    assert "pass-word-1" not in result.output
    assert KEY not in result.output
    return result


def test_without_a_place_it_says_what_it_would_do() -> None:
    result = run(*WISH)
    assert result.exit_code == 0, result.exception
    assert "network  home\nbridge   10.0.0.2:8080\nkey      that of cam-7\n" in result.output
    assert "setting  quality = 20" in result.output
    assert "esptool --port PORT write-flash 0x9000 IMAGE" in result.output


def test_image_is_saved_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "store.bin"
    assert run(*WISH, "--output", str(target)).exit_code == 0
    assert target.stat().st_mode & 0o077 == 0
    entries = read_nvs_image(target.read_bytes())
    assert sorted(entries) == ["bridge", "key", "settings", "wifi"]
    assert b"pass-word-1" in entries["wifi"]
    again = run(*WISH, "--output", str(target))
    assert isinstance(again.exception, BridgeError)
    assert "exists already" in str(again.exception)


def test_secrets_are_asked_for_and_not_shown(tmp_path: Path) -> None:
    target = tmp_path / "store.bin"
    words = ("--wifi", "home", "--with-key", "--output", str(target))
    result = run(*words, secrets={}, typed=f"pass-word-1\n{KEY}\n")
    assert result.exit_code == 0, result.exception
    assert read_nvs_image(target.read_bytes())["key"] == KEY.encode()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "nothing to tell"),
        (("--bridge", "a:b"), "expected HOST or HOST:PORT"),
        (("--set", "quality"), "NAME=VALUE"),
        (("--wifi", "home", "--size", "0x2000"), "a store has"),
    ],
)
def test_impossible_wishes_say_why(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert isinstance(result.exception, BridgeError)
    assert says in str(result.exception)


def test_port_without_a_board_is_named(tmp_path: Path) -> None:
    result = run("--bridge", "a", "--port", str(tmp_path / "no-port"))
    assert isinstance(result.exception, BridgeError)
    assert "esptool could not write to" in str(result.exception)


def test_offset_is_a_number() -> None:
    result = run("--bridge", "a", "--offset", "here")
    assert result.exit_code == 2
    assert "no number" in result.output
