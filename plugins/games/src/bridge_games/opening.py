"""Puts together what the games of one bridge are made of."""

from pathlib import Path

import trio

from bridge.api import HealthReport, HttpRoutes, PluginContext
from bridge_games.keeper_routes import KeeperDesk, build_keeper
from bridge_games.lan import reached_hosts
from bridge_games.places import shelf_of
from bridge_games.public_routes import PublicDesk, build_public
from bridge_games.settings import GamesSettings
from bridge_games.shelf import GameShelf
from bridge_games.unpacking import sweep
from bridge_games.wall import wall_s

# A command may be unpacking at this moment; and whoever removed a game may want it back.
UNUSED_S = 24 * 3600


class Parts:
    """The shelf and its routes. SettingsError when settings or the store are wrong."""

    def __init__(self, context: PluginContext) -> None:
        self.shelf = GameShelf(context.state_dir, context.settings(GamesSettings))
        self._hosts = reached_hosts(context.host) if context.is_exposed else []
        self.shelf.games()  # A store that cannot be read is told at the start.
        sweep(shelf_of(context.state_dir), self._is_used)

    def _is_used(self, folder: Path) -> bool:
        is_fresh = wall_s() - folder.stat().st_mtime < UNUSED_S
        return is_fresh or self.shelf.is_kept(folder)

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add what is served. Games are code and no secret: their players have no key."""
        one_at_a_time = trio.CapacityLimiter(1)
        routes.add(build_public(PublicDesk(self.shelf, one_at_a_time, self._hosts)), public=True)
        routes.add(build_keeper(KeeperDesk(self.shelf, one_at_a_time)))

    def report_health(self, report: HealthReport) -> None:
        """Say how many games there are, which have gone, and which are trusted."""
        games = self.shelf.games()
        playable = [game for game in games if not game.fault]
        trusted = sorted(game.record.name for game in games if game.record.is_trusted)
        note = f"; outside the sandbox: {', '.join(trusted)}" if trusted else ""
        report.ok(f"games: {len(playable)} to play at /games/{note}")
        for game in games:
            if game.fault:
                name = game.record.name
                report.warning(
                    f"game {name!r} cannot be played: {game.fault}",
                    f"put its folder back, or forget it: gamebridge games remove {name}",
                )
        for text in self.shelf.missing_folders():
            report.warning(
                f"[plugin.games] folders: nothing to play in {text!r}",
                "mend the path, or take it out",
            )
