"""`gamebridge devices …` as people and programs use it."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bridge.api import Claim, parse_key
from bridge_auth.commands import devices
from bridge_auth.gate import Gate
from plugins.auth.tests.conftest import proven_claim


def run(folder: Path, *words: str) -> Result:
    command, *rest = words
    return CliRunner().invoke(devices, [command, "--state", str(folder), *rest])


def test_added_key_is_shown_alone_on_standard_output(tmp_path: Path) -> None:
    result = run(tmp_path, "add", "Desk camera")
    assert result.exit_code == 0, result.output
    assert parse_key(result.stdout.strip()).peer_id == "desk-camera"
    assert "kept nowhere" in result.stderr


def test_added_key_opens_the_door_of_a_running_bridge(tmp_path: Path, gate: Gate) -> None:
    shown = json.loads(run(tmp_path, "add", "Desk camera", "--id", "cam-1", "--json").stdout)
    opening: Claim = proven_claim(shown["key"])
    assert gate.authenticate(opening).name == "Desk camera"


@pytest.mark.parametrize(
    ("role", "prefix"),
    [("device", "gbd1"), ("game", "gbs1"), ("viewer", "gbs1"), ("operator", "gbs1")],
)
def test_key_says_by_its_first_letters_what_it_is_for(
    tmp_path: Path, role: str, prefix: str
) -> None:
    shown = json.loads(run(tmp_path, "add", "Peer", "--role", role, "--json").stdout)
    assert shown["role"] == role
    assert shown["key"].startswith(f"{prefix}_peer_")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "Desk camera", "--id", "Cam 1"), "device id 'Cam 1'"),
        (("add", "<script>"), "name '<script>'"),
        (("add", "…"), "--id"),
        (("add", "Peer", "--topics", "device//x"), "chunk 1"),
        (("rotate", "cam-9"), "cam-9"),
        (("revoke", "cam-9"), "gamebridge devices keys"),
    ],
)
def test_mistake_is_one_line_with_a_remedy(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    result = run(tmp_path, *words)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_list_tells_everything_but_keys(tmp_path: Path) -> None:
    key = json.loads(run(tmp_path, "add", "Desk camera", "--json").stdout)["key"]
    run(tmp_path, "add", "Quiz", "--role", "game")
    run(tmp_path, "revoke", "quiz")
    result = run(tmp_path, "keys", "--json")
    listed = {peer["id"]: peer for peer in json.loads(result.stdout)}
    assert listed["quiz"]["is_revoked"] is True
    assert listed["desk-camera"]["is_revoked"] is False
    assert key not in result.output


def test_list_for_people_has_a_line_for_each(tmp_path: Path) -> None:
    assert "Nobody has a key yet" in run(tmp_path, "keys").stdout
    run(tmp_path, "add", "Desk camera")
    lines = run(tmp_path, "keys").stdout.splitlines()
    assert len(lines) == 2
    assert "never" in lines[1]


def test_rotated_key_is_another_one(tmp_path: Path) -> None:
    first = json.loads(run(tmp_path, "add", "Cam", "--json").stdout)["key"]
    second = json.loads(run(tmp_path, "rotate", "cam", "--json").stdout)
    assert second["key"] != first
    assert second["id"] == "cam"


def test_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAMEBRIDGE_STATE", str(tmp_path))
    assert CliRunner().invoke(devices, ["add", "Cam"]).exit_code == 0
    assert json.loads(run(tmp_path, "keys", "--json").stdout)[0]["id"] == "cam"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_folder_that_is_not_ours_is_told_and_no_traceback_shown(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = run(blocked / "state", "keys")
    assert result.exit_code == 1
    assert "key store" in result.stderr
