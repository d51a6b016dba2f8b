"""Hooks of the recorder. Nothing here runs per sample."""

from typing import TYPE_CHECKING

from bridge import api
from bridge_recorder.replay.values import REPLAYS_SPEC
from bridge_recorder.values import RECORDINGS_SPEC

if TYPE_CHECKING:
    from bridge_recorder.parts import Parts


class RecorderPlugin:
    """The recorder of one bridge."""

    parts: "Parts | None" = None

    @api.hookimpl
    def bridge_register_topics(self, topics: api.TopicRegistry) -> None:
        """Declare `sys/recordings` and `sys/replays`."""
        topics.add(RECORDINGS_SPEC, REPLAYS_SPEC)

    @api.hookimpl
    def bridge_register_services(
        self, services: api.ServiceRegistry, context: api.PluginContext
    ) -> None:
        """Add what records and what plays, configured by [plugin.recorder]."""
        from bridge_recorder.parts import open_parts

        self.parts = open_parts(context)
        self.parts.add_services(services)

    @api.hookimpl
    def bridge_register_calls(self, calls: api.CallRegistry) -> None:
        """Let games record and replay."""
        if self.parts is not None:
            self.parts.add_calls(calls)

    @api.hookimpl
    def bridge_register_http(self, routes: api.HttpRoutes) -> None:
        """Add /v1/recordings and /v1/replays."""
        if self.parts is not None:
            self.parts.add_routes(routes)

    @api.hookimpl
    def bridge_register_commands(self, commands: api.CommandLine) -> None:
        """Add `gamebridge record`, `recordings` and `replay`."""
        from bridge_recorder.commands import add_commands

        add_commands(commands)

    @api.hookimpl
    def bridge_report_health(self, report: api.HealthReport) -> None:
        """Say what runs and how full the disk is."""
        if self.parts is not None:
            self.parts.recorder.report_health(report)


build_plugin = RecorderPlugin
