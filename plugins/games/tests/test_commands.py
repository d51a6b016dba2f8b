"""`gamebridge games`, without a bridge."""

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bridge.api import BridgeError
from bridge_games.commands import games
from bridge_games.errands import open_in_browser
from plugins.games.tests.exports import PROJECT, build_game, build_zip

NOBODY = "http://127.0.0.1:9"  # Nobody listens to "discard" any more.


@pytest.fixture(autouse=True)
def _state(state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAMEBRIDGE_STATE", str(state_dir))


def run(*words: str | Path) -> Result:
    """Run a command; what it raises for people is raised here."""
    return CliRunner().invoke(games, [str(word) for word in words], catch_exceptions=False)


def test_every_command_teaches() -> None:
    for name, command in games.commands.items():
        assert command.help, name
    assert "like installing a program" in run("--help").output


def test_game_is_added_listed_shown_and_removed(tilt: Path) -> None:
    added = run("add", tilt, "--title", "Mine").output
    assert "Added 'Mine': /games/tilt/" in added
    assert "gamebridge games trust tilt" in added
    assert str(tilt) in run("list").output
    shown = run("show", "tilt").output
    for part in (
        "Mine",
        "Roll the marble home.",
        "960 × 540, landscape",
        str(tilt / "loading.png"),
    ):
        assert part in shown
    assert "is forgotten" in run("remove", "tilt").output
    assert "No games yet" in run("list").output
    assert (tilt / "index.html").exists()


def test_command_that_remove_prints_brings_all_of_it_back(tilt: Path) -> None:
    run("add", tilt, "--name", "marble", "--title", "My Marble", "--trust")
    run("add", tilt, "--name", "marble", "--picture", tilt / "loading.png")
    before = run("list", "--json").output
    command = shlex.split(run("remove", "marble").output.splitlines()[-1])
    assert command[:2] == ["gamebridge", "games"]
    run(*command[2:])
    assert run("list", "--json").output == before


def test_json_is_for_programs(tilt: Path) -> None:
    (added,) = json.loads(run("add", tilt, "--json").output)
    assert added == {
        "name": "tilt",
        "title": "Tilt & Turn",
        "folder": str(tilt),
        "standing": "added",
        "is_trusted": False,
        "fault": "",
    }
    assert json.loads(run("show", "tilt", "--json").output) == added


def test_several_folders_are_added_at_once(tilt: Path, tmp_path: Path) -> None:
    archive = build_zip(tmp_path / "z.zip")
    output = run("add", tilt, archive, build_game(tmp_path / "kart")).output
    assert output.count("Added") == 3
    refused = run("add", tilt, archive, "--title", "x")
    assert (refused.exit_code, "one FOLDER at a time" in refused.output) == (2, True)


def test_project_is_refused_with_the_steps_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "game.json").write_text(json.dumps(PROJECT))
    with pytest.raises(BridgeError, match=r"game\.json.*Share.*Web.*Export as HTML5 game"):
        run("add", tmp_path / "project")


def test_trust_says_what_it_means_and_is_taken_back(tilt: Path) -> None:
    run("add", tilt)
    assert "do with the bridge what you can" in run("trust", "tilt").output
    assert "Sandbox:  no" in run("show", "tilt").output
    assert "in the sandbox again" in run("trust", "tilt", "--off").output
    assert "Sandbox:  yes" in run("show", "tilt").output


@pytest.mark.parametrize("command", ["show", "remove", "trust"])
def test_unknown_game_is_named_with_the_way_to_the_others(command: str) -> None:
    with pytest.raises(BridgeError, match="no game 'kart'; 'gamebridge games list'"):
        run(command, "kart")


@pytest.mark.parametrize(
    ("name", "url", "reason"),
    [
        ("tilt", NOBODY, "no bridge answers at"),
        ("a/b", NOBODY, "use 1 to 48"),
        ("tilt", "ftp://x", "--url"),
    ],
)
def test_game_that_cannot_be_opened_says_why(name: str, url: str, reason: str) -> None:
    with pytest.raises(BridgeError, match=reason):
        open_in_browser(name, url)
