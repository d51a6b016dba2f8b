"""What an admitted peer asks for, turned into events or refused."""

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.delivery import Delivery, Mode
from bridge.model.errors import RemoteProtocolError
from bridge.model.topics import parse_topic
from bridge.model.values import DeviceClock
from bridge.wire.bridge_messages import BridgeMessage, CallAck, Status
from bridge.wire.codec import encode_control
from bridge.wire.dialect import CallRequested, CommandAcked, FaultFound, ReplyDue
from bridge.wire.native_events import (
    AdvertiseRequested,
    ChannelsWithdrawn,
    ClockReported,
    KeyFrameRequested,
    NativeEvent,
    SubscribeRequested,
    UnsubscribeRequested,
)
from bridge.wire.native_ledger import NativeLedger, refusal
from bridge.wire.native_samples import sample_from_text
from bridge.wire.peer_messages import (
    Advertise,
    CallRequest,
    ClockEstimate,
    ClockReport,
    DeviceAck,
    KeyFrameWish,
    PeerControl,
    SampleText,
    Subscribe,
    Unadvertise,
    Unsubscribe,
)

# Faults that a stream of samples may have again and again.
_THROTTLED = frozenset({"bad_value", "unknown_channel", "unknown_kind", "bad_topic", "forbidden"})


def reply(message: BridgeMessage) -> ReplyDue:
    """Return the event that sends `message` at once."""
    return ReplyDue(encode_control(message))


def refusal_events(error: RemoteProtocolError, ref: str = "") -> list[NativeEvent]:
    """Return what the peer and the host are told about a request that was refused."""
    status = Status(level="error", code=error.code, text=str(error), ref=ref)
    return [reply(status), FaultFound(error.code, str(error))]


def events_of_request(message: PeerControl, ledger: NativeLedger, now_us: int) -> list[NativeEvent]:
    """Return what a control message of an admitted peer means.

    Refusals become a status. RemoteProtocolError `bad_field` and `out_of_turn` are the
    session's to count.
    """
    match message:
        case Advertise() | Unadvertise():
            return _channel_events(message, ledger)
        case Subscribe() | Unsubscribe() | KeyFrameWish():
            return _reader_events(message, ledger)
        case SampleText():
            return events_of_samples((message,), ledger, now_us)
        case CallRequest() | DeviceAck():
            return _call_events(message, ledger, now_us)
        case ClockReport():
            return clock_events(message.clock, ledger)
    op = message.__struct_config__.tag
    raise refusal("out_of_turn", f"{op}: the session has begun already")


def clock_events(clock: ClockEstimate | None, ledger: NativeLedger) -> list[NativeEvent]:
    """Return a device's estimate as an event; nobody asks how other peers' clocks are."""
    if clock is None or ledger.role != "device":
        return []
    values = (clock.state, clock.offset_us, clock.error_us, clock.drift_ppm, clock.samples)
    return [ClockReported(DeviceClock(*values))]


def events_of_samples(
    samples: tuple[SampleText, ...], ledger: NativeLedger, now_us: int
) -> list[NativeEvent]:
    """Return the samples of a text message; those that are refused leave the others be."""
    events: list[NativeEvent] = []
    for message in samples:
        try:
            events.append(sample_from_text(message, ledger))
        except RemoteProtocolError as error:
            if error.code == "bad_field":
                raise
            ref = f"channel:{message.channel}" if message.channel else f"topic:{message.topic}"
            events += sample_refusal(error, ledger, now_us, ref)
    return events


def sample_refusal(
    error: RemoteProtocolError, ledger: NativeLedger, now_us: int, ref: str = ""
) -> list[NativeEvent]:
    """Return a fault that every sample of a stream may have, told now and then."""
    events = refusal_events(error, ref)
    is_news = error.code not in _THROTTLED or ledger.is_news(error.code, now_us)
    return events if is_news else events[1:]


def _channel_events(message: Advertise | Unadvertise, ledger: NativeLedger) -> list[NativeEvent]:
    if isinstance(message, Unadvertise):
        return [ChannelsWithdrawn(ledger.withdraw(message.channels))]
    good, refused = ledger.check_offers(message.channels)
    events: list[NativeEvent] = [AdvertiseRequested(good)]
    for channel, error in refused:
        events += refusal_events(error, f"channel:{channel}")
    return events


def _reader_events(
    message: Subscribe | Unsubscribe | KeyFrameWish, ledger: NativeLedger
) -> list[NativeEvent]:
    match message:
        case Unsubscribe():
            return [UnsubscribeRequested(message.sub)] if ledger.unsubscribe(message.sub) else []
        case KeyFrameWish():
            return _key_frame_events(message)
        case Subscribe():
            return _subscribe_events(message, ledger)


def _key_frame_events(message: KeyFrameWish) -> list[NativeEvent]:
    try:
        return [KeyFrameRequested(parse_topic(message.topic))]
    except ValueError as error:
        return refusal_events(refusal("bad_topic", str(error)))


def _subscribe_events(message: Subscribe, ledger: NativeLedger) -> list[NativeEvent]:
    try:
        ledger.check_subscribe(message)
    except RemoteProtocolError as error:
        return refusal_events(error, f"sub:{message.sub}")
    delivery = Delivery(
        mode=Mode(message.mode),
        hz=message.hz,
        max_age_us=None if message.max_age_ms is None else message.max_age_ms * 1000,
        max_bytes=message.max_bytes,
        depth=message.depth,
        key=message.key,
        timeout_us=message.timeout_ms * 1000,
    )
    return [SubscribeRequested(message.sub, message.topics, delivery, message.fields)]


def _call_events(
    message: CallRequest | DeviceAck, ledger: NativeLedger, now_us: int
) -> list[NativeEvent]:
    if isinstance(message, DeviceAck):
        return _ack_events(message, ledger, now_us)
    fault = ledger.open_call(message.id)
    if fault is not None:
        ack = CallAck(
            id=message.id, stage="rejected", at_us=now_us, code=fault.code, text=str(fault)
        )
        return [reply(ack), FaultFound(fault.code, str(fault))]
    call = Call(
        message.id,
        message.target,
        message.method,
        message.args,
        message.deadline_ms * 1000,
        message.dedupe,
    )
    return [CallRequested(call)]


def _ack_events(message: DeviceAck, ledger: NativeLedger, now_us: int) -> list[NativeEvent]:
    if ledger.role != "device":
        return refusal_events(refusal("forbidden", "ack: only devices are called"), "op:ack")
    stage = AckStage(message.stage)
    ack = Ack(message.id, stage, message.code, message.text, message.value, now_us)
    return [CommandAcked(ack)]
