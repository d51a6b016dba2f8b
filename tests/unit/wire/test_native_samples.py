"""Samples of peers, in both forms."""

import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.model.sample import Hop
from bridge.model.values import Reading
from bridge.wire.bridge_messages import Advertised, ChannelGrant
from bridge.wire.codec import decode_peer_text
from bridge.wire.dialect import Times
from bridge.wire.header import SampleHeader, encode_header
from bridge.wire.native_events import SampleArrived
from bridge.wire.native_ledger import NativeLedger
from bridge.wire.native_samples import sample_from_binary, sample_from_text
from bridge.wire.peer_messages import SampleText
from bridge.wire.values import encode_value

TOPIC = "device/cam-1/input/a"


@pytest.fixture
def ledger() -> NativeLedger:
    """Return a device's ledger with TOPIC on channel 2."""
    ledger = NativeLedger("cam-1", "device")
    grant = ChannelGrant(channel=2, topic=TOPIC, schema="Reading@1")
    ledger.note_advertised(Advertised(channels=(grant,)))
    return ledger


def _text(text: str) -> SampleText:
    message = decode_peer_text(text)
    assert isinstance(message, SampleText)
    return message


def test_both_forms_say_the_same(ledger: NativeLedger) -> None:
    times = Times(8, 9, 10, 2, (Hop("lens", 7),))
    header = SampleHeader(
        kind=0,
        subscription=2,
        seq=5,
        captured_us=8,
        flags=2,
        device_us=9,
        frame_seq=10,
        hops=times.hops,
    )
    binary = sample_from_binary(encode_header(header) + encode_value(Reading(1), "msgpack"), ledger)
    text = sample_from_text(
        _text(
            '{"op":"sample","channel":2,"seq":5,"captured_us":8,"device_us":9,"frame_seq":10,'
            '"flags":2,"hops":[["lens",7]],"value":{"value":1}}'
        ),
        ledger,
    )
    assert (binary.topic, binary.seq, binary.times) == (TOPIC, 5, times)
    assert (text.topic, text.seq, text.times) == (TOPIC, 5, times)
    assert binary.value_as(Reading) == text.value_as(Reading) == Reading(1)


def test_a_sample_by_topic_needs_no_channel(ledger: NativeLedger) -> None:
    message = _text('{"op":"sample","topic":"device/cam-1/input/b","value":{"value":1}}')
    sample = sample_from_text(message, ledger)
    assert (sample.topic, sample.times.captured_us) == ("device/cam-1/input/b", None)


def test_an_empty_message_is_refused(ledger: NativeLedger) -> None:
    with pytest.raises(RemoteProtocolError):
        sample_from_binary(b"", ledger)


def test_each_kind_has_its_name(ledger: NativeLedger) -> None:
    def arrive(kind: int) -> SampleArrived:
        header = SampleHeader(kind=kind, subscription=2, seq=0, captured_us=0)
        return sample_from_binary(encode_header(header) + b"x", ledger)

    assert [arrive(kind).kind for kind in (0, 1, 2)] == ["value", "jpeg", "h264"]
