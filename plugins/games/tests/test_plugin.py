"""The plugin as the host loads it."""

import logging
import os
from pathlib import Path
from shutil import rmtree

import pytest

from bridge.api import (
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    PluginContext,
    SettingsError,
)
from bridge.testing.contract import check_plugin
from bridge.testing.fakes import FakeClock, FakeDevices, build_hub
from bridge_games import plugin
from bridge_games.opening import UNUSED_S
from bridge_games.plugin import GamesPlugin, build_plugin
from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish
from bridge_games.wall import wall_s
from plugins.games.tests.exports import build_zip


def opened(state_dir: Path, **settings: object) -> tuple[GamesPlugin, HttpRoutes]:
    """Return a plugin that has registered its routes, and these."""
    clock = FakeClock()
    context = PluginContext(
        "games",
        build_hub(clock),
        clock,
        logging.getLogger("test"),
        state_dir,
        FakeDevices(),
        raw_settings=settings,
    )
    games, routes = build_plugin(), HttpRoutes()
    games.bridge_register_http(routes, context)
    return games, routes


def health(games: GamesPlugin) -> list[str]:
    """Return what the plugin says about itself."""
    report = HealthReport()
    games.bridge_report_health(report)
    return [f"{item.level}: {item.text} > {item.remedy}" for item in report.items]


async def test_plugin_keeps_the_rules_of_the_host() -> None:
    await check_plugin(plugin)


def test_players_need_no_key_and_keepers_do(state_dir: Path) -> None:
    _, routes = opened(state_dir)
    assert {site.blueprint.name: site.is_public for site in routes.sites} == {
        "games": True,
        "games_keeper": False,
    }


def test_each_bridge_has_games_of_its_own(state_dir: Path, tmp_path: Path, tilt: Path) -> None:
    (tmp_path / "other").mkdir()
    one, _ = opened(state_dir, folders=[str(tilt)])
    two, _ = opened(tmp_path / "other")
    assert health(one) == ["ok: games: 1 to play at /games/ > "]
    assert health(two) == ["ok: games: 0 to play at /games/ > "]


def test_card_and_command_are_there() -> None:
    panels, commands = PanelRegistry(), CommandLine()
    build_plugin().bridge_register_panels(panels)
    build_plugin().bridge_register_commands(commands)
    assert [card.title for _, card in panels.cards] == ["Games"]
    assert [command.name for _, command in commands.commands] == ["games"]


def test_health_tells_of_games_that_have_gone_and_of_trust(state_dir: Path, tilt: Path) -> None:
    games, _ = opened(state_dir, folders=["no/such/place"])
    GameShelf(state_dir).add(AddWish(str(tilt), is_trusted=True))
    rmtree(tilt)
    first, gone, missing = health(games)
    assert first == "ok: games: 0 to play at /games/; outside the sandbox: tilt > "
    assert gone.startswith(f"warning: game 'tilt' cannot be played: {tilt} has gone")
    assert "gamebridge games remove tilt" in gone
    assert "nothing to play in 'no/such/place'" in missing


def test_unknown_setting_is_refused_by_name(state_dir: Path) -> None:
    with pytest.raises(SettingsError, match="folder"):
        opened(state_dir, folder=["x"])


def test_store_that_cannot_be_read_is_told_at_the_start(state_dir: Path) -> None:
    (state_dir / "games.sqlite3").write_bytes(b"no database, and a long one" * 20)
    with pytest.raises(SettingsError, match="move the file away"):
        opened(state_dir)


def test_unpacked_games_that_nobody_wants_go_after_a_day(state_dir: Path, tmp_path: Path) -> None:
    shelf = GameShelf(state_dir)
    folders = {}
    for name in ("kept", "old", "fresh"):
        archive = build_zip(tmp_path / f"{name}.zip", ("index.html", name.encode()))
        (game,) = shelf.add(AddWish(str(archive), name))
        folders[name] = Path(game.record.folder)
    shelf.remove("old")
    shelf.remove("fresh")
    a_day_ago = wall_s() - UNUSED_S - 60
    for name in ("kept", "old"):
        os.utime(folders[name], (a_day_ago, a_day_ago))
    opened(state_dir)
    assert {name for name, folder in folders.items() if folder.exists()} == {"kept", "fresh"}


def test_plugin_without_a_bridge_says_nothing() -> None:
    assert health(build_plugin()) == []
