"""What a hello must say, and the claim that it makes (docs/protocol.md §4.1)."""

from bridge.wire.dialect import ClaimMade
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
