"""What one native session has open: channels, subscriptions, calls; and what it is told once.

Here are the rules that depend on what came before.
"""

from dataclasses import dataclass, field

from bridge.model.errors import RemoteProtocolError
from bridge.model.sample import FLAG_DISCONTINUITY, FLAG_KEY_FRAME, FLAG_PREDICTED
from bridge.model.topics import parse_pattern, parse_topic
from bridge.wire.bridge_messages import Advertised, CallAck, Subscribed
from bridge.wire.constants import (
    CLOSE_BAD_MESSAGE,
    MAX_CHANNELS,
    MAX_CONTENT_FAULTS,
    MAX_OPEN_CALLS,
    MAX_SUBSCRIPTIONS,
    RoleName,
)
from bridge.wire.peer_messages import ChannelOffer, Subscribe

# A peer says what only it can know; `retained` and `late` are the bridge's to say.
PEER_FLAGS = FLAG_KEY_FRAME | FLAG_DISCONTINUITY | FLAG_PREDICTED
# A fault that comes with every sample shall not cause as many messages back.
TELL_INTERVAL_US = 1_000_000
_FINAL_STAGES = frozenset({"applied", "rejected", "expired", "unknown", "cancelled"})


def refusal(code: str, text: str) -> RemoteProtocolError:
    """Return the error for a request that is answered and forgotten."""
    return RemoteProtocolError(code, text, CLOSE_BAD_MESSAGE)


@dataclass(slots=True)
class _Channel:
    topic: str
    last_seq: int | None = None


@dataclass(slots=True)
class NativeLedger:
    """The open things of one session. `peer_id` and `role` are those it was admitted as."""

    peer_id: str = ""
    role: RoleName = "viewer"
    content_faults: int = 0
    _channels: dict[int, _Channel] = field(default_factory=dict)
    _subs: set[int] = field(default_factory=set)
    _calls: set[str] = field(default_factory=set)
    _told_us: dict[str, int] = field(default_factory=dict)

    def check_topic(self, text: str) -> str:
        """Return a topic that the peer may write as far as its name goes, or refuse."""
        try:
            topic = parse_topic(text)
        except ValueError as error:
            raise refusal("bad_topic", str(error)) from None
        if self.role == "device":
            own = f"device/{self.peer_id}/"
            if not topic.startswith(own) or topic == own + "state":
                raise refusal("forbidden", f"topic {topic!r}: a device publishes below {own!r}")
        return topic

    def check_offers(
        self, offers: tuple[ChannelOffer, ...]
    ) -> tuple[tuple[ChannelOffer, ...], list[tuple[int, RemoteProtocolError]]]:
        """Return the offers that may be granted, and why the others may not."""
        good: list[ChannelOffer] = []
        refused: list[tuple[int, RemoteProtocolError]] = []
        known = set(self._channels)
        for offer in offers:
            try:
                self.check_topic(offer.topic)
                if offer.channel not in known and len(known) >= MAX_CHANNELS:
                    raise refusal("too_many_channels", f"at most {MAX_CHANNELS} channels")
            except RemoteProtocolError as error:
                refused.append((offer.channel, error))
                continue
            known.add(offer.channel)
            good.append(offer)
        return tuple(good), refused

    def note_advertised(self, message: Advertised) -> None:
        """Open the channels that the host granted."""
        for grant in message.channels:
            self._channels[grant.channel] = _Channel(grant.topic)

    def withdraw(self, channels: tuple[int, ...]) -> tuple[str, ...]:
        """Close channels; return the topics that no channel is left for."""
        gone = {self._channels.pop(n).topic for n in channels if n in self._channels}
        left = {channel.topic for channel in self._channels.values()}
        return tuple(sorted(gone - left))

    def receive_on(self, number: int, seq: int) -> tuple[str, int]:
        """Return the topic of a channel, and how many samples are missing before `seq`."""
        channel = self._channels.get(number)
        if channel is None:
            raise refusal("unknown_channel", f"channel {number} was not advertised")
        last, channel.last_seq = channel.last_seq, seq
        return channel.topic, max(0, seq - last - 1) if last is not None else 0

    def check_subscribe(self, message: Subscribe) -> None:
        """Refuse a subscription that is one too many or has a malformed pattern."""
        if message.sub not in self._subs and len(self._subs) >= MAX_SUBSCRIPTIONS:
            raise refusal("too_many_subscriptions", f"at most {MAX_SUBSCRIPTIONS} subscriptions")
        for text in message.topics:
            try:
                parse_pattern(text)
            except ValueError as error:
                raise refusal("bad_pattern", str(error)) from None

    def note_subscribed(self, message: Subscribed) -> None:
        """Note that a subscription stands."""
        self._subs.add(message.sub)

    def unsubscribe(self, sub: int) -> bool:
        """Forget a subscription; False if there was none."""
        known = sub in self._subs
        self._subs.discard(sub)
        return known

    def open_call(self, call_id: str) -> RemoteProtocolError | None:
        """Note a call until its final ack, or return why it must be rejected."""
        if call_id in self._calls:
            return refusal("duplicate_id", f"call {call_id!r} waits for its ack already")
        if len(self._calls) >= MAX_OPEN_CALLS:
            return refusal("too_many_calls", f"{MAX_OPEN_CALLS} calls wait already")
        self._calls.add(call_id)
        return None

    def note_ack(self, message: CallAck) -> None:
        """Forget a call that has come to its end."""
        if message.stage in _FINAL_STAGES:
            self._calls.discard(message.id)

    def count_content_fault(self) -> bool:
        """Count an unknown op or wrong field; True when it is one too many."""
        self.content_faults += 1
        return self.content_faults >= MAX_CONTENT_FAULTS

    def is_news(self, code: str, now_us: int) -> bool:
        """Tell whether the peer should be told of a fault: once a second for each code."""
        last_us = self._told_us.get(code)
        if last_us is not None and now_us - last_us < TELL_INTERVAL_US:
            return False
        self._told_us[code] = now_us
        return True
