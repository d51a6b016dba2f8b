"""Hooks of the auth plugin."""

from typing import TYPE_CHECKING

from bridge.api import (
    Admission,
    Claim,
    CommandLine,
    HealthReport,
    PluginContext,
    ServiceRegistry,
    Verb,
    hookimpl,
)
from bridge_auth.closed_gate import ClosedGate

if TYPE_CHECKING:
    from bridge_auth.gate import Gate


class AuthPlugin:
    """The judge of one bridge."""

    gate: "Gate | ClosedGate" = ClosedGate()

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Read the keys before any socket listens."""
        from bridge_auth.opening import open_gate

        self.gate, bookkeeper = open_gate(context)
        services.add(bookkeeper)

    @hookimpl
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add what works on keys to `gamebridge devices`."""
        from bridge_auth.commands import devices

        commands.add(devices)

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
        """Say how many keys there are and what is weak."""
        self.gate.report_health(report)


build_plugin = AuthPlugin
