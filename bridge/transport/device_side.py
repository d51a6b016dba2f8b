"""What only devices have: a place in the directory, commands, and interest in their topics.

Knows: the directory, the command desk. Does not know: how the device is reached, and in
which words it is told.
"""

from collections.abc import Callable

from bridge.hub.directory import Arrival
from bridge.model.commands import Ack, Call
from bridge.model.values import DeviceClock, DeviceFeature, Transport
from bridge.plugin.admission import Admission
from bridge.transport.interest_notice import InterestNotice
from bridge.transport.session_context import SessionContext
from bridge.wire.bridge_messages import DeviceCall, InterestChange
from bridge.wire.device_calls import device_call_from
from bridge.wire.dialect import ClaimMade

NATIVE = "gamebridge.v1"


class DeviceSide:
    """A device that is here, from `join` to `leave`. Satisfies `bridge.hub.directory.DeviceLink`.

    `send_call` passes a command to the device and tells whether there was room;
    `on_replaced` is called when a newer link of the same device has come; `tell_interest`
    lets a device know that a topic is wanted, where it has a word for that.
    """

    def __init__(
        self,
        context: SessionContext,
        admission: Admission,
        send_call: Callable[[Call], bool],
        on_replaced: Callable[[], None],
        tell_interest: Callable[[InterestChange], None] = lambda _change: None,
    ) -> None:
        self._context = context
        self._id = admission.id
        self._name = admission.name
        self._send_call = send_call
        self._on_replaced = on_replaced
        self._epoch = 0
        self.interest = InterestNotice(context.hub, context.clock.now_us, tell_interest)

    def join(
        self, claim: ClaimMade, transport: Transport, address: str, dialect: str = NATIVE
    ) -> None:
        """Enter the directory; a link that the device had before is told to give way."""
        arrival = Arrival(
            self._id,
            claim.name or self._name,
            transport,
            address,
            dialect=dialect,
            sdk=claim.sdk,
            features=claim.features,
        )
        self._epoch = self._context.directory.join(arrival, self)

    def leave(self, reason: str) -> None:
        """Leave the directory, unless a newer link has taken the place."""
        self.interest.close()
        self._context.directory.leave(self._id, self._epoch, reason)

    @property
    def is_current(self) -> bool:
        """True while this link speaks for the device."""
        return self._context.directory.is_current(self._id, self._epoch)

    def note_topic(self, topic: str) -> None:
        """Note that the device publishes a topic."""
        self._context.directory.add_topic(self._id, topic)

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str) -> None:
        """Say what the device can do, once that is known."""
        self._context.directory.describe(self._id, self._epoch, features, sdk)

    def report_clock(self, clock: DeviceClock) -> None:
        """Publish what the device believes of its clock."""
        self._context.hub.publish(f"device/{self._id}/clock", clock)

    def acknowledge(self, ack: Ack) -> None:
        """Pass on what became of a call; one that nobody waits for is ignored."""
        self._context.desk.acknowledged(self._id, ack)

    def send_call(self, call: Call) -> bool:
        """Pass a command on; False when the way is jammed or the call fits no board."""
        return self._send_call(call)

    def replace(self) -> None:
        """Give way to a newer link of the same device, at once."""
        self.interest.close()
        self._on_replaced()


def calls_through(send: Callable[[DeviceCall], bool]) -> Callable[[Call], bool]:
    """Return the way of a call in the native protocol's words, through `send`."""

    def send_call(call: Call) -> bool:
        try:
            message = device_call_from(call)
        except ValueError:
            return False
        return send(message)

    return send_call
