"""A peer's side of a session."""

from typing import TYPE_CHECKING

import pytest

from bridge.model.errors import LocalProtocolError
from bridge.model.topics import TopicKind
from bridge.wire.bridge_messages import Welcome
from bridge.wire.client import ClientEvent, ClientProtocol, ClientState
from bridge.wire.clocksync import ClockOffset, ClockState
from bridge.wire.constants import RoleName
from bridge.wire.dialect import Admitted, ClaimMade, Closed, FaultFound, ReplyDue
from bridge.wire.header import SampleHeader, encode_header
from bridge.wire.key_text import DEVICE_PREFIX, build_key
from bridge.wire.native import NativeProtocol
from bridge.wire.peer_messages import Hello, Sync, Unsubscribe
from bridge.wire.proof import Verifier
from bridge.wire.received import ReceivedSample

if TYPE_CHECKING:
    from tests.unit.wire.conftest import Vector

KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(range(32)))


def _ready(role: RoleName = "device") -> ClientProtocol:
    protocol = ClientProtocol(Hello(role=role, id="cam-1"), None, ClockOffset())
    protocol.begin()
    host = NativeProtocol("0" * 32, 0)
    host.receive(f'{{"op":"hello","role":"{role}","id":"cam-1"}}', 0)
    (welcome,) = host.admit(Admitted("s1", "cam-1", role, 0, boot="b1"))
    protocol.receive(welcome, 0)
    return protocol


def test_two_sides_with_the_same_key_find_each_other() -> None:
    hello = Hello(role="device", id="cam-1", nonce="1" * 32)
    peer = ClientProtocol(hello, KEY, ClockOffset())
    host = NativeProtocol("2" * 32, 0)
    (challenge,) = host.receive(peer.begin(), 0)
    assert isinstance(challenge, ReplyDue)
    (proof,) = peer.receive(challenge.message, 0)
    assert isinstance(proof, ReplyDue)
    (claim,) = host.receive(proof.message, 0)
    assert isinstance(claim, ClaimMade)
    assert claim.proof is not None
    verifier = Verifier.from_key(KEY)
    assert verifier.accepts(claim.proof, claim.auth_message)
    server_proof = verifier.server_proof(claim.auth_message)
    (text,) = host.admit(Admitted("s1", "cam-1", "device", 0, server_proof=server_proof))
    (welcome,) = peer.receive(text, 0)
    assert isinstance(welcome, Welcome)
    assert peer.state is ClientState.READY


def _peer_in(state: str, vector: "Vector", valid: dict[str, "Vector"]) -> ClientProtocol:
    hello = Hello(role="device", id="cam-1", nonce=vector.peer_nonce)
    peer = ClientProtocol(hello, vector.key, ClockOffset())
    peer.begin()
    steps = {"hello": (), "proof": ("challenge",), "ready": ("challenge", "welcome", "subscribed")}
    for name in steps[state]:
        events = peer.receive(valid[name].text or "", 0)
        assert not any(isinstance(event, FaultFound | Closed) for event in events), name
    return peer


def test_each_lie_of_a_bridge_is_found_out(
    refused_by_peer: "Vector", valid_vectors: dict[str, "Vector"]
) -> None:
    peer = _peer_in(refused_by_peer.state, refused_by_peer, valid_vectors)
    events = peer.receive(refused_by_peer.wire_message(), 0)
    assert [e.code for e in events if isinstance(e, FaultFound)] == [refused_by_peer.error]
    closes = [event.code for event in events if isinstance(event, Closed)]
    assert closes == ([refused_by_peer.close_code] if refused_by_peer.close_code else [])
    assert (peer.state is ClientState.CLOSED) is bool(closes)


def test_every_valid_message_is_taken(
    news_vector: "Vector", valid_vectors: dict[str, "Vector"]
) -> None:
    early = {"challenge": "hello", "welcome": "proof", "welcome-viewer": "hello"}
    peer = _ready()
    if news_vector.name in early:
        key = None if news_vector.name == "welcome-viewer" else KEY
        nonce = None if key is None else news_vector.peer_nonce
        peer = ClientProtocol(Hello(role="device", id="cam-1", nonce=nonce), key, ClockOffset())
        peer.begin()
        if news_vector.name == "welcome":
            peer.receive(valid_vectors["challenge"].text or "", 0)
    else:
        peer.receive(valid_vectors["subscribed"].text or "", 0)
        peer.send_sync(1_234_567)
        _tell_of_vector_topics(peer)
    events = peer.receive(news_vector.wire_message(), 0)
    assert events
    assert not any(isinstance(event, FaultFound | Closed) for event in events)


def _tell_of_vector_topics(peer: ClientProtocol) -> None:
    for topic, number, kind in (
        ("device/cam-1/input/button", 7, "state"),
        ("device/cam-1/input/heat", 4_000_000_000, "state"),
    ):
        entry = f'{{"topic":"{topic}","number":{number},"kind":"{kind}","schema":"x@1"}}'
        peer.receive(f'{{"op":"topics","sub":1,"topics":[{entry}]}}', 0)


def _tell_of(peer: ClientProtocol, topic: str, number: int, kind: str) -> None:
    entry = f'{{"topic":"{topic}","number":{number},"kind":"{kind}","schema":"x@1"}}'
    peer.receive(f'{{"op":"subscribed","sub":1,"topics":[{entry}]}}', 0)


def _only_sample(events: list[ClientEvent]) -> ReceivedSample:
    (event,) = events
    assert isinstance(event, ReceivedSample)
    return event


def test_samples_of_both_forms_come_with_the_name_of_their_topic() -> None:
    peer = _ready()
    _tell_of(peer, "x/a", 3, "stream")
    header = SampleHeader(kind=0, subscription=1, seq=2, captured_us=5, number=3, received_us=6)
    binary = _only_sample(peer.receive(encode_header(header) + b"\x81\xa1v\x01", 0))
    text = _only_sample(
        peer.receive(
            '[{"op":"sample","sub":1,"topic":"x/a","seq":2,"captured_us":5,"received_us":6,'
            '"value":{"v":1}}]',
            0,
        )
    )
    assert binary == text
    assert (binary.topic, binary.kind, binary.value) == ("x/a", TopicKind.STREAM, {"v": 1})


def test_one_bad_sample_does_not_spoil_its_batch() -> None:
    peer = _ready()
    _tell_of(peer, "x/a", 3, "stream")
    sample = (
        '{{"op":"sample","sub":1,"topic":"x/a","seq":2,"captured_us":5,"received_us":6,"value":{}}}'
    )
    events = peer.receive(f"[{sample.format(1)},{sample.format('{}')}]", 0)
    assert [type(event) for event in events] == [FaultFound, ReceivedSample]


def test_exchanges_feed_the_clock() -> None:
    peer = _ready()
    for number in range(5):
        own_us = number * 1000
        assert '"t0"' in peer.send_sync(own_us)
        bridge_us = own_us + 7_000_100
        reply = f'{{"op":"sync","t0":{own_us},"t1":{bridge_us},"t2":{bridge_us}}}'
        peer.receive(reply, own_us + 200)
    estimate = peer.clock.estimate(5000)
    assert estimate.state is ClockState.LOCKED
    assert abs(estimate.offset_us - 7_000_000) <= estimate.error_us


def test_only_a_device_that_knows_something_reports_its_clock() -> None:
    peer = _ready()
    assert peer.clock_report(0) is None
    peer.send_sync(5)
    peer.receive('{"op":"sync","t0":5,"t1":50,"t2":50}', 25)
    report = peer.clock_report(25)
    assert report is not None
    assert report.samples == 1
    assert '"clock"' in peer.send_sync(30)
    assert _ready("viewer").clock_report(25) is None


def test_questions_without_answers_are_forgotten() -> None:
    peer = _ready()
    for own_us in range(20):
        peer.send_sync(own_us)
    (old,) = peer.receive('{"op":"sync","t0":0,"t1":1,"t2":1}', 30)
    assert isinstance(old, FaultFound)


def test_nothing_is_said_out_of_turn() -> None:
    peer = ClientProtocol(Hello(role="viewer"), None, ClockOffset())
    with pytest.raises(LocalProtocolError, match="not admitted"):
        peer.send(Unsubscribe(sub=1))
    assert peer.send(Sync(t0=1)) == '{"op":"sync","t0":1}'
    peer.begin()
    with pytest.raises(LocalProtocolError, match="begin in state hello"):
        peer.begin()


def test_a_key_needs_a_nonce_and_an_id() -> None:
    with pytest.raises(LocalProtocolError, match="a key needs a hello"):
        ClientProtocol(Hello(role="viewer", id="a"), KEY, ClockOffset())
    with pytest.raises(LocalProtocolError, match="a key needs a hello"):
        ClientProtocol(Hello(role="viewer", id="a", nonce="0" * 32), None, ClockOffset())


def test_nothing_is_heard_after_the_end() -> None:
    peer = _ready()
    peer.receive("<html>", 0)
    assert peer.receive('{"op":"status","level":"info","code":"x","text":""}', 0) == []


def test_text_of_an_unknown_topic_is_passed_over() -> None:
    sample = (
        '{"op":"sample","sub":1,"topic":"x/b","seq":2,"captured_us":5,"received_us":6,"value":{}}'
    )
    (fault,) = _ready().receive(sample, 0)
    assert isinstance(fault, FaultFound)
    assert fault.code == "unknown_topic"
