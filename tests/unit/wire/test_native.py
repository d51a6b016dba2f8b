"""The bridge's side of a session, state by state."""

from typing import TYPE_CHECKING

import pytest

from bridge.model.commands import Call
from bridge.model.errors import LocalProtocolError
from bridge.model.sample import FLAG_DISCONTINUITY, FLAG_KEY_FRAME
from bridge.model.values import DeviceClock
from bridge.wire.bridge_messages import (
    Bye,
    CallAck,
    Challenge,
    Drops,
    SlowDown,
    Status,
    SyncReply,
    Welcome,
)
from bridge.wire.codec import decode_bridge_text
from bridge.wire.constants import HANDSHAKE_TIMEOUT_US
from bridge.wire.dialect import (
    Admitted,
    CallRequested,
    ClaimMade,
    Closed,
    Dialect,
    FaultFound,
    FrameArrived,
    ReplyDue,
)
from bridge.wire.header import SampleHeader, encode_header
from bridge.wire.key_text import DEVICE_PREFIX, build_key
from bridge.wire.native import NativeProtocol, State
from bridge.wire.native_events import ClockReported, NativeEvent, SampleArrived
from bridge.wire.proof import prove, websocket_auth_message

if TYPE_CHECKING:
    from tests.unit.wire.conftest import OpenSession

KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(32))
PEER_NONCE = "0" * 32
BRIDGE_NONCE = "f0e0d0c0b0a090807060504030201000"
HELLO = f'{{"op":"hello","role":"device","id":"cam-1","nonce":"{PEER_NONCE}"}}'
SYNC = '{"op":"sync","t0":5}'


def test_the_native_protocol_is_a_dialect_like_others() -> None:
    dialect: Dialect[NativeEvent] = NativeProtocol(BRIDGE_NONCE, 0)
    assert dialect.name == "gamebridge.v1"


def test_a_hello_with_a_nonce_is_challenged_and_then_claims(open_session: "OpenSession") -> None:
    end = open_session("hello", key=KEY)
    end.say(HELLO)
    assert end.replies == [Challenge(nonce=BRIDGE_NONCE, method="scram-sha-256")]
    covered = websocket_auth_message("device", "cam-1", PEER_NONCE, BRIDGE_NONCE)
    events = end.say(f'{{"op":"proof","proof":"{prove(KEY, covered).hex()}"}}')
    assert isinstance(events[0], ClaimMade)
    assert events[0].auth_message == covered
    assert end.protocol.state is State.READY


def test_a_hello_without_one_claims_at_once(open_session: "OpenSession") -> None:
    end = open_session("hello")
    (claim,) = end.say('{"op":"hello","role":"game","key":"gbs1_x","name":"My game"}')
    assert claim == ClaimMade("game", "", "My game", bearer="gbs1_x")
    assert isinstance(end.replies[0], Welcome)


def test_time_is_answered_in_every_open_state(open_session: "OpenSession") -> None:
    for state in ("hello", "proof", "ready"):
        end = open_session(state)
        end.now_us = 70
        end.say(SYNC)
        assert end.replies == [SyncReply(t0=5, t1=70, t2=70)]


def test_a_device_reports_its_clock_and_nobody_asks_a_game(open_session: "OpenSession") -> None:
    text = '{"op":"sync","t0":5,"clock":{"state":"locked","offset_us":-3,"samples":9}}'
    events = open_session().say(text)
    assert events[1:] == [ClockReported(DeviceClock("locked", -3, 0, 0.0, 9))]
    assert len(open_session(role="game").say(text)) == 1


def test_the_deadline_moves_with_the_challenge_and_ends_with_the_welcome() -> None:
    protocol = NativeProtocol(BRIDGE_NONCE, 1000)
    assert protocol.next_timer_us == 1000 + HANDSHAKE_TIMEOUT_US
    assert protocol.check_timers(1000) == []
    protocol.receive(HELLO, 3000)
    assert protocol.next_timer_us == 3000 + HANDSHAKE_TIMEOUT_US
    protocol.receive('{"op":"proof","proof":"' + "0" * 64 + '"}', 4000)
    assert protocol.state is State.CLAIM
    assert protocol.next_timer_us is None


def test_nothing_is_heard_after_the_end(open_session: "OpenSession") -> None:
    end = open_session()
    end.say("{")
    assert end.protocol.state is State.CLOSED
    assert end.say(SYNC) == []
    assert end.wait(10_000_000) == []
    assert list(end.protocol.send_goodbye(4503, "late")) == []


def test_a_picture_may_follow_the_hello_at_once(open_session: "OpenSession") -> None:
    assert open_session().say(b"\xff\xd8\xff\xd9") == [FrameArrived(b"\xff\xd8\xff\xd9")]


def _sample(seq: int, flags: int = 0) -> bytes:
    header = SampleHeader(kind=1, subscription=1, seq=seq, captured_us=9, flags=flags)
    return encode_header(header) + b"jpeg"


def test_missing_samples_are_counted_and_flagged(open_session: "OpenSession") -> None:
    end = open_session()
    end.say(_sample(1))
    (event,) = end.say(_sample(4))
    assert isinstance(event, SampleArrived)
    assert (event.topic, event.lost) == ("device/cam-1/camera/jpeg", 2)
    assert event.times.flags == FLAG_DISCONTINUITY
    (event,) = end.say(_sample(1))
    assert isinstance(event, SampleArrived)
    assert event.lost == 0


def test_flags_that_are_the_bridges_to_set_are_cleared(open_session: "OpenSession") -> None:
    (event,) = open_session().say(_sample(1, flags=0xFF & ~FLAG_DISCONTINUITY))
    assert isinstance(event, SampleArrived)
    assert event.times.flags == FLAG_KEY_FRAME | 16


def test_a_stream_of_faults_is_told_once_a_second(open_session: "OpenSession") -> None:
    end = open_session()
    for _ in range(5):
        end.now_us += 300_000
        assert isinstance(end.say(b"\x96\x09\x01\x01\x01\x00\x80x")[-1], FaultFound)
    assert end.statuses() == ["unknown_kind"] * 2


def test_a_call_is_open_until_its_final_ack(open_session: "OpenSession") -> None:
    end = open_session(role="game")
    call = '{"op":"call","id":"c1","target":"cam-1","method":"set","args":{"q":1}}'
    assert end.say(call) == [CallRequested(Call("c1", "cam-1", "set", {"q": 1}, 5_000_000))]
    end.protocol.send(CallAck(id="c1", stage="sent", at_us=1))
    assert not any(isinstance(event, CallRequested) for event in end.say(call))
    end.protocol.send(CallAck(id="c1", stage="expired", at_us=1))
    assert isinstance(end.say(call)[0], CallRequested)


def test_the_host_cannot_speak_to_strangers_or_admit_twice(open_session: "OpenSession") -> None:
    with pytest.raises(LocalProtocolError, match="send in state hello"):
        NativeProtocol(BRIDGE_NONCE, 0).send(SlowDown(fps=1.0))
    with pytest.raises(LocalProtocolError, match="admit in state ready"):
        open_session().protocol.admit(Admitted("s", "cam-1", "device", 0))


def test_goodbyes_say_when_to_come_back(open_session: "OpenSession") -> None:
    protocol = open_session().protocol
    (text,) = protocol.send_goodbye(4503, "shutting_down", 2000)
    expected = Bye(code=4503, reason="shutting_down", retry_after_ms=2000)
    assert decode_bridge_text(str(text)) == expected
    assert protocol.state is State.CLOSED


def test_calls_to_the_device_go_out_as_its_text(open_session: "OpenSession") -> None:
    protocol = open_session().protocol
    (text,) = protocol.send_call(Call("b1", "cam-1", "set", {"q": 1}, 4_000_001))
    assert text == '{"op":"call","id":"b1","method":"set","args":{"q":1},"deadline_ms":4001}'


def test_other_messages_are_sent_as_they_are(open_session: "OpenSession") -> None:
    text = open_session().protocol.send(Drops(sub=1, dropped={"age": 2}))
    assert text == '{"op":"drops","sub":1,"dropped":{"age":2}}'


def test_a_refusal_has_a_status_and_the_host_closes(open_session: "OpenSession") -> None:
    end = open_session("hello", key=KEY)
    end.say(HELLO)
    events = end.say('{"op":"proof","proof":"' + "0" * 64 + '"}')
    assert isinstance(end.replies[-1], Status)
    assert not [event for event in events if isinstance(event, Closed | ReplyDue)]
    assert end.protocol.state is State.CLOSED
