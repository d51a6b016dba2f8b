"""`gamebridge record` and `gamebridge recordings`, against routes without a socket."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest
import trio
from click.testing import CliRunner
from quart_trio import QuartTrio

from bridge.api import BridgeError, CommandLine, Hub
from bridge.client.rest import RestClient
from bridge.testing.fakes import FakeClock, Number
from bridge_recorder.commands import add_commands, record, recordings
from bridge_recorder.errands import Wish, record_until
from bridge_recorder.meter import text_from_bytes, text_from_duration
from bridge_recorder.recorder import Origins, Recorder
from bridge_recorder.recording_file import RecordingFile
from bridge_recorder.remote import Remote, open_remote
from bridge_recorder.replay.replays import ReplayService
from bridge_recorder.routes import build_blueprint
from bridge_recorder.settings import RecorderSettings
from bridge_recorder.values import RecordingRequest, RecordingStatus
from plugins.recorder.tests.conftest import (
    RECORDING_ID,
    WALL_US,
    context,
    jpeg_sample,
    messages_of,
    paint_jpeg,
    recorder_hub,
    wait_for_state,
)


@dataclass
class Far:
    """A bridge that is asked over HTTP."""

    hub: Hub
    recorder: Recorder
    remote: Remote


@asynccontextmanager
async def far(folder: Path, clock: FakeClock) -> AsyncIterator[Far]:
    hub = recorder_hub(clock)
    given = context(hub, folder)
    chosen = given.settings(RecorderSettings)
    recorder = Recorder(given, chosen, Origins(lambda: WALL_US))
    app = QuartTrio("test")
    app.register_blueprint(build_blueprint(recorder, ReplayService(given, recorder, 4)))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # It names the same thing otherwise.
    async with trio.open_nursery() as nursery:
        await nursery.start(recorder.run)
        async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
            yield Far(hub, recorder, Remote(RestClient(client)))
        nursery.cancel_scope.cancel()


def wish(output: Path | None = None, seconds: float | None = None) -> Wish:
    return Wish(RecordingRequest(("x/**",)), seconds, output, is_json=True)


async def test_recording_goes_on_until_enough_and_the_file_is_fetched(
    tmp_path: Path, clock: FakeClock
) -> None:
    output = tmp_path / "mine.mcap"
    async with far(tmp_path, clock) as at:
        enough = trio.Event()

        async def publish_then_stop() -> None:
            await wait_for_state(at.hub, "recording")
            for n in range(20):
                at.hub.publish("x/stream/a", Number(n))
            enough.set()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(publish_then_stop)
            ended = await record_until(at.remote, wish(output), enough)
    assert ended.samples == len(messages_of(output)) == 20
    assert ended.state == "finished"


async def test_recording_stops_after_the_seconds_that_were_asked_for(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with far(tmp_path, clock) as at:
        ended = await record_until(at.remote, wish(seconds=0.1), trio.Event())
        assert ended.state == "finished"
        assert at.recorder.active() == []


async def test_recording_that_the_bridge_ends_is_told_with_its_reason(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with far(tmp_path, clock) as at:

        async def end_it() -> None:
            await wait_for_state(at.hub, "recording")
            clock.advance(10 * 3600 * 1_000_000)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(end_it)
            ended = await record_until(at.remote, wish(), trio.Event())
    assert "21600 s" in ended.reason


async def test_bridge_that_dies_is_told_with_what_becomes_of_the_recording() -> None:
    status = RecordingStatus(id=RECORDING_ID, state="recording")

    def die_after_the_start(asked: httpx.Request) -> httpx.Response:
        if asked.method == "POST":
            return httpx.Response(201, content=msgspec.json.encode(status))
        raise httpx.ReadError("Connection reset")

    transport = httpx.MockTransport(die_after_the_start)
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
        with pytest.raises(BridgeError, match=rf"{RECORDING_ID}.*when it starts again"):
            await record_until(Remote(RestClient(client)), wish(), trio.Event())


async def test_refusal_of_the_bridge_is_one_sentence(tmp_path: Path, clock: FakeClock) -> None:
    async with far(tmp_path, clock) as at:
        with pytest.raises(BridgeError, match=r"409 .*does not run"):
            await at.remote.stop(RECORDING_ID)
        with pytest.raises(BridgeError, match="404"):
            await at.remote.download(RECORDING_ID, tmp_path / "x.mcap", lambda _a, _b: None)
        assert not (tmp_path / "x.mcap.part").exists()


async def test_unreachable_bridge_is_named_with_a_remedy() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused")

    transport = httpx.MockTransport(refuse)
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge:9") as client:
        with pytest.raises(BridgeError, match=r"no bridge answers at http://bridge:9.*--url"):
            await Remote(RestClient(client)).list()


@pytest.mark.parametrize("code", [401, 403])
async def test_missing_rights_name_the_option_for_a_key(code: int) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(code))
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
        with pytest.raises(BridgeError, match="--key"):
            await Remote(RestClient(client)).list()


async def test_address_that_is_none_is_refused() -> None:
    with pytest.raises(BridgeError, match="ftp://bridge"):
        async with open_remote("ftp://bridge", None):
            pass


def test_existing_file_is_not_written_over(tmp_path: Path) -> None:
    taken = tmp_path / "taken.mcap"
    taken.write_text("mine")
    for command in (
        (record, ["--output", str(taken)]),
        (recordings, ["download", RECORDING_ID, "--output", str(taken)]),
        (recordings, ["export", RECORDING_ID, "--output", str(taken)]),
    ):
        result = CliRunner().invoke(*command)
        assert isinstance(result.exception, BridgeError)
        assert "taken.mcap" in str(result.exception)
    assert taken.read_text() == "mine"


def test_file_at_hand_is_exported_without_a_bridge(
    tmp_path: Path, build_file: Callable[[], RecordingFile]
) -> None:
    file = build_file()
    file.write([jpeg_sample(n, paint_jpeg(n), n * 40_000) for n in range(5)], 0)
    source, film = tmp_path / f"{RECORDING_ID}.mcap", tmp_path / "film.mp4"
    file.finish(source, {})
    result = CliRunner().invoke(
        recordings, ["export", str(source), "--output", str(film), "--json"]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"file": str(film), "size_bytes": film.stat().st_size}


def test_commands_are_added_by_name() -> None:
    commands = CommandLine()
    add_commands(commands)
    assert [command.name for _, command in commands.commands] == [
        "record",
        "recordings",
        "replay",
    ]
    assert set(recordings.commands) == {"list", "download", "export", "delete"}


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(0, "0 kB"), (999_000, "999 kB"), (1_500_000, "1.5 MB"), (2_340_000_000, "2.34 GB")],
)
def test_sizes_are_told_as_people_read_them(size_bytes: int, text: str) -> None:
    assert text_from_bytes(size_bytes) == text


@pytest.mark.parametrize(
    ("duration_us", "text"),
    [(0, "0:00"), (61_900_000, "1:01"), (3_661_000_000, "1:01:01")],
)
def test_durations_are_told_as_people_read_them(duration_us: int, text: str) -> None:
    assert text_from_duration(duration_us) == text


async def test_an_address_for_websockets_will_do() -> None:
    async with open_remote("ws://bridge:9000", None) as remote:
        assert str(remote.rest.http.base_url) == "http://bridge:9000"
