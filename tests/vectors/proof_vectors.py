"""Keys, auth messages and proofs of both channels."""

import hashlib
import hmac
from collections.abc import Iterator

from bridge.wire.constants import RoleName
from bridge.wire.http_auth import build_authorization
from bridge.wire.key_text import parse_key
from bridge.wire.proof import HttpRequestDigest, Verifier, prove, websocket_auth_message
from tests.vectors.keys import (
    BRIDGE_NONCE,
    DEVICE_KEY,
    GAME_KEY,
    PEER_NONCE,
    UNDERSCORE_KEY,
)
from tests.vectors.sample_vectors import JPEG

Vector = dict[str, object]


def proof_vectors() -> Iterator[Vector]:
    """Yield one vector per way of proving and per form of key."""
    yield _websocket("websocket-device", "device", "cam-1", DEVICE_KEY)
    yield _websocket("websocket-game", "game", "marble-run", GAME_KEY)
    yield _http("http-empty", "GET", "/v1/devices?online=1", b"", 1)
    yield _http("http-jpeg", "POST", "/v1/ingest/cam-1/camera/jpeg", JPEG, 4_294_967_296)
    for name, key in (
        ("key-device", DEVICE_KEY),
        ("key-game", GAME_KEY),
        ("key-with-underscores", UNDERSCORE_KEY),
    ):
        parsed = parse_key(key)
        yield {
            "name": name,
            "note": "the id of a key is what stands between the prefix and the secret",
            "channel": "none",
            "key": key,
            "prefix": parsed.prefix,
            "id": parsed.peer_id,
        }


def _arithmetic(key: str, auth_message: bytes) -> Vector:
    verifier = Verifier.from_key(key)
    client_key = hmac.digest(key.encode(), b"Client Key", "sha256")
    return {
        "client_key": client_key.hex(),
        "stored_key": hashlib.sha256(client_key).hexdigest(),
        "server_key": hmac.digest(key.encode(), b"Server Key", "sha256").hex(),
        "auth_message": auth_message.decode(),
        "proof": prove(key, auth_message).hex(),
        "server_proof": verifier.server_proof(auth_message).hex(),
    }


def _websocket(name: str, role: RoleName, peer_id: str, key: str) -> Vector:
    auth_message = websocket_auth_message(role, peer_id, PEER_NONCE, BRIDGE_NONCE)
    return {
        "name": name,
        "note": "hello with a nonce, challenge, proof, welcome with a proof",
        "channel": "websocket",
        "key": key,
        "role": role,
        "id": peer_id,
        "peer_nonce": PEER_NONCE,
        "bridge_nonce": BRIDGE_NONCE,
        **_arithmetic(key, auth_message),
    }


def _http(name: str, method: str, target: str, body: bytes, count: int) -> Vector:
    request = HttpRequestDigest("cam-1", BRIDGE_NONCE, count, method, target, body)
    return {
        "name": name,
        "note": "the proof covers method, target and body",
        "channel": "http",
        "key": DEVICE_KEY,
        "id": "cam-1",
        "nonce": BRIDGE_NONCE,
        "count": count,
        "method": method,
        "path": target,
        "body_hex": body.hex(),
        "authorization": build_authorization(DEVICE_KEY, request),
        **_arithmetic(DEVICE_KEY, request.auth_message()),
    }
