"""Vectors as parameters, and the bridge's end of a session with a host that grants all."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.model.values import Reading
from bridge.wire.bridge_messages import (
    Advertised,
    BridgeMessage,
    ChannelGrant,
    Status,
    Subscribed,
)
from bridge.wire.codec import decode_bridge_text
from bridge.wire.constants import RoleName
from bridge.wire.dialect import Admitted, ClaimMade, Message, ReplyDue
from bridge.wire.native import NativeProtocol
from bridge.wire.native_events import (
    AdvertiseRequested,
    NativeEvent,
    SampleArrived,
    SubscribeRequested,
)
from bridge.wire.proof import Verifier

VECTORS = Path(__file__).parents[2] / "vectors"
BRIDGE_NONCE = "f0e0d0c0b0a090807060504030201000"
PEER_NONCE = "000102030405060708090a0b0c0d0e0f"


class Vector(msgspec.Struct):
    """Any vector; tests/vectors/README.md says which has what."""

    name: str
    note: str
    direction: str = ""
    encoding: str = ""
    message: object = None
    text: str | None = None
    hex: str | None = None
    means: str = ""
    state: str = ""
    role: RoleName = "device"
    before: list[str] = []
    repeat: int = 1
    pad_to_bytes: int = 0
    wait_us: int = 0
    subprotocols: list[str] | None = None
    answer: str = "status"
    error: str = ""
    close_code: int | None = None
    key: str = ""
    peer_nonce: str = PEER_NONCE
    bridge_nonce: str = BRIDGE_NONCE

    def wire_message(self) -> Message:
        """Return the text or bytes, padded as the vector wants it."""
        if self.text is not None:
            return self.text.ljust(self.pad_to_bytes)
        return bytes.fromhex(self.hex or "").ljust(self.pad_to_bytes, b"\x00")


def load_vectors(folder: str) -> list[Vector]:
    """Return the vectors of a folder."""
    paths = sorted((VECTORS / folder).glob("*.json"))
    return [msgspec.json.decode(path.read_bytes(), type=Vector) for path in paths]


def _is_early(vector: Vector) -> bool:
    return vector.name.startswith(("hello", "proof"))


_PARAMETERS: dict[str, tuple[str, Callable[[Vector], bool]]] = {
    "control_vector": ("valid", lambda v: v.encoding == "json"),
    "hello_vector": ("valid", lambda v: v.name.startswith("hello")),
    "request_vector": (
        "valid",
        lambda v: v.encoding == "json" and v.direction == "to_bridge" and not _is_early(v),
    ),
    "sample_vector": (
        "valid",
        lambda v: v.encoding == "msgpack" and v.name != "in-bare-jpeg",
    ),
    "device_binary_vector": (
        "valid",
        lambda v: v.encoding == "msgpack" and v.direction == "to_bridge",
    ),
    "news_vector": ("valid", lambda v: v.direction == "to_peer" and v.encoding != "http"),
    "post_vector": ("valid", lambda v: v.direction == "to_bridge" and v.encoding == "http"),
    "answer_vector": ("valid", lambda v: v.direction == "to_peer" and v.encoding == "http"),
    "tolerant_text": ("tolerant", lambda v: v.text is not None),
    "tolerant_header": ("tolerant", lambda v: v.hex is not None),
    "refused_by_bridge": ("invalid", lambda v: v.direction == "to_bridge"),
    "refused_by_peer": ("invalid", lambda v: v.direction == "to_peer"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each vector of the sort that it asks for."""
    for name, (folder, is_wanted) in _PARAMETERS.items():
        if name in metafunc.fixturenames:
            vectors = [vector for vector in load_vectors(folder) if is_wanted(vector)]
            assert vectors, f"no vectors for {name}"
            metafunc.parametrize(name, vectors, ids=[vector.name for vector in vectors])


@pytest.fixture(scope="session")
def valid_vectors() -> dict[str, Vector]:
    """Return the valid vectors by name."""
    return {vector.name: vector for vector in load_vectors("valid")}


class BridgeEnd:
    """A session of the bridge with a host that admits everyone and grants everything."""

    def __init__(self, key: str = "") -> None:
        self.protocol = NativeProtocol(BRIDGE_NONCE, 0)
        self.replies: list[BridgeMessage] = []
        self.key = key
        self.now_us = 0

    def say(self, message: Message) -> list[NativeEvent]:
        """Pass a message of the peer on; do what a host does; return the events."""
        return self._answered(self.protocol.receive(message, self.now_us))

    def wait(self, pause_us: int) -> list[NativeEvent]:
        """Let time pass."""
        self.now_us += pause_us
        return self._answered(self.protocol.check_timers(self.now_us))

    def _answered(self, events: list[NativeEvent]) -> list[NativeEvent]:
        extra: list[NativeEvent] = []
        for event in events:
            match event:
                case ReplyDue():
                    self._note(event.message)
                case ClaimMade():
                    self._decide(event)
                case AdvertiseRequested():
                    self._grant(event)
                case SubscribeRequested():
                    self._note(self.protocol.send(Subscribed(sub=event.sub, topics=())))
                case SampleArrived() if event.topic.endswith("button"):
                    extra += self._publish(event)
        return [*events, *extra]

    def _decide(self, claim: ClaimMade) -> None:
        if claim.proof is not None:
            verifier = Verifier.from_key(self.key)
            if not verifier.accepts(claim.proof, claim.auth_message):
                messages = self.protocol.refuse("unauthorized", "wrong key")
                self._note(messages[0])
                return
        admitted = Admitted("5e55", claim.id or "viewer-1", claim.role, self.now_us)
        self._note(self.protocol.admit(admitted)[0])

    def _grant(self, event: AdvertiseRequested) -> None:
        grants = [
            ChannelGrant(channel=offer.channel, topic=offer.topic, schema="Reading@1")
            for offer in event.offers
        ]
        self._note(self.protocol.send(Advertised(channels=tuple(grants))))

    def _publish(self, event: SampleArrived) -> list[NativeEvent]:
        try:
            event.value_as(Reading)
        except RemoteProtocolError as error:
            return self._answered(self.protocol.refuse_sample(error, event.topic, self.now_us))
        return []

    def _note(self, message: Message) -> None:
        assert isinstance(message, str)
        reply = decode_bridge_text(message)
        assert not isinstance(reply, tuple)
        self.replies.append(reply)

    def statuses(self) -> list[str]:
        """Return the codes of all statuses that the peer was told."""
        return [reply.code for reply in self.replies if isinstance(reply, Status)]


class OpenSession(Protocol):
    """Brings a session into a state."""

    def __call__(self, state: str = "ready", role: RoleName = "device", key: str = "") -> BridgeEnd:
        """Return the session; `key` is what the bridge knows of the peer."""
        ...  # pragma: no cover


@pytest.fixture
def open_session() -> OpenSession:
    """Return a function that brings a session into a state."""

    def bring(state: str = "ready", role: RoleName = "device", key: str = "") -> BridgeEnd:
        end = BridgeEnd(key)
        if state == "proof":
            end.say(
                f'{{"op":"hello","role":"{role}","id":"cam-1","nonce":"{PEER_NONCE}"}}',
            )
        elif state == "ready":
            peer_id = "cam-1" if role == "device" else "marble-run"
            end.say(f'{{"op":"hello","role":"{role}","id":"{peer_id}"}}')
        if state == "ready" and role == "device":
            offers = (
                '{"channel":1,"topic":"device/cam-1/camera/jpeg"},'
                '{"channel":2,"topic":"device/cam-1/input/button"}'
            )
            end.say(f'{{"op":"advertise","channels":[{offers}]}}')
        end.replies.clear()
        return end

    return bring
