"""How many connections there may be, from one address and in all.

Knows: addresses and counts. Does not know: sockets.
"""

from dataclasses import dataclass

from bridge.transport.door_policy import is_loopback
from bridge.transport.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """At most so many connections. Loopback is bound by `total` alone: every program on
    this machine shares its address."""

    total: int = 512
    per_address: int = 32


class Turnstile:
    """Counts who is inside."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self._inside: dict[str, int] = {}
        self.count = 0
        self.refused = 0

    def enter(self, address: str) -> Refusal | None:
        """Count a connection in and return None, or return why it must stay out."""
        fault = self._find_fault(address)
        if fault is not None:
            self.refused += 1
            return fault
        self.count += 1
        self._inside[address] = self._inside.get(address, 0) + 1
        return None

    def leave(self, address: str) -> None:
        """Count a connection out that was let in."""
        self.count -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def _find_fault(self, address: str) -> Refusal | None:
        retry = (("Retry-After", "2"),)
        if self.count >= self._limits.total:
            text = f"{self.count} connections are open, which is the limit"
            return Refusal(503, "too_many_connections", text, "try again shortly", retry)
        inside = self._inside.get(address, 0)
        if inside >= self._limits.per_address and not is_loopback(address):
            text = f"{inside} connections are open from {address}, which is the limit"
            hint = "close some, or share one between subscriptions"
            return Refusal(503, "too_many_from_address", text, hint, retry)
        return None
