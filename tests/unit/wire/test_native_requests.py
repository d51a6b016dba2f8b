"""What an admitted peer asks for."""

import pytest

from bridge.model.commands import Ack, AckStage
from bridge.model.delivery import Delivery, Mode
from bridge.model.errors import RemoteProtocolError
from bridge.wire.bridge_messages import Subscribed
from bridge.wire.codec import decode_peer_text
from bridge.wire.constants import RoleName
from bridge.wire.dialect import CommandAcked, FaultFound
from bridge.wire.native_events import (
    ChannelsWithdrawn,
    KeyFrameRequested,
    NativeEvent,
    SampleArrived,
    SubscribeRequested,
    UnsubscribeRequested,
)
from bridge.wire.native_ledger import NativeLedger
from bridge.wire.native_requests import events_of_request, events_of_samples


def _events(text: str, role: RoleName = "game") -> list[NativeEvent]:
    message = decode_peer_text(text)
    assert not isinstance(message, tuple)
    ledger = NativeLedger("cam-1", role)
    ledger.note_subscribed(Subscribed(sub=1, topics=()))
    return events_of_request(message, ledger, 70)


def test_a_subscription_says_how_samples_may_wait() -> None:
    text = (
        '{"op":"subscribe","sub":2,"topics":["device/*/tags"],"mode":"keyed","hz":30,'
        '"max_age_ms":100,"max_bytes":9000,"depth":8,"key":"tag_id","timeout_ms":50,'
        '"fields":["tags"]}'
    )
    delivery = Delivery(Mode.KEYED, 30.0, 100_000, 9000, 8, "tag_id", 50_000)
    expected = SubscribeRequested(2, ("device/*/tags",), delivery, ("tags",))
    assert _events(text) == [expected]


def test_a_subscription_without_wishes_has_the_defaults() -> None:
    text = '{"op":"subscribe","sub":2,"topics":["x/a"]}'
    assert _events(text) == [SubscribeRequested(2, ("x/a",), Delivery())]


def test_only_an_open_subscription_can_end() -> None:
    assert _events('{"op":"unsubscribe","sub":1}') == [UnsubscribeRequested(1)]
    assert _events('{"op":"unsubscribe","sub":2}') == []


def test_a_key_frame_is_asked_of_one_topic() -> None:
    wish = '{"op":"key_frame","topic":"device/cam-1/camera/h264"}'
    assert _events(wish) == [KeyFrameRequested("device/cam-1/camera/h264")]


def test_unadvertise_names_no_topic_that_was_not_open() -> None:
    assert _events('{"op":"unadvertise","channels":[4]}') == [ChannelsWithdrawn(())]


def test_an_ack_carries_the_time_of_its_arrival() -> None:
    text = '{"op":"ack","id":"b1","stage":"rejected","code":"cold","text":"too cold"}'
    ack = Ack("b1", AckStage.REJECTED, "cold", "too cold", None, 70)
    assert _events(text, "device") == [CommandAcked(ack)]


def test_a_refused_sample_leaves_the_rest_of_its_batch() -> None:
    samples = decode_peer_text(
        '[{"op":"sample","topic":"device/cam-2/input/a","value":{}},'
        '{"op":"sample","topic":"device/cam-1/input/a","value":{}}]'
    )
    assert isinstance(samples, tuple)
    events = events_of_samples(samples, NativeLedger("cam-1", "device"), 70)
    assert any(isinstance(event, FaultFound) for event in events)
    assert isinstance(events[-1], SampleArrived)


def test_what_the_session_counts_is_raised() -> None:
    with pytest.raises(RemoteProtocolError, match="begun already") as raised:
        _events('{"op":"hello","role":"viewer"}')
    assert raised.value.code == "out_of_turn"
