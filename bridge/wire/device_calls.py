"""Commands on their way to a device (docs/protocol.md §9.2)."""

import math

from bridge.model.commands import Call
from bridge.wire.bridge_messages import DeviceCall
from bridge.wire.codec import encode_control
from bridge.wire.constants import MAX_DEVICE_TEXT_BYTES


def device_call_from(call: Call) -> DeviceCall:
    """Return a command in the form that travels; ValueError if it is too long for a board."""
    deadline_ms = max(1, math.ceil(call.deadline_us / 1000))
    message = DeviceCall(id=call.id, method=call.method, args=call.args, deadline_ms=deadline_ms)
    size_bytes = len(encode_control(message).encode())
    if size_bytes > MAX_DEVICE_TEXT_BYTES:
        raise ValueError(
            f"call {call.method!r} of {size_bytes} bytes: at most {MAX_DEVICE_TEXT_BYTES} "
            "fit into a device"
        )
    return message
