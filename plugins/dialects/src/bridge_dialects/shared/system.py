"""What each system of this plugin is to the hooks.

Knows: the few questions that hooks ask. Does not know: any one system.
"""

from collections.abc import Sequence
from typing import Protocol

from bridge.api import (
    Admission,
    Claim,
    ForeignDialect,
    HealthReport,
    HttpRoutes,
    LinkOpening,
    Service,
)


class System(Protocol):
    """One foreign system that the operator has switched on."""

    name: str

    def choose(self, opening: LinkOpening) -> ForeignDialect | None:
        """Return the dialect of a link that belongs to this system, or None."""
        ...  # pragma: no cover

    def admit(self, claim: Claim) -> Admission:
        """Admit a peer of this system, or raise AdmissionRefused."""
        ...  # pragma: no cover

    def services(self) -> Sequence[Service]:
        """Return what runs as long as the bridge does."""
        ...  # pragma: no cover

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add the system's ports and pages."""
        ...  # pragma: no cover

    def report_health(self, report: HealthReport) -> None:
        """Say what runs, and what is weak about it."""
        ...  # pragma: no cover
