"""Control messages: text to values and back.

Every decoder returns a value or raises RemoteProtocolError, whatever it is given:
`bad_message` for what is no message at all, `unknown_op` and `bad_field` for a
well-formed one that cannot be obeyed.
"""

from collections.abc import Iterable
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from bridge.model.errors import RemoteProtocolError
from bridge.wire.bridge_messages import (
    BridgeControl,
    BridgeMessage,
    ControlAnswer,
    IngestAnswer,
    SampleOut,
)
from bridge.wire.constants import (
    CLOSE_BAD_MESSAGE,
    MAX_BATCH_ITEMS,
    MAX_HTTP_CONTROL_ITEMS,
    MAX_MESSAGE_BYTES,
    MAX_TEXT_BYTES,
)
from bridge.wire.peer_messages import PeerControl, PeerMessage, SampleText
from bridge.wire.shape import check_nesting, check_size, form_fault, text_size_bytes

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder()
_PEER: msgspec.json.Decoder[PeerControl] = msgspec.json.Decoder(PeerControl)
_PEER_BATCH: msgspec.json.Decoder[tuple[SampleText, ...]] = msgspec.json.Decoder(
    Annotated[tuple[SampleText, ...], Meta(min_length=1, max_length=MAX_BATCH_ITEMS)]
)
_HTTP_BATCH: msgspec.json.Decoder[tuple[PeerControl, ...]] = msgspec.json.Decoder(
    Annotated[tuple[PeerControl, ...], Meta(min_length=1, max_length=MAX_HTTP_CONTROL_ITEMS)]
)
_BRIDGE: msgspec.json.Decoder[BridgeControl] = msgspec.json.Decoder(BridgeControl)
_BRIDGE_BATCH = msgspec.json.Decoder(tuple[SampleOut, ...])
_INGEST_ANSWER = msgspec.json.Decoder(IngestAnswer)
_CONTROL_ANSWER = msgspec.json.Decoder(ControlAnswer)


class _OpOnly(msgspec.Struct):
    op: str


_OP_ONLY = msgspec.json.Decoder(_OpOnly)


def _ops(messages: tuple[type[msgspec.Struct], ...]) -> frozenset[str]:
    return frozenset(str(message.__struct_config__.tag) for message in messages)


PEER_OPS = _ops(tuple(PeerControl.__args__))
BRIDGE_OPS = _ops(tuple(BridgeControl.__args__))


def encode_control(message: PeerMessage | BridgeMessage) -> str:
    """Return the text of one control message."""
    return _ENCODER.encode(message).decode()


def encode_answer(answer: IngestAnswer | ControlAnswer) -> bytes:
    """Return the body of an answer to a POST."""
    return _ENCODER.encode(answer)


def decode_peer_text(
    text: str, limit_bytes: int = MAX_TEXT_BYTES
) -> PeerControl | tuple[SampleText, ...]:
    """Return what a peer's text message says: one message, or a batch of samples."""
    check_size(text_size_bytes(text), limit_bytes, "text message")
    if text.lstrip()[:1] == "[":
        return _decode(_PEER_BATCH, text, PEER_OPS)
    return _decode(_PEER, text, PEER_OPS)


def decode_peer_body(body: bytes) -> tuple[PeerControl, ...]:
    """Return the control messages of a POST, one or an array of them. §11.1."""
    check_size(len(body), MAX_TEXT_BYTES, "body")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise form_fault("body is not UTF-8") from None
    if text.lstrip()[:1] == "[":
        return _decode(_HTTP_BATCH, text, PEER_OPS)
    return (_decode(_PEER, text, PEER_OPS),)


def decode_bridge_text(text: str) -> BridgeControl | tuple[SampleOut, ...]:
    """Return what a text message of the bridge says."""
    check_size(text_size_bytes(text), MAX_MESSAGE_BYTES, "text message")
    if text.lstrip()[:1] == "[":
        return _decode(_BRIDGE_BATCH, text, BRIDGE_OPS)
    return _decode(_BRIDGE, text, BRIDGE_OPS)


def encode_batch(samples: Iterable[SampleText]) -> str:
    """Return samples as one text message."""
    return "[" + ",".join(encode_control(sample) for sample in samples) + "]"


def decode_ingest_answer(body: bytes) -> IngestAnswer:
    """Return the answer to a POST of one sample."""
    return _decode(_INGEST_ANSWER, _text_of(body), frozenset())


def decode_control_answer(body: bytes) -> ControlAnswer:
    """Return the answer to a POST of control messages."""
    return _decode(_CONTROL_ANSWER, _text_of(body), frozenset())


def _text_of(body: bytes) -> str:
    check_size(len(body), MAX_MESSAGE_BYTES, "body")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise form_fault("body is not UTF-8") from None


def _decode(decoder: msgspec.json.Decoder[T], text: str, ops: frozenset[str]) -> T:
    check_nesting(text)
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise _content_fault(text, ops, str(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise form_fault(f"not a JSON message: {error}") from None


def _content_fault(text: str, ops: frozenset[str], fault: str) -> RemoteProtocolError:
    """Return the fault of a text that a decoder gave up; it may yet be no JSON at all."""
    try:
        if text.lstrip()[:1] == "[":
            msgspec.json.decode(text)
            return RemoteProtocolError("bad_field", f"batch: {fault}", CLOSE_BAD_MESSAGE)
        op = _OP_ONLY.decode(text).op
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return form_fault("not an object with an 'op'")
    if ops and op not in ops:
        return RemoteProtocolError("unknown_op", f"op {op[:64]!r} is not known", CLOSE_BAD_MESSAGE)
    return RemoteProtocolError("bad_field", f"{op}: {fault}", CLOSE_BAD_MESSAGE)
