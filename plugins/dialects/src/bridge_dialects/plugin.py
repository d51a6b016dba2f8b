"""Hooks of the dialects plugin: each question goes to the systems that are on."""

from types import MappingProxyType
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
    from bridge_dialects.shared.system import System


class DialectsPlugin:
    """The foreign systems of one bridge."""

    systems: "MappingProxyType[str, System]" = MappingProxyType({})

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Build the systems, and add what they run."""
        from bridge_dialects.systems import build_systems

        self.systems = MappingProxyType(build_systems(context))
        for service in (s for system in self.systems.values() for s in system.services()):
            services.add(service)

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        """Add the ports and pages of each system."""
        for system in self.systems.values():
            system.add_routes(routes)

    @hookimpl
    def bridge_choose_dialect(self, opening: LinkOpening) -> ForeignDialect | None:
        """Find the system that a link belongs to."""
        return next(filter(None, (s.choose(opening) for s in self.systems.values())), None)

    @hookimpl
    def bridge_authenticate(self, claim: Claim) -> Admission | None:
        """Let each system decide about its own peers."""
        system = self.systems.get(claim.dialect)
        return None if system is None else system.admit(claim)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say which systems are on, and how weak they are."""
        for system in self.systems.values():
            system.report_health(report)


build_plugin = DialectsPlugin
