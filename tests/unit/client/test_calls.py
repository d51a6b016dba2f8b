"""Commands that wait for a device's program."""

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.client.calls import MAX_WAITING, CallInbox
from bridge.client.errors import ClientClosed
from bridge.wire.bridge_messages import DeviceCall
from bridge.wire.peer_messages import DeviceAck


class Wire:
    """Remembers what was answered."""

    def __init__(self) -> None:
        self.sent: list[DeviceAck] = []

    async def send(self, ack: DeviceAck) -> None:
        """Take an answer."""
        await trio.lowlevel.checkpoint()
        self.sent.append(ack)


def _call(number: int, deadline_ms: int = 5000) -> DeviceCall:
    return DeviceCall(id=f"b{number}", method="set", args={"q": number}, deadline_ms=deadline_ms)


async def test_a_call_is_answered_with_its_id() -> None:
    wire = Wire()
    inbox = CallInbox(wire.send)
    inbox.offer(_call(1))
    call = await inbox.receive()
    assert (call.method, call.args) == ("set", {"q": 1})
    await call.applied(12)
    inbox.offer(_call(2))
    await (await inbox.receive()).rejected("cold", "too cold")
    assert wire.sent == [
        DeviceAck(id="b1", stage="applied", value=12),
        DeviceAck(id="b2", stage="rejected", code="cold", text="too cold"),
    ]


async def test_a_repeated_call_gets_its_answer_and_is_not_done_again() -> None:
    inbox = CallInbox(Wire().send)
    assert inbox.offer(_call(1)) is None
    call = await inbox.receive()
    assert inbox.offer(_call(1)) is None
    await call.applied(12)
    assert inbox.offer(_call(1)) == DeviceAck(id="b1", stage="applied", value=12)
    inbox.fail(ClientClosed(1000, ""))
    with pytest.raises(ClientClosed):
        await inbox.receive()


async def test_a_call_that_waited_past_its_deadline_is_not_handed_out(
    autojump_clock: MockClock,
) -> None:
    inbox = CallInbox(Wire().send)
    inbox.offer(_call(1, deadline_ms=1000))
    inbox.offer(_call(2, deadline_ms=9000))
    await trio.sleep(2)
    assert (await inbox.receive()).id == "b2"


async def test_the_oldest_call_gives_way_when_none_is_read() -> None:
    inbox = CallInbox(Wire().send)
    for number in range(MAX_WAITING + 30):
        inbox.offer(_call(number))
    assert (await inbox.receive()).id == "b30"


async def test_iteration_ends_with_the_link() -> None:
    inbox = CallInbox(Wire().send)
    inbox.offer(_call(1))
    inbox.fail(ClientClosed(4409, "replaced"))
    assert (await anext(inbox)).id == "b1"
    with pytest.raises(ClientClosed, match="replaced"):
        await anext(inbox)


async def test_a_waiting_reader_wakes_for_a_call() -> None:
    inbox = CallInbox(Wire().send)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(inbox.receive)
        await trio.testing.wait_all_tasks_blocked()
        inbox.offer(_call(1))
