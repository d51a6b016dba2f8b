"""One hub subscription on its way to one peer."""

import json

import pytest

from bridge.hub.hub import Hub
from bridge.model.delivery import LATEST, Delivery, Mode
from bridge.testing.fakes import FakeClock, Number, build_hub
from bridge.transport.feed import Feed
from bridge.wire.constants import Encoding
from bridge.wire.samples import Lane

TOPIC = "x/stream/a"


@pytest.fixture
def hub() -> Hub:
    return build_hub(FakeClock())


def feed(hub: Hub, encoding: Encoding = "msgpack", delivery: Delivery = LATEST) -> Feed:
    return Feed(hub, hub.subscribe(["x/**"], delivery, name="test"), Lane(encoding, 1))


async def test_a_sample_leaves_in_the_publishers_call(hub: Hub) -> None:
    sent: list[bytes] = []
    one = feed(hub)

    def send(frame: bytes) -> bool:
        sent.append(frame)
        return True

    one.attach(send, lambda: None)
    hub.publish(TOPIC, Number(7))
    assert len(sent) == 1
    assert one.next_frame() is None


async def test_a_sample_that_cannot_leave_waits_and_wakes(hub: Hub) -> None:
    woken: list[bool] = []
    one = feed(hub)
    one.attach(lambda _frame: False, lambda: woken.append(True))
    woken.clear()
    hub.publish(TOPIC, Number(7))
    assert woken == [True]
    assert one.next_frame() is not None
    assert one.next_frame() is None


async def test_two_readers_share_one_frame(hub: Hub) -> None:
    first, second = feed(hub), feed(hub)
    hub.publish(TOPIC, Number(7))
    assert first.next_frame() is second.next_frame()


async def test_a_text_peer_gets_objects_to_be_batched(hub: Hub) -> None:
    one = feed(hub, "json", Delivery(Mode.RING))
    one.attach(lambda _frame: True, lambda: None)
    hub.publish(TOPIC, Number(1))
    hub.publish(TOPIC, Number(2))
    objects = [one.next_object(), one.next_object(), one.next_object()]
    values = [json.loads(item)["value"] for item in objects if item is not None]
    assert values == [{"n": 1}, {"n": 2}]


async def test_what_cannot_be_encoded_is_counted_and_the_next_one_goes(hub: Hub) -> None:
    one = feed(hub, delivery=Delivery(Mode.RING))
    hub.publish(TOPIC, Number(2**70))
    hub.publish(TOPIC, Number(1))
    assert one.next_frame() is not None
    assert one.subscription.drops == {"refused": 1}
