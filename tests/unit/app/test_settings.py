from pathlib import Path

import pytest

from bridge.app.settings import (
    Settings,
    find_config,
    find_state_dir,
    load_settings,
    parse_settings,
)
from bridge.model.errors import SettingsError


def test_without_a_file_the_bridge_keeps_to_this_machine() -> None:
    settings = load_settings(None)
    assert settings == Settings()
    assert (settings.bridge.host, settings.bridge.port) == ("127.0.0.1", 8080)
    assert not settings.is_exposed


def test_a_file_sets_what_it_names_and_nothing_else() -> None:
    text = '[bridge]\nhost = "0.0.0.0"\n[plugin.pose]\ndecimate = 1.5\n'
    settings = parse_settings(text, "test")
    assert settings.is_exposed
    assert settings.bridge.port == 8080
    assert settings.plugin["pose"] == {"decimate": 1.5}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[bridge\n", "is not TOML"),
        ("[bridge]\nport = 'eighty'", "bridge.port"),
        ("[bridge]\nprot = 80", "prot"),
        ("[brigde]\n", "brigde"),
        ("[bridge]\nport = 70000", "70000; expected 0 to 65535"),
        ("[bridge]\ntls_key = 'k.pem'", "go together"),
        ("[bridge]\ngrace_s = 0", "grace_s is 0"),
        ("[limits]\npictures_per_s = 0", "limits.pictures_per_s is 0"),
        ("[limits]\nconnections = -1", "limits.connections is -1"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_key(text: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, "game.toml")
    assert "game.toml" in str(caught.value)
    assert named in str(caught.value)


def test_an_unreadable_file_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no\.toml: cannot be read: No such file"):
        load_settings(tmp_path / "no.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(binary)


def test_the_given_file_goes_before_the_environment_and_that_before_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gamebridge.toml").write_text("")
    assert find_config(None) == Path("gamebridge.toml")
    monkeypatch.setenv("GAMEBRIDGE_CONFIG", "other.toml")
    assert find_config(None) == Path("other.toml")
    assert find_config(Path("mine.toml")) == Path("mine.toml")


def test_the_state_folder_is_private_and_its_failure_is_told(tmp_path: Path) -> None:
    made = find_state_dir(tmp_path / "deep" / "state")
    assert made.stat().st_mode & 0o077 == 0
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="--state"):
        find_state_dir(tmp_path / "file" / "state")
