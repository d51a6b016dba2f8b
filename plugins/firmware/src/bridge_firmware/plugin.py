"""Hooks of the firmware plugin."""

from typing import TYPE_CHECKING

from bridge.api import HealthReport, HttpRoutes, PluginContext, ServiceRegistry, hookimpl
from bridge_firmware.outer_hooks import OuterHooks

if TYPE_CHECKING:
    from bridge_firmware.opening import Parts


class FirmwarePlugin(OuterHooks):
    """The firmware of one bridge's devices."""

    parts: "Parts | None" = None

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Announce the bridge to the local network, if that can reach it."""
        from bridge_firmware.opening import Parts

        self.parts = Parts(context)
        if self.parts.announcer is not None:
            services.add(self.parts.announcer)

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        """Add /v1/firmware for operators and devices, and the card's files."""
        if self.parts is not None:
            self.parts.add_routes(routes)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say which images there are, and which updates did not go through."""
        if self.parts is not None:
            self.parts.report_health(report)


build_plugin = FirmwarePlugin
