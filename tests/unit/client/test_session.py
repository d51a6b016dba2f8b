"""The tasks behind a client."""

from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.client import ClientClosed, open_client
from bridge.client.session import CLOCK_INTERVAL_S, MAX_ERRANDS, SILENCE_S
from bridge.model.topics import TopicKind
from bridge.wire.native_events import ClockReported, KeyFrameRequested
from bridge.wire.received import ReceivedSample

if TYPE_CHECKING:
    from tests.unit.client.conftest import SmallBridge

URL = "ws://bridge:8080"


async def test_the_clock_is_kept_and_reported(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async with (
        small_bridge.running(),
        open_client(URL, role="device", id="cam-1", connect=small_bridge.connect) as client,
    ):
        before = len(small_bridge.asked(ClockReported))
        await trio.sleep(CLOCK_INTERVAL_S * 3.5)
        assert client.clock.exchanges == 5 + 3 * 3
        assert len(small_bridge.asked(ClockReported)) >= before + 3


async def test_a_bridge_that_falls_silent_is_given_up(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async with (
        small_bridge.running(),
        open_client(URL, connect=small_bridge.connect) as client,
    ):
        small_bridge.is_deaf = True
        began_s = trio.current_time()
        with pytest.raises(ClientClosed) as closed:
            await client.wait_closed()
        assert closed.value.code == 4408
        assert trio.current_time() - began_s <= CLOCK_INTERVAL_S + SILENCE_S + 1


async def test_a_bridge_that_talks_nonsense_is_given_up(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async with (
        small_bridge.running(),
        open_client(URL, connect=small_bridge.connect) as client,
    ):
        await small_bridge.send("<html>")
        with pytest.raises(ClientClosed) as closed:
            await client.wait_closed()
        assert closed.value.code == 4400
        assert client.faults == {"bad_message": 1}


async def test_what_a_later_bridge_adds_is_counted_and_passed_over(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async with (
        small_bridge.running(),
        open_client(URL, connect=small_bridge.connect) as client,
    ):
        await small_bridge.send('{"op":"sing"}')
        await small_bridge.send('{"op":"subscribed","sub":77,"topics":[]}')
        await small_bridge.send('{"op":"drops","sub":77,"dropped":{}}')
        await trio.testing.wait_all_tasks_blocked()
        assert client.faults == {"unknown_op": 1}


async def test_a_reader_that_lost_a_film_asks_for_a_key_frame(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async with (
        small_bridge.running(),
        open_client(URL, connect=small_bridge.connect) as client,
    ):
        subscription = await client.subscribe(["device/*/camera/h264"])
        for seq in range(10):
            subscription.offer(
                ReceivedSample("v/h264", TopicKind.MEDIA, "h264@1", seq, 0, 0, seq * 100_000)
            )
        await trio.testing.wait_all_tasks_blocked()
        assert small_bridge.asked(KeyFrameRequested) == [KeyFrameRequested("v/h264")]


async def test_errands_are_bounded_and_counted(
    small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async with (
        small_bridge.running(),
        open_client(URL, connect=small_bridge.connect) as client,
    ):
        subscriptions = [await client.subscribe(["x/a"]) for _ in range(MAX_ERRANDS)]
        # None of these lets the errand task run in between.
        for subscription in (*subscriptions, *subscriptions):
            for seq in range(5):
                subscription.offer(
                    ReceivedSample("v/h264", TopicKind.MEDIA, "h264@1", seq, 0, 0, seq * 900_000)
                )
            while subscription.take_nowait():
                pass
        await trio.testing.wait_all_tasks_blocked()
        assert client.faults.get("errand_lost", 0) <= len(subscriptions)
