import pytest
import trio
from trio.testing import MockClock

from bridge.hub.commands import MAX_PENDING_PER_DEVICE, CommandDesk
from bridge.hub.directory import Arrival, DeviceDirectory
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.topics import TopicKind, TopicSpec, parse_pattern
from bridge.model.values import DeviceFeature, DeviceState
from bridge.testing.fakes import FakeDeviceLink, TrioClock, build_hub

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "State.", DeviceState)
FEATURES = (DeviceFeature("led", "output", "bool", min_gap_us=1000),)


class Desk:
    """A desk with one online device."""

    def __init__(self) -> None:
        self.hub = build_hub(TrioClock(), STATE)
        self.directory = DeviceDirectory(self.hub)
        self.link = FakeDeviceLink()
        arrival = Arrival("cam-1", "Desk", "ws", "127.0.0.1")
        self.epoch = self.directory.join(arrival, self.link)
        self.desk = CommandDesk(self.directory, self.hub.clock)
        self.acks: list[Ack] = []

    def call(self, number: str = "1", dedupe: str | None = None) -> None:
        call = Call(number, "cam-1", "set", {"led": True}, dedupe=dedupe)
        self.desk.call(call, self.acks.append)

    def stages(self) -> list[str]:
        return [str(ack.stage) for ack in self.acks]


async def test_a_call_is_accepted_sent_and_applied_with_the_value_that_took_effect() -> None:
    desk = Desk()
    desk.call()
    (sent,) = desk.link.calls
    assert desk.desk.acknowledged("cam-1", Ack(sent.id, AckStage.APPLIED, value=True))
    assert desk.stages() == ["accepted", "sent", "applied"]
    assert desk.acks[-1].value is True
    assert [ack.id for ack in desk.acks] == ["1", "1", "1"]


async def test_an_answer_of_another_device_or_to_nothing_is_not_taken() -> None:
    desk = Desk()
    desk.call()
    number = desk.link.calls[0].id
    assert not desk.desk.acknowledged("cam-2", Ack(number, AckStage.APPLIED))
    assert not desk.desk.acknowledged("cam-1", Ack("b99", AckStage.APPLIED))
    assert not desk.desk.acknowledged("cam-1", Ack(number, AckStage.UNKNOWN))
    assert desk.stages() == ["accepted", "sent"]


async def test_a_call_expires_at_its_deadline(autojump_clock: MockClock) -> None:
    desk = Desk()
    async with trio.open_nursery() as nursery:
        await nursery.start(desk.desk.run)
        desk.call()
        await trio.sleep(4.9)
        assert desk.stages()[-1] == "sent"
        await trio.sleep(0.2)
        nursery.cancel_scope.cancel()
    assert desk.stages() == ["accepted", "sent", "expired"]
    assert not desk.desk.acknowledged("cam-1", Ack(desk.link.calls[0].id, AckStage.APPLIED))


async def test_the_outcome_is_unknown_when_the_device_leaves_before_it_answers() -> None:
    desk = Desk()
    desk.call()
    desk.directory.leave("cam-1", desk.epoch, "power cut")
    assert desk.stages() == ["accepted", "sent", "unknown"]
    desk.call("2")
    assert (desk.acks[-1].stage, desk.acks[-1].code) == (AckStage.REJECTED, "offline")


async def test_a_jammed_link_rejects_at_once() -> None:
    desk = Desk()
    desk.link.is_jammed = True
    desk.call()
    assert desk.stages() == ["accepted", "rejected"]
    assert desk.acks[-1].code == "link_jammed"


async def test_calls_to_an_unknown_device_are_rejected_by_name() -> None:
    desk = Desk()
    desk.desk.call(Call("1", "cam-9", "set", {"led": True}), desk.acks.append)
    assert desk.acks[-1].code == "no_such_device"
    assert "cam-9" in desk.acks[-1].text


async def test_a_device_has_a_limited_number_of_open_calls() -> None:
    desk = Desk()
    for number in range(MAX_PENDING_PER_DEVICE + 1):
        desk.call(str(number))
    assert desk.acks[-1].code == "queue_full"


@pytest.mark.parametrize("is_answered_first", [True, False])
async def test_a_repeated_call_with_the_same_dedupe_word_is_done_once(
    *, is_answered_first: bool
) -> None:
    desk = Desk()
    desk.call("1", dedupe="once")
    answer = Ack(desk.link.calls[0].id, AckStage.APPLIED)
    if is_answered_first:
        desk.desk.acknowledged("cam-1", answer)
    desk.call("2", dedupe="once")
    if not is_answered_first:
        desk.desk.acknowledged("cam-1", answer)
    assert len(desk.link.calls) == 1
    finals = {ack.id: ack.stage for ack in desk.acks if ack.stage.is_final}
    assert finals == {"1": AckStage.APPLIED, "2": AckStage.APPLIED}


async def test_a_rejected_call_with_a_dedupe_word_stays_rejected() -> None:
    desk = Desk()
    for number in ("1", "2"):
        call = Call(number, "cam-9", "set", {"led": True}, dedupe="once")
        desk.desk.call(call, desk.acks.append)
    assert [ack.code for ack in desk.acks] == ["no_such_device", "no_such_device"]


async def test_a_feature_with_a_minimum_gap_is_not_called_faster(
    autojump_clock: MockClock,
) -> None:
    desk = Desk()
    arrival = Arrival("cam-1", "Desk", "ws", "127.0.0.1", features=FEATURES)
    desk.directory.join(arrival, desk.link)
    desk.call("1")
    desk.call("2")
    await trio.sleep(0.002)
    desk.call("3")
    codes = {ack.id: ack.code for ack in desk.acks}
    assert codes == {"1": "", "2": "too_soon", "3": ""}


async def test_shutting_down_cancels_every_open_call() -> None:
    desk = Desk()
    desk.call()
    desk.desk.cancel_all()
    assert desk.stages() == ["accepted", "sent", "cancelled"]
