"""What a hello must say, what it claims, and how it is welcomed (docs/protocol.md §4)."""

from bridge.wire.bridge_messages import Limits, ServerName, Welcome
from bridge.wire.constants import CAPABILITIES, PROTOCOL_VERSION
from bridge.wire.dialect import Admitted, ClaimMade
from bridge.wire.feature_form import check_features
from bridge.wire.native_ledger import refusal
from bridge.wire.peer_messages import Hello
from bridge.wire.proof import websocket_auth_message


def check_hello(hello: Hello) -> None:
    """Refuse a hello whose fields do not go together (`bad_field`)."""
    if hello.nonce is not None and hello.key is not None:
        raise refusal("bad_field", "hello: a nonce or a key, not both")
    if hello.id is None and (hello.role == "device" or hello.nonce is not None):
        raise refusal("bad_field", "hello: a device, and whoever sends a nonce, needs an id")
    if hello.features and hello.role != "device":
        raise refusal("bad_field", "hello: only devices have features")
    check_features(hello.features)


def claim_from(hello: Hello, proof: bytes | None, bridge_nonce: str) -> ClaimMade:
    """Return what the host has to decide about."""
    peer_id = hello.id or ""
    covered = b""
    if proof is not None and hello.nonce is not None:
        covered = websocket_auth_message(hello.role, peer_id, hello.nonce, bridge_nonce)
    return ClaimMade(
        role=hello.role,
        id=peer_id,
        name=hello.name or peer_id,
        sdk=hello.sdk,
        boot=hello.boot,
        features=hello.features,
        bearer=hello.key,
        proof=proof,
        auth_message=covered,
    )


def welcome_from(admitted: Admitted) -> Welcome:
    """Return the welcome of a peer that the host let in."""
    return Welcome(
        session=admitted.session,
        id=admitted.id,
        role=admitted.role,
        server=ServerName(name="gamebridge", version=admitted.version, boot=admitted.boot),
        now_us=admitted.now_us,
        wall_us=admitted.wall_us,
        protocol=PROTOCOL_VERSION,
        limits=Limits(),
        capabilities=CAPABILITIES,
        proof=admitted.server_proof.hex() or None,
    )
