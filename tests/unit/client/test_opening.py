"""From an address to a session."""

from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.client import ClientClosed, ClientRefused, Peer, open_client, open_peer
from bridge.client.opening import MonotonicClock
from bridge.model.values import DeviceFeature
from bridge.wire.constants import Encoding
from bridge.wire.dialect import ClaimMade
from bridge.wire.key_text import DEVICE_PREFIX, build_key
from bridge.wire.native_events import ClockReported

if TYPE_CHECKING:
    from tests.unit.client.conftest import SmallBridge

KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(32))
OTHER_KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(range(32)))
URL = "ws://bridge:8080"


async def _visit(bridge: "SmallBridge", peer: Peer) -> None:
    async with bridge.running(), open_peer(URL, peer, connect=bridge.connect):
        pass


@pytest.mark.parametrize("encoding", ["json", "msgpack"])
async def test_the_time_is_known_before_anything_else(
    small_bridge: "SmallBridge", encoding: Encoding, autojump_clock: MockClock
) -> None:
    async with (
        small_bridge.running(),
        open_client(URL, encoding=encoding, connect=small_bridge.connect) as client,
    ):
        assert client.clock.state == "locked"
        assert client.now_us() == small_bridge.now_us()
        assert (client.id, client.session) == ("viewer-1", "s1")


async def test_a_device_says_who_it_is_and_how_its_clock_is(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    features = (DeviceFeature("reboot", "action"),)
    peer = Peer("device", "cam-1", "Desk camera", features=features, boot="b7")
    async with small_bridge.running(), open_peer(URL, peer, connect=small_bridge.connect):
        await trio.testing.wait_all_tasks_blocked()
    claim = small_bridge.events[0]
    assert isinstance(claim, ClaimMade)
    assert (claim.name, claim.boot, claim.features) == ("Desk camera", "b7", features)
    assert claim.sdk.startswith("gamebridge-py/")
    reports = [e.clock.state for e in small_bridge.events if isinstance(e, ClockReported)]
    assert reports[-1] == "locked"


async def test_both_sides_prove_the_key(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    small_bridge.key = KEY
    await _visit(small_bridge, Peer("device", "cam-1", key=KEY))
    assert KEY not in repr(small_bridge.events)


async def test_a_wrong_key_is_refused_with_the_bridges_words(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    small_bridge.key = KEY
    with pytest.raises(ClientRefused, match="unauthorized: not you"):
        await _visit(small_bridge, Peer("device", "cam-1", key=OTHER_KEY))


async def test_a_bridge_that_does_not_know_the_key_is_refused_by_us(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    with pytest.raises(ClientRefused, match="the bridge cannot prove"):
        await _visit(small_bridge, Peer("device", "cam-1", key=KEY))


async def test_a_refused_hello_has_the_bridges_code(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    small_bridge.refusal = "forbidden"
    with pytest.raises(ClientRefused) as refused:
        await _visit(small_bridge, Peer())
    assert (refused.value.code, refused.value.text) == ("forbidden", "not you")


async def test_a_bridge_without_a_welcome_is_given_up(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    small_bridge.is_silent = True
    with pytest.raises(ClientClosed, match="no welcome within 10 s"):
        await _visit(small_bridge, Peer())


async def test_a_bridge_that_does_not_tell_the_time_can_be_used(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    small_bridge.is_deaf = True
    async with (
        small_bridge.running(),
        open_client(URL, connect=small_bridge.connect) as client,
    ):
        assert client.clock.state == "unsynced"


async def test_exceptions_of_the_program_come_out_as_they_are(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async def fail() -> None:
        async with open_client(URL, connect=small_bridge.connect):
            raise KeyError("mine")

    async with small_bridge.running():
        with pytest.raises(KeyError, match="mine"):
            await fail()


@pytest.mark.parametrize(
    ("url", "peer", "text"),
    [
        ("http://a", Peer(), "open_http_device speaks http"),
        (URL, Peer("device"), "needs an id"),
        (URL, Peer("viewer", key=KEY), "needs an id"),
    ],
)
async def test_options_without_sense_are_refused(
    url: str, peer: Peer, text: str, autojump_clock: MockClock
) -> None:
    with pytest.raises(ValueError, match=text):
        async with open_peer(url, peer):
            pass


def test_a_key_is_not_printed_and_every_hello_has_a_new_nonce() -> None:
    peer = Peer("device", "cam-1", key=KEY)
    assert KEY not in repr(peer)
    assert peer.hello().nonce != peer.hello().nonce


async def test_our_own_clock_counts_microseconds(autojump_clock: MockClock) -> None:
    before_us = MonotonicClock().now_us()
    await trio.sleep(1.5)
    assert MonotonicClock().now_us() - before_us == 1_500_000
