"""Names and limits of native protocol v1 (docs/protocol.md §3), each with its reason."""

from typing import Literal

Encoding = Literal["json", "msgpack"]
RoleName = Literal["device", "game", "viewer", "operator", "admin"]

PROTOCOL_VERSION = "1.0"
WEBSOCKET_PATH = "/v1"
INGEST_PATH = "/v1/ingest"
SUBPROTOCOL_MSGPACK = "gamebridge.v1+msgpack"
SUBPROTOCOL_JSON = "gamebridge.v1+json"
# In order of preference of a peer that speaks both.
SUBPROTOCOLS = (SUBPROTOCOL_MSGPACK, SUBPROTOCOL_JSON)
CAPABILITIES = ("calls", "publish", "key_frame", "h264", "fields")

# A 3-megapixel JPEG at full quality fits; the WebSocket layer closes with 1009 above it.
MAX_MESSAGE_BYTES = 5 * 1024 * 1024
# A report of 64 tags fits.
MAX_TEXT_BYTES = 65_536
# Before a peer is known, it shall not make the bridge allocate.
MAX_EARLY_BYTES = 4096
MAX_EARLY_MESSAGES = 32
# What fits into binary has to fit into text, so that no peer is left out.
MAX_VALUE_BYTES = 65_536
# Sixteen hops with the longest names fit.
MAX_HEADER_BYTES = 1024
MAX_HOPS = 16
MAX_NESTING = 32
MAX_ARRAY_ITEMS = 4096
MAX_OBJECT_KEYS = 256
# JavaScript counts exactly up to here.
MAX_INTEGER = 2**53 - 1
MAX_SUBSCRIPTIONS = 64
MAX_CHANNELS = 64
MAX_PATTERNS = 64
MAX_FEATURES = 64
MAX_ARGUMENTS = 32
MAX_OPEN_CALLS = 8
# Receive buffers of boards: more than this is refused before it is sent.
MAX_DEVICE_TEXT_BYTES = 8192
# Unknown ops and wrong fields that one session may send: enough for a newer minor
# version that tries its luck, too few for a flood.
MAX_CONTENT_FAULTS = 16
MAX_BATCH_ITEMS = 256
MAX_HTTP_CONTROL_ITEMS = 16
MAX_HTTP_COMMANDS = 8

HANDSHAKE_TIMEOUT_US = 5_000_000
PING_INTERVAL_US = 10_000_000
# Boards stop answering while they join a Wi-Fi again; 20 s is the least that works.
IDLE_TIMEOUT_US = 25_000_000
HTTP_PRESENCE_US = 15_000_000
SYNC_INTERVAL_US = 30_000_000
DROPS_INTERVAL_US = 1_000_000
INTEREST_HYSTERESIS_US = 5_000_000

CLOSE_NORMAL = 1000
CLOSE_GOING_AWAY = 1001
CLOSE_MESSAGE_TOO_BIG = 1009
CLOSE_BAD_MESSAGE = 4400
CLOSE_UNAUTHENTICATED = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_LIVENESS = 4408
CLOSE_REPLACED = 4409
CLOSE_TOO_BIG = 4413
CLOSE_VERSION = 4426
CLOSE_RATE = 4429
CLOSE_DRAINING = 4503

# Closes that will happen again unless somebody changes something.
HOPELESS_CLOSES = frozenset(
    {CLOSE_BAD_MESSAGE, CLOSE_UNAUTHENTICATED, CLOSE_FORBIDDEN, CLOSE_VERSION}
)


def choose_encoding(offered: tuple[str, ...]) -> Encoding | None:
    """Return the encoding for the subprotocols that a peer offers, or None if it offers
    some and none is known (close 4426)."""
    if not offered:
        return "json"
    for name in offered:
        if name == SUBPROTOCOL_MSGPACK:
            return "msgpack"
        if name == SUBPROTOCOL_JSON:
            return "json"
    return None


def subprotocol_of(encoding: Encoding) -> str:
    """Return the WebSocket subprotocol that stands for `encoding`."""
    return SUBPROTOCOL_MSGPACK if encoding == "msgpack" else SUBPROTOCOL_JSON


# Which close follows a status that ends the session (docs/protocol.md §9.4).
_CLOSES = {
    "bad_message": CLOSE_BAD_MESSAGE,
    "bad_field": CLOSE_BAD_MESSAGE,
    "unknown_op": CLOSE_BAD_MESSAGE,
    "unauthenticated": CLOSE_UNAUTHENTICATED,
    "out_of_turn": CLOSE_UNAUTHENTICATED,
    "unauthorized": CLOSE_UNAUTHENTICATED,
    "forbidden": CLOSE_FORBIDDEN,
    "too_big": CLOSE_TOO_BIG,
    "version": CLOSE_VERSION,
    "rate": CLOSE_RATE,
    "draining": CLOSE_DRAINING,
}


def close_code_of(code: str) -> int:
    """Return the close code that belongs to a status code."""
    return _CLOSES.get(code, CLOSE_BAD_MESSAGE)
