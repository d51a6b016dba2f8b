"""What a program can do in a session."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.client import Client, ClientClosed, ClientRefused, open_client
from bridge.model.commands import AckStage, Call
from bridge.model.delivery import Delivery, Mode
from bridge.model.values import Reading
from bridge.wire.bridge_messages import (
    Bye,
    CallAck,
    Drops,
    InterestChange,
    Status,
    TopicEntry,
    TopicsAdded,
)
from bridge.wire.dialect import CallRequested, CommandAcked
from bridge.wire.native_events import (
    KeyFrameRequested,
    SampleArrived,
    SubscribeRequested,
    UnsubscribeRequested,
)

if TYPE_CHECKING:
    from tests.unit.client.conftest import SmallBridge

URL = "ws://bridge:8080"
BUTTON = TopicEntry(topic="device/cam-1/input/button", number=1, kind="state", schema="Reading@1")
JPEG = TopicEntry(topic="device/cam-1/camera/jpeg", number=2, kind="media", schema="jpeg@1")


@pytest.fixture
async def client(small_bridge: "SmallBridge") -> AsyncIterator[Client]:
    """Return a device's session with the small bridge."""
    async with (
        small_bridge.running(),
        open_client(URL, role="device", id="cam-1", connect=small_bridge.connect) as client,
    ):
        yield client


async def test_samples_come_typed_timed_and_named(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    subscription = await client.subscribe(["device/**"])
    assert set(subscription.topics) >= {BUTTON.topic, JPEG.topic}
    await small_bridge.publish(BUTTON, {"value": True})
    sample = await subscription.receive()
    assert (sample.topic, sample.schema, sample.value) == (
        BUTTON.topic,
        "Reading@1",
        {"value": True},
    )
    assert sample.age_us == 10_000
    await small_bridge.publish(JPEG, b"\xff\xd8\xff\xd9")
    assert (await subscription.receive()).payload == b"\xff\xd8\xff\xd9"


async def test_the_delivery_travels(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    delivery = Delivery(Mode.KEYED, 30.0, 100_000, 9000, 8, "tag_id", 50_000)
    await client.subscribe(["device/*/tags"], delivery, fields=("tags",))
    (asked,) = small_bridge.asked(SubscribeRequested)
    assert isinstance(asked, SubscribeRequested)
    assert (asked.delivery, asked.fields) == (delivery, ("tags",))


async def test_topics_that_appear_later_are_known_before_their_samples(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    subscription = await client.subscribe(["device/**"])
    late = TopicEntry(topic="device/cam-2/input/a", number=9, kind="state", schema="Reading@1")
    await small_bridge.say(TopicsAdded(sub=subscription.number, topics=(late,)))
    await small_bridge.publish(late, {"value": 1})
    assert (await subscription.receive()).topic == late.topic
    assert late.topic in subscription.topics


async def test_a_refused_subscription_is_raised(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    small_bridge.refused_patterns = {"sys/**"}
    with pytest.raises(ClientRefused, match="forbidden: not yours"):
        await client.subscribe(["sys/**"])


async def test_closing_a_subscription_tells_the_bridge(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async with await client.subscribe(["device/**"]) as subscription:
        pass
    await trio.testing.wait_all_tasks_blocked()
    assert small_bridge.asked(UnsubscribeRequested) == [UnsubscribeRequested(subscription.number)]


async def test_a_cancelled_subscribe_is_taken_back(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        await client.subscribe(["device/**"])
    await trio.testing.wait_all_tasks_blocked()
    assert not small_bridge.asked(SubscribeRequested) or small_bridge.asked(UnsubscribeRequested)


async def test_what_the_bridge_dropped_is_seen(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    subscription = await client.subscribe(["device/**"])
    await small_bridge.say(Drops(sub=subscription.number, dropped={"age": 3}))
    await trio.testing.wait_all_tasks_blocked()
    assert subscription.drops == {"age": 3}


async def test_samples_are_published_on_a_channel(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    channel = await client.advertise(JPEG.topic)
    await channel.publish(payload=b"\xff\xd8\xff\xd9", frame_seq=4)
    await trio.testing.wait_all_tasks_blocked()
    (sample,) = small_bridge.asked(SampleArrived)
    assert isinstance(sample, SampleArrived)
    assert (sample.topic, sample.data, sample.times.frame_seq) == (
        JPEG.topic,
        b"\xff\xd8\xff\xd9",
        4,
    )
    assert sample.times.captured_us == small_bridge.now_us()


async def test_values_of_one_moment_travel_in_one_message(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    dial = await client.advertise("device/cam-1/input/dial")
    button = await client.advertise("device/cam-1/input/button")
    samples = [dial.sample(Reading(0.5), device_us=7), button.sample(Reading(True))]
    await client.publish_together(samples)
    await trio.testing.wait_all_tasks_blocked()
    first, second = small_bridge.asked(SampleArrived)
    assert isinstance(first, SampleArrived)
    assert isinstance(second, SampleArrived)
    assert (first.topic, first.times.device_us) == (dial.topic, 7)
    assert (first.value_as(Reading), second.value_as(Reading)) == (Reading(0.5), Reading(True))
    assert second.times.captured_us == small_bridge.now_us()


async def test_a_refused_channel_is_raised(client: Client, autojump_clock: MockClock) -> None:
    with pytest.raises(ClientRefused, match="a device publishes below 'device/cam-1/'"):
        await client.advertise("device/cam-2/camera/jpeg")


async def test_a_call_returns_its_final_ack_and_tells_the_stages(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    stages: list[str] = []
    client.watch(CallAck, lambda ack: stages.append(ack.stage))

    async def obey() -> None:
        await trio.testing.wait_all_tasks_blocked()
        (request,) = small_bridge.asked(CallRequested)
        assert isinstance(request, CallRequested)
        for stage in ("accepted", "sent", "applied"):
            await small_bridge.say(CallAck(id=request.call.id, stage=stage, at_us=1, value=12))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(obey)
        ack = await client.call("cam-1", "set", {"quality": 12})
    assert (ack.stage, ack.value, stages) == (AckStage.APPLIED, 12, ["accepted", "sent", "applied"])


async def test_the_bridge_itself_gives_a_value_or_says_why_not(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    async def answer() -> None:
        await trio.testing.wait_all_tasks_blocked()
        (request,) = small_bridge.asked(CallRequested)
        assert isinstance(request, CallRequested)
        call = request.call
        assert (call.target, call.method, call.args) == ("bridge", "start_replay", {"speed": 2})
        await small_bridge.say(CallAck(id=call.id, stage="applied", at_us=1, value="r1"))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(answer)
        assert await client.call_bridge("start_replay", speed=2) == "r1"
    with pytest.raises(ClientRefused, match="no_answer"):
        await client.call_bridge("start_replay")


async def test_a_call_without_any_ack_is_unknown_in_the_end(
    client: Client, autojump_clock: MockClock
) -> None:
    ack = await client.call("cam-1", "reboot", deadline_s=2)
    assert (ack.stage, ack.code) == (AckStage.UNKNOWN, "no_answer")


async def test_a_device_answers_commands(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    await small_bridge.call(Call("b1", "cam-1", "set", {"quality": 12}))
    calls = client.calls()
    call = await anext(calls)
    assert (call.method, call.args) == ("set", {"quality": 12})
    await call.applied(12)
    await trio.testing.wait_all_tasks_blocked()
    (acked,) = small_bridge.asked(CommandAcked)
    assert isinstance(acked, CommandAcked)
    assert (acked.ack.id, acked.ack.stage, acked.ack.value) == ("b1", AckStage.APPLIED, 12)


async def test_a_command_that_is_repeated_is_answered_again(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    await small_bridge.call(Call("b1", "cam-1", "reboot"))
    await (await anext(client.calls())).applied()
    await small_bridge.call(Call("b1", "cam-1", "reboot"))
    await trio.testing.wait_all_tasks_blocked()
    assert len(small_bridge.asked(CommandAcked)) == 2


async def test_notices_reach_their_watchers(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    heard: list[InterestChange | Status] = []
    client.watch(InterestChange, heard.append)
    stop = client.watch(Status, heard.append)
    interest = InterestChange(topic=JPEG.topic, subscribers=2, max_hz=15.0)
    status = Status(level="info", code="recorded", text="a recording began")
    await small_bridge.say(interest)
    await small_bridge.say(status)
    await trio.testing.wait_all_tasks_blocked()
    stop()
    await small_bridge.say(status)
    await trio.testing.wait_all_tasks_blocked()
    assert heard == [interest, status]


async def test_a_key_frame_can_be_asked_for(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    await client.request_key_frame("device/cam-1/camera/h264")
    await trio.testing.wait_all_tasks_blocked()
    expected = KeyFrameRequested("device/cam-1/camera/h264")
    assert small_bridge.asked(KeyFrameRequested) == [expected]


async def test_the_end_reaches_everyone_who_waits(
    client: Client, small_bridge: "SmallBridge", autojump_clock: MockClock
) -> None:
    subscription = await client.subscribe(["device/**"])
    await small_bridge.say(Bye(code=4503, reason="shutting_down", retry_after_ms=2000))
    await small_bridge.hang_up(4503, "shutting_down")
    for wait in (subscription.receive, client.wait_closed, lambda: anext(client.calls())):
        with pytest.raises(ClientClosed) as closed:
            await wait()
        assert (closed.value.code, closed.value.retry_after_s) == (4503, 2.0)
    with pytest.raises(ClientClosed):
        await client.advertise(JPEG.topic)
    with pytest.raises(ClientClosed):
        await client.subscribe(["x/a"])
    with pytest.raises(ClientClosed):
        await client.call("cam-1", "reboot")
