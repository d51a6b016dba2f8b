"""Hooks of the recorder. Nothing here runs per sample."""

from typing import TYPE_CHECKING

from bridge.api import (
    CommandLine,
    HealthReport,
    HttpRoutes,
    PluginContext,
    ServiceRegistry,
    TopicRegistry,
    hookimpl,
)
from bridge_recorder.values import RECORDINGS_SPEC

if TYPE_CHECKING:
    from bridge_recorder.recorder import Recorder


class RecorderPlugin:
    """The recorder of one bridge."""

    recorder: "Recorder | None" = None

    @hookimpl
    def bridge_register_topics(self, topics: TopicRegistry) -> None:
        """Declare `sys/recordings`."""
        topics.add(RECORDINGS_SPEC)

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Add the recorder, configured by [plugin.recorder]."""
        from bridge_recorder.recorder import open_recorder

        self.recorder = open_recorder(context)
        services.add(self.recorder)

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        """Add /v1/recordings."""
        from bridge_recorder.routes import build_blueprint

        if self.recorder is not None:
            routes.add(build_blueprint(self.recorder))

    @hookimpl
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add `gamebridge record` and `gamebridge recordings`."""
        from bridge_recorder.commands import add_commands

        add_commands(commands)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say what runs and how full the disk is."""
        if self.recorder is not None:
            self.recorder.report_health(report)


build_plugin = RecorderPlugin
