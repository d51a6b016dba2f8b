"""Samples that come in over native protocol v1, with what the peer may say about them."""

from bridge.model.sample import FLAG_DISCONTINUITY
from bridge.wire.constants import MAX_INTEGER, MAX_VALUE_BYTES
from bridge.wire.dialect import Times
from bridge.wire.header import (
    KIND_H264,
    KIND_JPEG,
    KIND_VALUE,
    KNOWN_KINDS,
    SampleHeader,
    decode_sample_message,
)
from bridge.wire.native_events import SampleArrived, SampleKind
from bridge.wire.native_ledger import PEER_FLAGS, NativeLedger, refusal
from bridge.wire.peer_messages import SampleText
from bridge.wire.shape import check_size

_KIND_NAMES: dict[int, SampleKind] = {KIND_VALUE: "value", KIND_JPEG: "jpeg", KIND_H264: "h264"}


def sample_from_binary(message: bytes, ledger: NativeLedger) -> SampleArrived:
    """Return the sample of a binary message.

    RemoteProtocolError `bad_message`, `unknown_kind` or `unknown_channel`.
    """
    header, payload = decode_sample_message(message)
    if header.kind not in KNOWN_KINDS:
        raise refusal("unknown_kind", f"sample of kind {header.kind}")
    topic, lost = ledger.receive_on(header.subscription, header.seq)
    return SampleArrived(
        topic,
        _KIND_NAMES[header.kind],
        payload,
        "msgpack",
        header.seq,
        _times_from(header, lost),
        lost,
    )


def _times_from(header: SampleHeader, lost: int) -> Times:
    return Times(
        header.captured_us,
        header.device_us,
        header.frame_seq,
        _flags(header.flags, lost),
        header.hops,
    )


def _flags(flags: int, lost: int) -> int:
    return flags & PEER_FLAGS | (FLAG_DISCONTINUITY if lost else 0)


def sample_from_text(message: SampleText, ledger: NativeLedger) -> SampleArrived:
    """Return the sample of a text message, by channel or by topic.

    RemoteProtocolError `bad_field`, `unknown_channel`, `bad_topic` or `forbidden`.
    """
    data = bytes(message.value)
    check_size(len(data), MAX_VALUE_BYTES, "value")
    if not all(0 < len(h.name) <= 32 and 0 <= h.at_us <= MAX_INTEGER for h in message.hops):
        raise refusal("bad_field", "sample: a hop is a name of 1 to 32 characters and a time")
    topic, lost = _place(message, ledger)
    times = Times(
        message.captured_us,
        message.device_us,
        message.frame_seq,
        _flags(message.flags, lost),
        message.hops,
    )
    return SampleArrived(topic, "value", data, "json", message.seq, times, lost)


def _place(message: SampleText, ledger: NativeLedger) -> tuple[str, int]:
    match message:
        case SampleText(channel=int() as channel, topic=None):
            return ledger.receive_on(channel, message.seq)
        case SampleText(channel=None, topic=str() as topic):
            return ledger.check_topic(topic), 0
    raise refusal("bad_field", "sample: expected a channel or a topic, and not both")
