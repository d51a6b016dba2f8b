"""Devices that a plugin speaks for: reached by UDP or HTTP, or asked by the bridge itself.

A plugin gets a `Devices` with its context. What it publishes through a HostedDevice goes
the way of every device's samples: rights, rates, the picture gate, the hub.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bridge.model.commands import Ack, Call
from bridge.model.values import DeviceFeature, DeviceState, Transport
from bridge.plugin.admission import Admission, Claim, Verb
from bridge.wire.dialect import Event


@dataclass(frozen=True, slots=True)
class Presence:
    """What the directory shows of a hosted device."""

    name: str
    transport: Transport
    address: str
    dialect: str
    sdk: str = ""
    features: tuple[DeviceFeature, ...] = ()


class HostedDevice(Protocol):
    """One device, from `Devices.host` to `leave`."""

    @property
    def id(self) -> str:
        """The device's id."""
        ...  # pragma: no cover

    @property
    def is_current(self) -> bool:
        """True while this plugin speaks for the device, False once another link does."""
        ...  # pragma: no cover

    def publish(self, event: Event, received_us: int | None = None) -> None:
        """Take what the device sent: a picture, tags, a reading, health, a log line, a
        value or an answer to a call. SampleRefused says why it is not taken."""
        ...  # pragma: no cover

    def advertise(self, tails: Iterable[str]) -> None:
        """Say which topics below `device/{id}/` the device itself writes, before it does;
        no stage writes these. SampleRefused if one may not be written or is not declared."""
        ...  # pragma: no cover

    def publish_together(self, events: Sequence[Event], received_us: int | None = None) -> None:
        """Take what came in one message: it counts once against the device's rate.

        What is good of it is taken; SampleRefused names the first that is not.
        """
        ...  # pragma: no cover

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        """Say what the device can do, once that is known."""
        ...  # pragma: no cover

    def leave(self, reason: str) -> None:
        """Say that the device is gone. Nothing can be published after that."""
        ...  # pragma: no cover


class Devices(Protocol):
    """The directory and the command desk, as plugins may use them."""

    def states(self) -> list[DeviceState]:
        """Return all devices seen since the start, by id."""
        ...  # pragma: no cover

    def state(self, device_id: str) -> DeviceState | None:
        """Return what is known of a device, or None."""
        ...  # pragma: no cover

    def authenticate(self, claim: Claim) -> Admission:
        """Put a claim to the plugins that decide; AdmissionRefused says no and why."""
        ...  # pragma: no cover

    def authorize(self, admission: Admission, verb: Verb, topic: str) -> bool:
        """Tell whether an admitted peer may do `verb` on a topic or pattern."""
        ...  # pragma: no cover

    def host(
        self,
        admission: Admission,
        presence: Presence,
        send_call: Callable[[Call], bool],
        on_replaced: Callable[[], None] = lambda: None,
        *,
        yields: bool = False,
        is_rated: bool = True,
    ) -> HostedDevice:
        """Enter a device into the directory and return it.

        `send_call` passes a command on, without waiting, and tells whether there was
        room; answer it by publishing CommandAcked. A link that the device has already is
        told to give way, unless `yields`: then it keeps its place, and only samples come
        by this way. `on_replaced` is called when a newer link takes the place.

        A device that `is_rated` may send no more per second than any device on a link.
        What the plugin paces itself, from a file say, need not be.
        """
        ...  # pragma: no cover

    async def call(self, call: Call, admission: Admission) -> Ack:
        """Call a device, or the bridge, for an admitted peer and return the final ack."""
        ...  # pragma: no cover
