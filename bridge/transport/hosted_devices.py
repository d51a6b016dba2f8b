"""The directory and the desk as plugins see them. Satisfies `bridge.plugin.devices.Devices`.

Knows: the session context. Does not know: any plugin.
"""

from collections.abc import Callable

from bridge.model.commands import Ack, Call
from bridge.model.ids import BRIDGE_ID
from bridge.model.values import DeviceState
from bridge.plugin.admission import Admission, Claim, Verb
from bridge.plugin.devices import Presence
from bridge.transport.calls import final_ack
from bridge.transport.hosted_device import HostedDevice
from bridge.transport.session_context import SessionContext


class HostedDevices:
    """What plugins may do with devices."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context

    def states(self) -> list[DeviceState]:
        """Return all devices seen since the start, by id."""
        return self._context.directory.states()

    def state(self, device_id: str) -> DeviceState | None:
        """Return what is known of a device, or None."""
        return self._context.directory.state(device_id)

    def authenticate(self, claim: Claim) -> Admission:
        """Put a claim to the plugins that decide; AdmissionRefused says no and why."""
        return self._context.authenticate(claim)

    def authorize(self, admission: Admission, verb: Verb, topic: str) -> bool:
        """Tell whether an admitted peer may do `verb` on a topic or pattern."""
        return self._context.authorize(admission, verb, topic)

    def host(
        self,
        admission: Admission,
        presence: Presence,
        send_call: Callable[[Call], bool],
        on_replaced: Callable[[], None] = lambda: None,
        *,
        yields: bool = False,
    ) -> HostedDevice:
        """Enter a device into the directory and return it."""
        if admission.id == BRIDGE_ID:
            raise ValueError(f"device id {BRIDGE_ID!r} stands for the bridge itself")
        device = HostedDevice(self._context, admission, presence, send_call, on_replaced)
        device.join(yields=yields)
        return device

    async def call(self, call: Call, admission: Admission) -> Ack:
        """Call a device, or the bridge, for an admitted peer and return the final ack."""
        return await final_ack(self._context, admission, call)
