"""Hooks of the firmware plugin."""

from typing import TYPE_CHECKING

from bridge.api import (
    Admission,
    AdmissionRefused,
    Call,
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    PluginContext,
    Role,
    ServiceRegistry,
    hookimpl,
    is_at_least,
)

if TYPE_CHECKING:
    from bridge_firmware.opening import Parts


class FirmwarePlugin:
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
    def bridge_command_requested(self, call: Call, admission: Admission) -> Call | None:
        """Keep games from updating devices, which they may otherwise command."""
        from bridge_firmware.fleet import METHOD

        if call.method == METHOD and not is_at_least(admission.role, Role.OPERATOR):
            raise AdmissionRefused(f"firmware is for operators; this is a {admission.role}")
        return None

    @hookimpl
    def bridge_register_panels(self, panels: PanelRegistry) -> None:
        """Add the card of firmware to the panel."""
        from bridge_firmware.card import CARD

        panels.add(CARD)

    @hookimpl
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add `gamebridge firmware`."""
        from bridge_firmware.commands import firmware

        commands.add(firmware)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say which images there are, and which updates did not go through."""
        if self.parts is not None:
            self.parts.report_health(report)


build_plugin = FirmwarePlugin
