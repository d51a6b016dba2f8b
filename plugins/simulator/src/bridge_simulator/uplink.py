"""What a virtual device needs of its link to the bridge, and what travels over it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec

from bridge.api import Clock, DeviceFeature, JsonScalar
from bridge_simulator import __version__

# By this anybody can tell a simulated device from a real one.
SDK = f"gamebridge-simulator/{__version__}"


class DeviceCall(Protocol):
    """One command that arrived; it is to be answered once."""

    @property
    def method(self) -> str:
        """`set`, or the name of an action."""
        ...  # pragma: no cover

    @property
    def args(self) -> dict[str, JsonScalar]:
        """Settings by name, for `set`."""
        ...  # pragma: no cover

    async def applied(self, value: JsonScalar) -> None:
        """Say that it was done, and what took effect."""
        ...  # pragma: no cover

    async def rejected(self, code: str, text: str) -> None:
        """Say why it was not done."""
        ...  # pragma: no cover


class Parcel(msgspec.Struct, frozen=True):
    """One sample on its way to the bridge; `device_us` is by the device's clock."""

    topic: str
    device_us: int
    value: msgspec.Struct | None = None
    payload: bytes = b""
    frame_seq: int | None = None


class SlowDown(msgspec.Struct, frozen=True):
    """What the bridge asks for; 0 asks for nothing."""

    fps: float = 0.0
    quality: int = 0


class Uplink(Protocol):
    """A link that the bridge has admitted."""

    def error_us(self) -> int:
        """Return how far the estimate of the bridge's clock may be off."""
        ...  # pragma: no cover

    def is_wanted(self, topic: str) -> bool:
        """Tell whether anybody subscribes to a topic."""
        ...  # pragma: no cover

    def slow_down(self) -> SlowDown:
        """Return what the bridge asks for at this moment."""
        ...  # pragma: no cover

    async def wait_change(self) -> None:
        """Wait until `is_wanted` or `slow_down` may say something else."""
        ...  # pragma: no cover

    async def send(self, parcel: Parcel) -> bool:
        """Hand a sample over; returns when the link has it, False when it was refused."""
        ...  # pragma: no cover

    async def send_together(self, parcels: Sequence[Parcel]) -> bool:
        """Hand values of one moment over in one message; False when it was refused."""
        ...  # pragma: no cover

    async def next_call(self) -> DeviceCall:
        """Wait for the next command."""
        ...  # pragma: no cover


class Identity(msgspec.Struct, frozen=True):
    """Who says hello: `boot` names this start of the device.

    The bridge may refuse the `dispensable_topics`, and the device lives on.
    """

    id: str
    boot: str
    topics: tuple[str, ...]
    features: tuple[DeviceFeature, ...]
    dispensable_topics: tuple[str, ...] = ()
    key: str | None = None


# Raises ClientRefused or ClientClosed, at the start or at any time within.
OpenUplink = Callable[[str, Identity, Clock], AbstractAsyncContextManager[Uplink]]
