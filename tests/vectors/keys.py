"""Keys, nonces and names that the vectors share. None of them is used anywhere else."""

from bridge.wire.key_text import DEVICE_PREFIX, SUBSCRIBER_PREFIX, build_key

DEVICE_KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(range(32)))
UNDERSCORE_KEY = build_key(DEVICE_PREFIX, "a_b-c", bytes([0xFB, 0xFF] * 16))
GAME_KEY = build_key(SUBSCRIBER_PREFIX, "marble-run", bytes(range(32, 64)))
PEER_NONCE = "000102030405060708090a0b0c0d0e0f"
BRIDGE_NONCE = "f0e0d0c0b0a090807060504030201000"
