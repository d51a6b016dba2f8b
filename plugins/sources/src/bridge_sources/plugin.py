"""Hooks of the sources plugin. Nothing here runs per picture."""

from typing import TYPE_CHECKING

from bridge.api import (
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    PluginContext,
    ServiceRegistry,
    hookimpl,
)
from bridge_sources.command_hooks import CommandHooks
from bridge_sources.multicam.hooks import MulticamHooks

if TYPE_CHECKING:
    from bridge_sources.opening import Parts


class SourcesPlugin(CommandHooks, MulticamHooks):
    """The sources of one bridge."""

    parts: "Parts | None" = None

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Add the sources and their finders, configured by [plugin.sources]."""
        from bridge_sources.opening import Parts

        self.parts = Parts(context)
        self.multicam = self.parts.multicam
        for service in self.parts.services():
            services.add(service)

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        """Add /v1/sources, the panel's card, and multicam's port where it is wanted."""
        if self.parts is not None:
            self.parts.add_routes(routes)

    @hookimpl
    def bridge_register_panels(self, panels: PanelRegistry) -> None:
        """Add the card of sources to the panel."""
        from bridge_sources.card import CARD

        panels.add(CARD)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say which sources fail and why."""
        if self.parts is not None:
            self.parts.report_health(report)


build_plugin = SourcesPlugin
