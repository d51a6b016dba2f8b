"""What is open in a session."""

import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.wire.bridge_messages import Advertised, ChannelGrant, Subscribed
from bridge.wire.native_ledger import TELL_INTERVAL_US, NativeLedger
from bridge.wire.peer_messages import ChannelOffer, Subscribe


def _ledger(*topics: str) -> NativeLedger:
    """Return a device's ledger with channels 1, 2, … of the topics."""
    ledger = NativeLedger("cam-1", "device")
    grants = [
        ChannelGrant(channel=n, topic=topic, schema="Reading@1")
        for n, topic in enumerate(topics, 1)
    ]
    ledger.note_advertised(Advertised(channels=tuple(grants)))
    return ledger


def test_a_topic_is_withdrawn_with_its_last_channel() -> None:
    ledger = _ledger("device/cam-1/a", "device/cam-1/a", "device/cam-1/b")
    assert ledger.withdraw((1, 3, 77)) == ("device/cam-1/b",)
    assert ledger.withdraw((2,)) == ("device/cam-1/a",)


def test_a_channel_that_is_advertised_again_starts_afresh() -> None:
    ledger = _ledger("device/cam-1/a")
    ledger.receive_on(1, 5)
    ledger.note_advertised(
        Advertised(channels=(ChannelGrant(channel=1, topic="device/cam-1/b", schema="x@1"),))
    )
    assert ledger.receive_on(1, 9) == ("device/cam-1/b", 0)


def test_good_offers_are_kept_when_others_are_refused() -> None:
    offers = (
        ChannelOffer(channel=1, topic="device/cam-1/a"),
        ChannelOffer(channel=2, topic="device/cam-2/a"),
        ChannelOffer(channel=3, topic="A"),
    )
    good, refused = _ledger().check_offers(offers)
    assert good == offers[:1]
    assert [(n, error.code) for n, error in refused] == [(2, "forbidden"), (3, "bad_topic")]


def test_peers_that_are_no_devices_are_left_to_their_grants() -> None:
    assert NativeLedger("g", "game").check_topic("session/a/mark") == "session/a/mark"


def test_replacing_a_subscription_is_not_one_more() -> None:
    ledger = NativeLedger("g", "game")
    for number in range(1, 65):
        ledger.note_subscribed(Subscribed(sub=number, topics=()))
    ledger.check_subscribe(Subscribe(sub=64, topics=("x/a",)))
    with pytest.raises(RemoteProtocolError, match="at most 64"):
        ledger.check_subscribe(Subscribe(sub=65, topics=("x/a",)))
    assert ledger.unsubscribe(1)
    assert not ledger.unsubscribe(1)
    ledger.check_subscribe(Subscribe(sub=65, topics=("x/a",)))


def test_a_fault_is_news_once_a_second() -> None:
    ledger = NativeLedger()
    assert ledger.is_news("bad_value", 0)
    assert not ledger.is_news("bad_value", TELL_INTERVAL_US - 1)
    assert ledger.is_news("bad_topic", 5)
    assert ledger.is_news("bad_value", TELL_INTERVAL_US)
