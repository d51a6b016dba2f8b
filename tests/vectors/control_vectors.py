"""One valid vector for every control message, and for each of its forms."""

import json
from collections.abc import Iterator

import msgspec

from bridge.model.sample import Hop
from bridge.model.values import DeviceFeature
from bridge.wire import bridge_messages as out
from bridge.wire import peer_messages as peer
from bridge.wire.codec import encode_control
from bridge.wire.constants import CAPABILITIES, PROTOCOL_VERSION
from bridge.wire.proof import Verifier, prove, websocket_auth_message
from tests.vectors.keys import BRIDGE_NONCE, DEVICE_KEY, GAME_KEY, PEER_NONCE

Vector = dict[str, object]
Named = tuple[str, str, peer.PeerMessage | out.BridgeMessage]

_AUTH = websocket_auth_message("device", "cam-1", PEER_NONCE, BRIDGE_NONCE)
_TAGS = out.TopicEntry(topic="device/cam-1/tags", number=3, kind="stream", schema="TagDetections@1")
_H264 = out.TopicEntry(
    topic="device/cam-1/camera/h264",
    number=7,
    kind="media",
    schema="h264@1",
    urls={"mjpeg": "/devices/cam-1/camera.mjpeg", "snapshot": "/devices/cam-1/camera.jpg"},
)
_FEATURES = (
    DeviceFeature("quality", "setting", "int", 4, 63, default=12, min_gap_us=100_000),
    DeviceFeature("led", "output", "bool"),
    DeviceFeature("mode", "setting", "enum", choices=("speed", "detail"), default="speed"),
    DeviceFeature("reboot", "action"),
    DeviceFeature("light", "input", "float", unit="lx"),
)


def control_vectors() -> Iterator[Vector]:
    """Yield the control messages of both directions."""
    for direction, messages in (("to_bridge", _to_bridge()), ("to_peer", _to_peer())):
        for name, note, message in messages:
            text = encode_control(message)
            yield {
                "name": name,
                "note": note,
                "direction": direction,
                "encoding": "json",
                "message": json.loads(text),
                "text": text,
            }


def _to_bridge() -> Iterator[Named]:
    yield from _starting()
    yield from _publishing()
    yield from _reading()
    yield from _commanding()


def _starting() -> Iterator[Named]:
    yield (
        "hello-device",
        "a device that proves its key",
        peer.Hello(
            role="device",
            id="cam-1",
            name="Desk camera",
            nonce=PEER_NONCE,
            sdk="gamebridge-cpp/0.1.0",
            boot="b00t-42",
            features=_FEATURES,
        ),
    )
    yield (
        "hello-minimal-device",
        "all that a device on loopback has to say",
        peer.Hello(role="device", id="cam-1"),
    )
    yield "hello-viewer", "a viewer without id; the bridge invents one", peer.Hello(role="viewer")
    yield (
        "hello-game-bearer",
        "a key as it is, over TLS or loopback",
        peer.Hello(role="game", id="marble-run", key=GAME_KEY, sdk="gamebridge-js/0.1.0"),
    )
    for role in ("operator", "admin"):
        yield f"hello-{role}", "", peer.Hello(role=role, id="desk", name="The desk")
    yield (
        "proof",
        "proof of the challenge in challenge.json",
        peer.Proof(proof=prove(DEVICE_KEY, _AUTH).hex()),
    )
    yield "sync", "a question for the time", peer.Sync(t0=1_234_567)
    yield (
        "sync-clock",
        "with the estimate so far",
        peer.Sync(t0=9_007_199_254_740_991, clock=_clock()),
    )
    yield "clock", "the estimate without a question", peer.ClockReport(clock=_clock())


def _clock() -> peer.ClockEstimate:
    return peer.ClockEstimate(
        state="locked", offset_us=-52_340_000, error_us=740, drift_ppm=-12.5, samples=16
    )


def _publishing() -> Iterator[Named]:
    yield (
        "advertise",
        "two channels, one of them with its schema",
        peer.Advertise(
            channels=(
                peer.ChannelOffer(channel=1, topic="device/cam-1/camera/jpeg", schema="jpeg@1"),
                peer.ChannelOffer(channel=2, topic="device/cam-1/input/button"),
            )
        ),
    )
    yield "unadvertise", "", peer.Unadvertise(channels=(1, 2))
    yield (
        "sample-channel",
        "a value as text, by channel",
        peer.SampleText(
            value=msgspec.Raw(b'{"value":true}'), channel=2, seq=41, captured_us=8_000_000, flags=2
        ),
    )
    yield (
        "sample-topic",
        "a value as text, by topic, with every field",
        peer.SampleText(
            value=msgspec.Raw(b'{"value":21.5,"unit":"C"}'),
            topic="device/cam-1/input/heat",
            seq=1,
            captured_us=8_000_000,
            device_us=7_000_000,
            frame_seq=12,
            hops=(Hop("sensor", 7_999_000),),
        ),
    )


def _reading() -> Iterator[Named]:
    yield "subscribe", "all defaults", peer.Subscribe(sub=1, topics=("device/*/tags",))
    yield (
        "subscribe-keyed",
        "every field",
        peer.Subscribe(
            sub=65_535,
            topics=("device/*/tags", "world/**"),
            mode="keyed",
            hz=30.0,
            max_age_ms=100,
            max_bytes=65_536,
            depth=8,
            key="tag_id",
            timeout_ms=50,
            fields=("tags",),
        ),
    )
    for mode in ("ring", "all", "sync"):
        topics = ("device/*/camera/jpeg", "device/*/tags")
        message = peer.Subscribe(sub=2, topics=topics, mode=mode)
        yield f"subscribe-{mode}", "", message
    yield "unsubscribe", "", peer.Unsubscribe(sub=1)
    yield "key-frame", "", peer.KeyFrameWish(topic="device/cam-1/camera/h264")


def _commanding() -> Iterator[Named]:
    yield (
        "call",
        "",
        peer.CallRequest(id="c1", target="cam-1", method="set", args={"quality": 12, "led": True}),
    )
    yield (
        "call-action",
        "an action, with deadline and dedupe",
        peer.CallRequest(
            id="c2", target="cam-1", method="reboot", deadline_ms=1500, dedupe="reboot-7"
        ),
    )
    yield "device-ack-applied", "", peer.DeviceAck(id="b17", stage="applied", value=12)
    yield (
        "device-ack-rejected",
        "",
        peer.DeviceAck(id="b18", stage="rejected", code="sensor_off", text="the sensor is asleep"),
    )


def _to_peer() -> Iterator[Named]:
    yield "challenge", "", out.Challenge(nonce=BRIDGE_NONCE, method="scram-sha-256")
    yield (
        "welcome",
        "the end of hello-device, proof",
        _welcome("device", "cam-1", Verifier.from_key(DEVICE_KEY).server_proof(_AUTH).hex()),
    )
    yield "welcome-viewer", "no proof was asked for", _welcome("viewer", "viewer-1", None)
    yield "sync-reply", "", out.SyncReply(t0=1_234_567, t1=60_000_000, t2=60_000_040)
    yield (
        "advertised",
        "",
        out.Advertised(
            channels=(
                out.ChannelGrant(channel=1, topic="device/cam-1/camera/jpeg", schema="jpeg@1"),
                out.ChannelGrant(channel=2, topic="device/cam-1/input/button", schema="Reading@1"),
            )
        ),
    )
    yield "advertised-nothing", "every offer was refused", out.Advertised(channels=())
    yield (
        "interest",
        "",
        out.InterestChange(topic="device/cam-1/camera/jpeg", subscribers=2, max_hz=30.0),
    )
    yield "slow-down", "", out.SlowDown(fps=10.0, quality=20, reason="decode_late")
    yield "slow-down-lifted", "", out.SlowDown(fps=0.0, quality=0)
    yield from _to_reader()


def _welcome(role: str, peer_id: str, proof: str | None) -> out.Welcome:
    return out.Welcome(
        session="5e551000000000aa",
        id=peer_id,
        role=role,
        server=out.ServerName(name="gamebridge", version="0.1.0", boot="1b7c"),
        now_us=60_000_000,
        wall_us=1_790_000_000_000_000,
        protocol=PROTOCOL_VERSION,
        limits=out.Limits(),
        capabilities=CAPABILITIES,
        proof=proof,
    )


def _to_reader() -> Iterator[Named]:
    yield "subscribed", "", out.Subscribed(sub=1, topics=(_TAGS, _H264))
    yield "subscribed-nothing", "nothing matches yet", out.Subscribed(sub=2, topics=())
    yield "topics", "a topic appeared", out.TopicsAdded(sub=1, topics=(_TAGS,))
    yield "drops", "", out.Drops(sub=1, dropped={"replaced": 3, "age": 1})
    yield (
        "gap",
        "",
        out.GapNotice(sub=1, topic="session/arcade/mark", from_seq=7, to_seq=9, reason="count"),
    )
    yield (
        "device-call",
        "",
        out.DeviceCall(id="b17", method="set", args={"quality": 12}, deadline_ms=4800),
    )
    for stage in ("accepted", "sent", "expired", "unknown", "cancelled"):
        yield f"ack-{stage}", "", out.CallAck(id="c1", stage=stage, at_us=60_500_000)
    yield "ack-applied", "", out.CallAck(id="c1", stage="applied", at_us=60_500_000, value=12)
    yield (
        "ack-rejected",
        "",
        out.CallAck(
            id="c1",
            stage="rejected",
            at_us=60_500_000,
            code="out_of_range",
            text="quality = 99: expected a whole number from 4 to 63",
        ),
    )
    yield (
        "status",
        "",
        out.Status(
            level="error",
            code="forbidden",
            text="topic 'sys/audit': this peer may not read it",
            hint="ask the operator for a grant",
            ref="sub:4",
        ),
    )
    yield (
        "status-info",
        "the least that a status says",
        out.Status(level="info", code="recorded", text="a recording began"),
    )
    yield "bye", "", out.Bye(code=4503, reason="shutting_down", retry_after_ms=2000)
    yield "bye-replaced", "", out.Bye(code=4409, reason="replaced")
