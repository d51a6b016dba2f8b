"""A device that can only POST: one sample, or what it says by text (docs/protocol.md §11)."""

import re
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Raw

from bridge.model.errors import LocalProtocolError, RemoteProtocolError
from bridge.wire.bridge_messages import SyncReply
from bridge.wire.codec import decode_peer_body, encode_control
from bridge.wire.constants import (
    MAX_INTEGER,
    MAX_MESSAGE_BYTES,
    MAX_VALUE_BYTES,
    Encoding,
)
from bridge.wire.dialect import Admitted, Message, ReplyDue, Times
from bridge.wire.header import JPEG_START
from bridge.wire.native_events import NativeEvent, SampleArrived, SampleKind
from bridge.wire.native_hello import check_hello, claim_from, welcome_from
from bridge.wire.native_ledger import NativeLedger, refusal
from bridge.wire.native_requests import clock_events, events_of_request, reply
from bridge.wire.peer_messages import (
    ClockReport,
    DeviceAck,
    Hello,
    PeerControl,
    SampleText,
    Sync,
)
from bridge.wire.shape import check_size, value_fault

SEQ_HEADER = "gamebridge-seq"
CAPTURED_HEADER = "gamebridge-captured-us"
DEVICE_HEADER = "gamebridge-device-us"
FRAME_SEQ_HEADER = "gamebridge-frame-seq"

_CONTENT: dict[str, tuple[SampleKind, Encoding, int]] = {
    "image/jpeg": ("jpeg", "msgpack", MAX_MESSAGE_BYTES),
    "application/json": ("value", "json", MAX_VALUE_BYTES),
    "application/msgpack": ("value", "msgpack", MAX_VALUE_BYTES),
}
_DECIMAL = re.compile(r"[0-9]{1,16}\Z")
_STATUSES = {
    "unauthorized": 401,
    "forbidden": 403,
    "no_such_topic": 404,
    "bad_topic": 404,
    "too_big": 413,
    "unsupported_media_type": 415,
    "wrong_host": 421,
    "rate": 429,
    "draining": 503,
}


def http_status_of(code: str) -> int:
    """Return the HTTP status that goes with a status code."""
    return _STATUSES.get(code, 400)


class HttpSession:
    """What a device says by POST, between its first request and its silence.

    The host has authenticated each request already. RemoteProtocolError is the answer to
    the request as a whole; its code has an HTTP status (`http_status_of`).
    """

    name = "gamebridge.v1"

    def __init__(self, device_id: str) -> None:
        self._ledger = NativeLedger(device_id, "device")

    def receive_sample(
        self, tail: str, content_type: str, headers: Mapping[str, str], body: bytes
    ) -> SampleArrived:
        """Return the sample of `POST /v1/ingest/{device}/{tail}`; header names in lower case."""
        kind, encoding, limit_bytes = _content(content_type)
        check_size(len(body), limit_bytes, "body")
        topic = self._ledger.check_topic(f"device/{self._ledger.peer_id}/{tail}")
        if kind == "jpeg" and body[:2] != JPEG_START:
            raise value_fault(f"{topic}: the body is not a JPEG file")
        if not body:
            raise value_fault(f"{topic}: the body is empty")
        times = Times(
            captured_us=_number(headers, CAPTURED_HEADER),
            device_us=_number(headers, DEVICE_HEADER),
            frame_seq=_number(headers, FRAME_SEQ_HEADER),
        )
        seq = _number(headers, SEQ_HEADER) or 0
        return SampleArrived(topic, kind, body, encoding, seq, times)

    def receive_control(self, body: bytes, now_us: int) -> list[NativeEvent]:
        """Return what the control messages of `POST /v1/ingest/{device}` mean."""
        events: list[NativeEvent] = []
        for message in decode_peer_body(body):
            events += self._events_of(message, now_us)
        return events

    def admit(self, admitted: Admitted) -> list[Message]:
        """Return the welcome to a hello; it belongs into the replies."""
        if admitted.id != self._ledger.peer_id:
            raise LocalProtocolError(f"admit {admitted.id!r} on the path of another device")
        return [encode_control(welcome_from(admitted))]

    def _events_of(self, message: PeerControl, now_us: int) -> list[NativeEvent]:
        match message:
            case Hello():
                return self._hello_events(message)
            case Sync():
                answer = SyncReply(t0=message.t0, t1=now_us, t2=now_us)
                return [reply(answer), *clock_events(message.clock, self._ledger)]
            case ClockReport() | DeviceAck():
                return events_of_request(message, self._ledger, now_us)
            case SampleText(channel=None):
                return events_of_request(message, self._ledger, now_us)
        op = message.__struct_config__.tag
        raise refusal("bad_field", f"{op}: not by HTTP, or not in this form")

    def _hello_events(self, hello: Hello) -> list[NativeEvent]:
        if hello.nonce is not None or hello.key is not None:
            raise refusal("bad_field", "hello: the request's headers say who the device is")
        if hello.role != "device" or hello.id not in (None, self._ledger.peer_id):
            raise RemoteProtocolError("forbidden", "hello: role and id are those of the path")
        named = msgspec.structs.replace(hello, id=self._ledger.peer_id)
        check_hello(named)
        return [claim_from(named, None, "")]


def replies_from(messages: Iterable[Message]) -> tuple[Raw, ...]:
    """Return control messages in the form in which an answer's `replies` carry them."""
    return tuple(Raw(message) for message in messages)


def replies_of(events: Iterable[NativeEvent]) -> list[Message]:
    """Return what the events say is to be sent."""
    return [event.message for event in events if isinstance(event, ReplyDue)]


def _content(content_type: str) -> tuple[SampleKind, Encoding, int]:
    name = content_type.partition(";")[0].strip().lower()
    known = _CONTENT.get(name)
    if known is None:
        text = f"Content-Type {name[:64]!r}: expected one of {', '.join(_CONTENT)}"
        raise RemoteProtocolError("unsupported_media_type", text)
    return known


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    if not _DECIMAL.match(text.strip()) or int(text) > MAX_INTEGER:
        raise refusal("bad_field", f"{name} {text[:40]!r}: expected a decimal integer")
    return int(text)
