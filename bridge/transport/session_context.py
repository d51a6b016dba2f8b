"""What a session is given of the rest of the bridge.

Knows: the hub's rooms and the questions that plugins decide. Does not know: sockets.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bridge import __version__
from bridge.hub.commands import CommandDesk
from bridge.hub.directory import DeviceDirectory
from bridge.hub.hub import Hub
from bridge.hub.safe_stop import SafeStop
from bridge.model.clock import Clock
from bridge.model.commands import Call
from bridge.model.topics import Media
from bridge.plugin.admission import Admission, Claim, Role, Verb
from bridge.plugin.peers import PeerSessions
from bridge.plugin.stage import MediaGate
from bridge.transport.bridge_calls import BridgeCalls
from bridge.wire.constants import RoleName

ROLE_NAMES: Mapping[Role, RoleName] = {
    Role.DEVICE: "device",
    Role.GAME: "game",
    Role.VIEWER: "viewer",
    Role.OPERATOR: "operator",
    Role.ADMIN: "admin",
}


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How much one session may send and may leave unread.

    Pictures and other messages are counted apart; for two seconds twice as many may come
    at once, as after a pause of the Wi-Fi.
    """

    pictures_per_s: float = 60.0
    messages_per_s: float = 200.0
    control_messages: int = 256
    control_bytes: int = 256 * 1024


def read_wall_us() -> int:
    """Return microseconds since 1970, for people to read."""
    return time.time_ns() // 1000


def media_urls(topic: str) -> dict[str, str]:
    """Return where pictures of a camera's topic can be fetched over HTTP."""
    match topic.split("/"):
        case ["device", device_id, "camera", _]:
            camera = f"/devices/{device_id}/camera"
            return {"mjpeg": f"{camera}.mjpeg", "snapshot": f"{camera}.jpg"}
    return {}


@dataclass(frozen=True, slots=True)
class SessionContext:
    """The bridge as its sessions see it.

    `authenticate` returns an Admission or raises AdmissionRefused; `authorize` tells
    whether an admitted peer may do something; `vet_call` returns the call to make or
    raises AdmissionRefused. `boot` names this run of the bridge.
    """

    hub: Hub
    directory: DeviceDirectory
    desk: CommandDesk
    safe_stop: SafeStop
    bridge_calls: BridgeCalls
    clock: Clock
    authenticate: Callable[[Claim], Admission]
    authorize: Callable[[Admission, Verb, str], bool]
    vet_call: Callable[[Call, Admission], Call]
    find_gate: Callable[[Media], MediaGate | None] = lambda _media: None
    limits: SessionLimits = field(default_factory=SessionLimits)
    peers: PeerSessions = field(default_factory=PeerSessions)
    urls_of: Callable[[str], dict[str, str]] = media_urls
    read_wall_us: Callable[[], int] = read_wall_us
    version: str = __version__
    boot: str = field(default_factory=lambda: secrets.token_hex(8))
