"""Calls that admitted peers make, by whichever way they came in.

Knows: rights, the desk of devices and that of the bridge itself. Does not know: links, HTTP.
"""

from collections.abc import Callable

import msgspec
import trio

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import AdmissionRefused
from bridge.model.ids import BRIDGE_ID, parse_device_id
from bridge.plugin.admission import Admission, Verb
from bridge.transport.session_context import SessionContext
from bridge.wire.bridge_messages import CallAck
from bridge.wire.device_calls import device_call_from


def place_call(
    context: SessionContext,
    admission: Admission,
    call: Call,
    on_ack: Callable[[Ack], None],
    *,
    holder: object | None = None,
) -> None:
    """Put a peer's call to its desk; `on_ack` hears every stage, the last of which is final.

    Outputs that it sets go back when `holder` is released, which is the caller's session.
    """
    refused = _find_fault(context, admission, call)
    if refused is not None:
        on_ack(refused)
        return
    try:
        vetted = context.vet_call(call, admission)
    except AdmissionRefused as error:
        on_ack(Ack(call.id, AckStage.REJECTED, "forbidden", error.reason))
        return
    own = _own_dedupe(vetted, admission)
    if own.target == BRIDGE_ID:
        context.bridge_calls.call(admission, own, on_ack)
    else:
        context.safe_stop.place(own, on_ack, holder)


async def final_ack(context: SessionContext, admission: Admission, call: Call) -> Ack:
    """Put a peer's call to its desk and wait for what becomes of it."""
    final: list[Ack] = []
    is_over = trio.Event()

    def note(ack: Ack) -> None:
        if ack.stage.is_final:
            final.append(ack)
            is_over.set()

    place_call(context, admission, call, note)
    try:
        await is_over.wait()
    finally:
        # Does nothing once the call is over; before, it means that nobody waits any more.
        context.bridge_calls.abandon(note)
    return final[0]


def _find_fault(context: SessionContext, admission: Admission, call: Call) -> Ack | None:
    """Return the rejection of a call that must not reach the desk, or None."""
    if call.target != BRIDGE_ID:
        try:
            parse_device_id(call.target)
        except ValueError as error:
            return Ack(call.id, AckStage.REJECTED, "no_such_device", str(error))
        try:
            device_call_from(call)
        except ValueError as error:
            return Ack(call.id, AckStage.REJECTED, "too_big", str(error))
    if not context.authorize(admission, Verb.CALL, f"device/{call.target}/call"):
        text = f"{admission.id} may not call {call.target}"
        return Ack(call.id, AckStage.REJECTED, "forbidden", text)
    return None


def _own_dedupe(call: Call, admission: Admission) -> Call:
    """Return the call with a dedupe word that no other peer can use."""
    if call.dedupe is None:
        return call
    return msgspec.structs.replace(call, dedupe=f"{admission.id}:{call.dedupe}")


def ack_message(ack: Ack, now_us: int) -> CallAck:
    """Return an ack in the form that travels."""
    return CallAck(
        id=ack.id,
        stage=ack.stage.value,
        at_us=ack.at_us or now_us,
        code=ack.code,
        text=ack.text,
        value=ack.value,
    )
