"""Hooks of the auth plugin."""

from typing import TYPE_CHECKING

from bridge.api import (
    Admission,
    Claim,
    HealthReport,
    PluginContext,
    ServiceRegistry,
    Verb,
    hookimpl,
)
from bridge_auth.closed_gate import ClosedGate
from bridge_auth.outer_hooks import OuterHooks

if TYPE_CHECKING:
    from bridge_auth.gate import Gate


class AuthPlugin(OuterHooks):
    """The judge of one bridge."""

    gate: "Gate | ClosedGate" = ClosedGate()

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Read the keys before any socket listens."""
        from bridge_auth.opening import open_parts

        self.parts = open_parts(context)
        self.gate = self.parts.gate
        services.add(self.parts.bookkeeper)

    @hookimpl
    def bridge_authenticate(self, claim: Claim) -> Admission | None:
        """Admit who has a key; peers of other systems have none, and are left to others."""
        if not claim.dialect:
            return self.gate.authenticate(claim)
        self.gate.keep_name(claim)
        return None

    @hookimpl
    def bridge_authorize(self, admission: Admission, verb: Verb, topic: str) -> bool | None:
        """Refuse who lost its key since it joined."""
        return self.gate.authorize(admission, verb, topic)

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say how many keys there are, what is weak, and who waits to be let in."""
        (self.gate if self.parts is None else self.parts).report_health(report)


build_plugin = AuthPlugin
