"""Calls to a device and what became of them."""

import enum

import msgspec

from bridge.model.values import JsonScalar

DEFAULT_DEADLINE_US = 5_000_000
MAX_DEADLINE_US = 60_000_000


class AckStage(enum.StrEnum):
    """How far a call has come. The last five are final."""

    ACCEPTED = "accepted"  # The bridge will try.
    SENT = "sent"  # It left for the device.
    APPLIED = "applied"  # The device did it; `value` is what took effect.
    REJECTED = "rejected"  # Somebody refused, and says why.
    EXPIRED = "expired"  # The deadline passed first; it will not be done.
    UNKNOWN = "unknown"  # The device left between sent and applied.
    CANCELLED = "cancelled"  # The bridge is shutting down, or the caller has left.

    @property
    def is_final(self) -> bool:
        """True when no later stage can follow."""
        return self not in (AckStage.ACCEPTED, AckStage.SENT)


class Call(msgspec.Struct, frozen=True):
    """One command. `id` is the caller's; `dedupe` makes a repeated call safe."""

    id: str
    target: str  # A device id, or BRIDGE_ID.
    method: str  # "set", or the name of an action feature.
    args: dict[str, JsonScalar] = msgspec.field(default_factory=dict)
    deadline_us: int = DEFAULT_DEADLINE_US  # From now.
    dedupe: str | None = None


class Ack(msgspec.Struct, frozen=True):
    """What became of a call. `code` is a short snake_case word when it was refused."""

    id: str
    stage: AckStage
    code: str = ""
    text: str = ""
    value: JsonScalar = None
    at_us: int = 0
