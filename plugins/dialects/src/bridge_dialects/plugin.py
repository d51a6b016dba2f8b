"""Hooks of the dialects plugin: each question goes to the systems that are on."""

from typing import TYPE_CHECKING

from bridge.api import (
    Admission,
    Claim,
    ForeignDialect,
    HealthReport,
    HttpRoutes,
    LinkOpening,
    PluginContext,
    ServiceRegistry,
    hookimpl,
)

if TYPE_CHECKING:
    from bridge_dialects.common.system import System


class DialectsPlugin:
    """The foreign systems of one bridge."""

    def __init__(self) -> None:
        self._systems: dict[str, System] = {}

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Build the systems, and add what they run."""
        from bridge_dialects.systems import build_systems

        self._systems = build_systems(context)
        for system in self._systems.values():
            for service in system.services():
                services.add(service)

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        """Add the ports and pages of each system."""
        for system in self._systems.values():
            system.add_routes(routes)

    @hookimpl
    def bridge_choose_dialect(self, opening: LinkOpening) -> ForeignDialect | None:
        """Find the system that a link belongs to."""
        chosen = (system.choose(opening) for system in self._systems.values())
        return next((dialect for dialect in chosen if dialect is not None), None)

    @hookimpl
    def bridge_authenticate(self, claim: Claim) -> Admission | None:
        """Let each system decide about its own peers."""
        system = self._systems.get(claim.dialect)
        return None if system is None else system.admit(claim)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say which systems are on, and how weak they are."""
        for system in self._systems.values():
            system.report_health(report)


build_plugin = DialectsPlugin
