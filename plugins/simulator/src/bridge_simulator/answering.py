"""Commands that reach a virtual device, each answered once."""

from collections.abc import Awaitable, Callable

import trio

from bridge.api import CallRefused, JsonScalar
from bridge_simulator.uplink import DeviceCall, Uplink

# Does what a command says and returns what took effect; CallRefused says why not.
Obey = Callable[[DeviceCall], Awaitable[JsonScalar]]


async def answer_calls(uplink: Uplink, obey: Obey, reboot: trio.Event) -> None:
    """Obey and answer until the link is lost; a reboot happens once its answer has left."""
    while True:
        call = await uplink.next_call()
        try:
            value = await obey(call)
        except CallRefused as refusal:
            await call.rejected(refusal.code, str(refusal))
            continue
        await call.applied(value)
        if call.method == "reboot":
            reboot.set()
