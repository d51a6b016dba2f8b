import pytest
import trio
from trio.testing import MockClock

from bridge.hub.commands import CommandDesk
from bridge.hub.directory import Arrival, DeviceDirectory
from bridge.hub.safe_stop import MAX_ATTEMPTS, SafeStop
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.topics import TopicKind, TopicSpec, parse_pattern
from bridge.model.values import DeviceFeature, DeviceState, JsonScalar
from bridge.testing.fakes import FakeDeviceLink, TrioClock, build_hub

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "State.", DeviceState)
FEATURES = (
    DeviceFeature("vibration", "output", "float", 0.0, 1.0, default=0.0),
    DeviceFeature("led", "output", "bool", default=False, min_gap_us=200_000),
    DeviceFeature("relay", "output", "bool"),
    DeviceFeature("volume", "setting", "int", 0, 9, default=3),
)


class Board:
    """An online board whose answers the test gives, and two games."""

    def __init__(self) -> None:
        self.hub = build_hub(TrioClock(), STATE)
        self.directory = DeviceDirectory(self.hub)
        self.desk = CommandDesk(self.directory, self.hub.clock)
        self.safe = SafeStop(self.desk, self.directory, self.hub.clock)
        self.link = FakeDeviceLink()
        self.epoch = 0
        self.arrive()
        self.acks: list[Ack] = []
        self.game, self.other = object(), object()
        self._answered = 0
        self._count = 0

    def arrive(self) -> None:
        arrival = Arrival("pad-1", "Pad", "ws", "127.0.0.1", features=FEATURES)
        self.epoch = self.directory.join(arrival, self.link)

    def set(self, holder: object | None, dedupe: str | None = None, **args: JsonScalar) -> None:
        self._count += 1
        call = Call(f"c{self._count}", "pad-1", "set", args, dedupe=dedupe)
        self.safe.place(call, self.acks.append, holder)

    def answer(self, stage: AckStage = AckStage.APPLIED) -> None:
        """Answer everything that was sent and not answered yet."""
        for call in self.link.calls[self._answered :]:
            self._answered += 1
            self.desk.acknowledged("pad-1", Ack(call.id, stage))

    @property
    def sent(self) -> list[dict[str, JsonScalar]]:
        return [call.args for call in self.link.calls]


async def test_what_a_peer_has_set_goes_back_once_when_it_is_gone() -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.answer()
    board.safe.release(board.game)
    board.answer()
    board.safe.release(board.game)
    assert board.sent == [{"vibration": 1.0}, {"vibration": 0.0}]
    assert board.safe.stopped == 1


async def test_settings_and_outputs_without_a_safe_value_are_left_alone() -> None:
    board = Board()
    board.set(board.game, volume=9, relay=True)
    board.answer()
    board.safe.release(board.game)
    assert board.sent == [{"volume": 9, "relay": True}]


@pytest.mark.parametrize("is_by_http", [True, False])
async def test_the_later_set_of_somebody_else_wins(*, is_by_http: bool) -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.answer()
    board.set(None if is_by_http else board.other, vibration=0.5)
    board.answer()
    board.safe.release(board.game)
    assert board.sent == [{"vibration": 1.0}, {"vibration": 0.5}]


async def test_a_later_set_that_the_device_refuses_wins_nothing() -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.answer()
    board.set(board.other, vibration=0.5)
    board.safe.release(board.game)
    assert board.sent[-1] == {"vibration": 0.5}
    board.answer(AckStage.REJECTED)
    assert board.sent[-1] == {"vibration": 0.0}


async def test_a_peer_that_left_before_the_answer_is_cleaned_up_after() -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.safe.release(board.game)
    assert board.sent == [{"vibration": 1.0}, {"vibration": 0.0}]
    board.answer()
    assert board.safe.stopped == 1


async def test_an_output_that_is_at_its_safe_value_is_not_set_again() -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.set(board.game, vibration=0.0)
    board.answer()
    board.safe.release(board.game)
    assert board.sent == [{"vibration": 1.0}, {"vibration": 0.0}]


async def test_a_set_by_http_stays() -> None:
    board = Board()
    board.set(None, vibration=1.0)
    board.answer()
    await board.safe.stop_all(1.0)
    assert board.sent == [{"vibration": 1.0}]


async def test_who_comes_back_is_not_surprised_by_an_old_stop(autojump_clock: MockClock) -> None:
    board = Board()
    async with trio.open_nursery() as nursery:
        await nursery.start(board.safe.run)
        board.set(board.game, vibration=1.0)
        board.answer()
        board.directory.leave("pad-1", board.epoch, "radio")
        board.safe.release(board.game)
        board.arrive()
        await trio.sleep(5)
        nursery.cancel_scope.cancel()
    assert board.sent == [{"vibration": 1.0}]


async def test_a_retry_is_for_the_same_epoch_only(autojump_clock: MockClock) -> None:
    board = Board()
    async with trio.open_nursery() as nursery:
        await nursery.start(board.safe.run)
        board.set(board.game, vibration=1.0)
        board.answer()
        board.safe.release(board.game)
        board.answer(AckStage.REJECTED)
        board.directory.leave("pad-1", board.epoch, "radio")
        board.arrive()
        await trio.sleep(5)
        nursery.cancel_scope.cancel()
    assert len(board.sent) == 2


async def test_a_board_that_was_away_meanwhile_is_stopped_as_well() -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.answer()
    board.directory.leave("pad-1", board.epoch, "radio")
    board.arrive()
    board.safe.release(board.game)
    assert board.sent[-1] == {"vibration": 0.0}


async def test_a_stop_waits_for_the_pause_that_the_output_wants(
    autojump_clock: MockClock,
) -> None:
    board = Board()
    async with trio.open_nursery() as nursery:
        await nursery.start(board.safe.run)
        board.set(board.game, led=True)
        board.answer()
        board.safe.release(board.game)
        assert board.sent == [{"led": True}]
        await trio.sleep(0.3)
        nursery.cancel_scope.cancel()
    assert board.sent == [{"led": True}, {"led": False}]


async def test_a_device_that_refuses_its_safe_value_is_not_asked_for_ever(
    autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    board = Board()
    async with trio.open_nursery() as nursery:
        await nursery.start(board.safe.run)
        board.set(board.game, vibration=1.0)
        board.answer()
        board.safe.release(board.game)
        for _ in range(10):
            board.answer(AckStage.REJECTED)
            await trio.sleep(1)
        nursery.cancel_scope.cancel()
    assert len(board.sent) == 1 + MAX_ATTEMPTS
    assert "pad-1 vibration may still be on" in caplog.text


async def test_somebody_who_sets_the_output_meanwhile_ends_the_retries(
    autojump_clock: MockClock,
) -> None:
    board = Board()
    async with trio.open_nursery() as nursery:
        await nursery.start(board.safe.run)
        board.set(board.game, vibration=1.0)
        board.answer()
        board.safe.release(board.game)
        board.answer(AckStage.REJECTED)
        board.set(board.other, vibration=0.7)
        board.answer()
        await trio.sleep(5)
        nursery.cancel_scope.cancel()
    assert board.sent[-1] == {"vibration": 0.7}


async def test_a_call_repeated_after_the_stop_is_done_again() -> None:
    board = Board()
    board.set(board.game, "once", vibration=1.0)
    board.answer()
    board.safe.release(board.game)
    board.answer()
    board.set(board.other, "once", vibration=1.0)
    assert board.sent == [{"vibration": 1.0}, {"vibration": 0.0}, {"vibration": 1.0}]


async def test_a_call_repeated_on_a_newer_session_belongs_to_that() -> None:
    board = Board()
    board.set(board.game, "once", vibration=1.0)
    board.answer()
    board.set(board.other, "once", vibration=1.0)
    board.safe.release(board.game)
    assert board.sent == [{"vibration": 1.0}]
    board.safe.release(board.other)
    assert board.sent[-1] == {"vibration": 0.0}


async def test_the_end_of_the_bridge_stops_everything_and_waits_for_the_answers(
    autojump_clock: MockClock,
) -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.set(board.other, led=True)
    board.answer()
    async with trio.open_nursery() as nursery:
        await nursery.start(board.safe.run)
        await nursery.start(_stop_all, board)
        assert board.sent[2:] == [{"vibration": 0.0}]
        board.answer()
        await trio.sleep(0.3)
        assert board.sent[3:] == [{"led": False}]
        board.answer()
        await trio.sleep(0.1)
        nursery.cancel_scope.cancel()
    board.set(board.game, vibration=1.0)
    assert (board.acks[-1].stage, board.acks[-1].code) == (AckStage.CANCELLED, "draining")
    assert len(board.sent) == 4


async def _stop_all(board: Board, *, task_status: trio.TaskStatus[None]) -> None:
    task_status.started()
    await board.safe.stop_all(30.0)


async def test_the_end_of_the_bridge_does_not_wait_for_a_silent_device(
    autojump_clock: MockClock,
) -> None:
    board = Board()
    board.set(board.game, vibration=1.0)
    board.answer()
    began_s = trio.current_time()
    await board.safe.stop_all(1.0)
    assert trio.current_time() - began_s == pytest.approx(1.0)
    assert board.sent[-1] == {"vibration": 0.0}


async def test_what_was_stopped_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "gamebridge.outputs")
    board = Board()
    board.set(board.game, vibration=1.0, led=True)
    board.answer()
    board.safe.release(board.game)
    assert "safe values: pad-1 led, pad-1 vibration" in caplog.text
