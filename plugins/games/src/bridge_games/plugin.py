"""Hooks of the games plugin."""

from typing import TYPE_CHECKING

from bridge.api import (
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    PluginContext,
    hookimpl,
)

if TYPE_CHECKING:
    from bridge_games.opening import Parts


class GamesPlugin:
    """The games of one bridge."""

    parts: "Parts | None" = None

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes, context: PluginContext) -> None:
        """Add /games/ for everybody, and what operators may do."""
        from bridge_games.opening import Parts

        self.parts = Parts(context)
        self.parts.add_routes(routes)

    @hookimpl
    def bridge_register_panels(self, panels: PanelRegistry) -> None:
        """Add the card of games to the panel."""
        from bridge_games.card import CARD

        panels.add(CARD)

    @hookimpl
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add `gamebridge games`."""
        from bridge_games.commands import games

        commands.add(games)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say which games there are, and which have gone."""
        if self.parts is not None:
            self.parts.report_health(report)


build_plugin = GamesPlugin
