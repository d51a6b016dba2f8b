"""Who is this? A claim on a link, put to the plugins that decide.

Knows: claims and admissions. Does not know: what an admitted peer does.
"""

from dataclasses import replace

from bridge.plugin.admission import Admission, Claim, Role
from bridge.transport.inbound_frames import MessageLimits
from bridge.transport.links import PendingLink
from bridge.transport.session_context import ROLE_NAMES, SessionContext
from bridge.wire.constants import (
    MAX_EARLY_BYTES,
    MAX_HEADER_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_TEXT_BYTES,
    MAX_VALUE_BYTES,
)
from bridge.wire.dialect import Admitted, ClaimMade

STRANGER_LIMITS = MessageLimits(MAX_EARLY_BYTES, MAX_EARLY_BYTES, is_provisional=True)
_DEVICE_LIMITS = MessageLimits(MAX_TEXT_BYTES, MAX_MESSAGE_BYTES)
_OTHER_LIMITS = MessageLimits(MAX_TEXT_BYTES, MAX_HEADER_BYTES + MAX_VALUE_BYTES)


def limits_for(role: Role) -> MessageLimits:
    """Return how long messages of an admitted peer may be; only devices send pictures."""
    return _DEVICE_LIMITS if role is Role.DEVICE else _OTHER_LIMITS


def decide(
    context: SessionContext,
    pending: PendingLink,
    claim: ClaimMade,
    session: str,
    dialect: str = "",
) -> Admission:
    """Return the admission of a peer, or raise AdmissionRefused with the reason."""
    admission = context.authenticate(
        Claim(
            role=Role(claim.role),
            id=claim.id,
            address=pending.opening.address,
            is_loopback=pending.is_loopback,
            is_encrypted=pending.is_encrypted,
            channel="ws",
            proof=claim.proof,
            auth_message=claim.auth_message,
            bearer=claim.bearer,
            origin=pending.origin,
            dialect=dialect,
        )
    )
    # Only readers may come without a name; they are named by their session.
    return admission if admission.id else replace(admission, id=f"{claim.role}-{session}")


def welcome(context: SessionContext, admission: Admission, session: str) -> Admitted:
    """Return what an admitted peer is told."""
    return Admitted(
        session=session,
        id=admission.id,
        role=ROLE_NAMES[admission.role],
        now_us=context.clock.now_us(),
        wall_us=context.read_wall_us(),
        version=context.version,
        boot=context.boot,
        server_proof=admission.server_proof,
    )
