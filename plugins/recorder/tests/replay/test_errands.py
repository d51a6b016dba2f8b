"""`gamebridge replay`, against routes without a socket."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
import trio
from click.testing import CliRunner
from quart_trio import QuartTrio

from bridge.api import BridgeError, DeviceState
from bridge.client.rest import RestClient
from bridge_recorder.commands import replay
from bridge_recorder.meter import replay_meter
from bridge_recorder.remote import Remote
from bridge_recorder.replay.errands import PlayWish, _tell, play_until
from bridge_recorder.replay.routes import build_blueprint
from bridge_recorder.replay.values import ReplayRequest, ReplayStatus
from plugins.recorder.tests.replay.conftest import House, Script

BuildHouse = Callable[[], House]


@dataclass
class Far:
    """A bridge that is asked over HTTP, and what is shown of it."""

    house: House
    remote: Remote
    shown: list[ReplayStatus] = field(default_factory=list)
    show: Callable[[ReplayStatus], None] = lambda _status: None

    async def play(
        self, keyboard: AsyncIterator[str] | None = None, enough: trio.Event | None = None
    ) -> ReplayStatus:
        is_watched = keyboard is None and enough is None
        request = ReplayRequest(speed=50.0 if is_watched else 1.0)
        enough = trio.Event() if enough is None else enough
        return await play_until(self.remote, request, enough, keyboard, self._note)

    def _note(self, status: ReplayStatus) -> None:
        self.shown.append(status)
        self.show(status)


@asynccontextmanager
async def far(build_house: BuildHouse) -> AsyncIterator[Far]:
    house = build_house()
    script = Script().presence(0)
    for n in range(60):
        script.picture(n, n * 100)
    script.save(house.folder)
    app = QuartTrio("test")
    app.register_blueprint(build_blueprint(house.replays))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # It names the same thing otherwise.
    async with trio.open_nursery() as nursery:
        await nursery.start(house.replays.run)
        async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
            yield Far(house, Remote(RestClient(client)))
        nursery.cancel_scope.cancel()


async def test_a_replay_is_shown_until_it_ends(build_house: BuildHouse) -> None:
    async with far(build_house) as at:
        ended = await at.play()
        assert (ended.state, ended.samples, ended.left_out) == ("ended", 61, {})
        assert at.shown[-1] == ended


async def test_a_replay_is_stopped_when_it_is_enough(build_house: BuildHouse) -> None:
    async with far(build_house) as at:
        enough = trio.Event()
        enough.set()
        assert (await at.play(enough=enough)).note == "the replay was stopped"
        assert at.house.replays.active() == []


async def test_keys_steer_a_replay(build_house: BuildHouse) -> None:
    async with far(build_house) as at:
        type_key, keyboard = trio.open_memory_channel[str](9)
        for key in ("space", "5", "x", "up", "q"):
            type_key.send_nowait(key)
        ended = await at.play(keyboard)
        assert (ended.paused, ended.speed, ended.state) == (True, 2.0, "ended")


async def test_a_stand_in_is_named(
    build_house: BuildHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    async with far(build_house) as at:
        at.house.devices.known = [DeviceState("cam-1", "Real", online=True, since_us=0)]
        await at.play(enough=await _soon(at))
    assert "cam-1 is here itself: it is played as cam-1-replay." in capsys.readouterr().err


async def _soon(at: Far) -> trio.Event:
    """Return an event that is set once a played device has been shown."""
    enough = trio.Event()

    def look(status: ReplayStatus) -> None:
        if status.devices:
            enough.set()

    at.show = look
    return enough


ENDED = ReplayStatus(
    id="r1",
    recording="x",
    name="Round 1",
    state="ended",
    position_s=61.0,
    length_s=61.0,
    samples=7,
    left_out={"late": 2, "strange": 1},
    note="the recording ended",
)


def test_what_came_of_it_is_told_in_words_or_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _tell(ENDED, PlayWish(ReplayRequest(), is_json=False))
    assert capsys.readouterr().out.splitlines() == [
        "Played Round 1 to 1:01, 7 samples.",
        "Left out: 2 (too late, because the bridge or the disk was too slow).",
        "Left out: 1 (strange).",
        "The recording ended.",
    ]
    _tell(ENDED, PlayWish(ReplayRequest(), is_json=True))
    assert json.loads(capsys.readouterr().out)["samples"] == 7


def test_a_replay_that_failed_fails_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    failed = ReplayStatus(id="r1", recording="x", state="failed", note="the disk failed")
    with pytest.raises(BridgeError, match="r1: the disk failed"):
        _tell(failed, PlayWish(ReplayRequest(), is_json=False))


def test_the_line_says_where_a_replay_stands() -> None:
    with replay_meter(is_shown=False) as meter:
        meter.show(ENDED)
        fields = meter.progress.tasks[0].fields
    assert (fields["place"], fields["drops"]) == ("1:01 of 1:01", "3 left out")


@pytest.mark.parametrize("arguments", [["--speed", "51"], ["--start", "-1"], ["a", "b"]])
def test_what_cannot_be_played_is_wrong_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(replay, arguments).exit_code == 2


def test_an_unreachable_bridge_is_named() -> None:
    result = CliRunner().invoke(replay, ["--url", "http://127.0.0.1:9", "--json"])
    with pytest.RaisesGroup(pytest.RaisesExc(BridgeError, match="no bridge answers"),
                            allow_unwrapped=True, flatten_subgroups=True):  # fmt: skip
        raise result.exception or AssertionError(result.output)
