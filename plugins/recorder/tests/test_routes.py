"""Recordings over HTTP, without a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
import trio
from quart.typing import TestClientProtocol as Client
from quart_trio import QuartTrio

from bridge.api import Hub
from bridge.testing.fakes import FakeClock, Number
from bridge_recorder.recorder import Origins, Recorder
from bridge_recorder.replay.replays import ReplayService
from bridge_recorder.routes import build_blueprint
from bridge_recorder.settings import RecorderSettings
from bridge_recorder.values import RecordingList, RecordingStatus
from plugins.recorder.tests.conftest import (
    RECORDING_ID,
    WALL_US,
    context,
    paint_jpeg,
    recorder_hub,
)
from plugins.recorder.tests.test_names import TRAVERSAL

URL = "/v1/recordings"


@dataclass
class Desk:
    """A recorder behind its routes."""

    hub: Hub
    recorder: Recorder
    client: Client

    async def record(self, *topics: str, name: str = "") -> RecordingStatus:
        """Start a recording by POST."""
        answer = await self.client.post(URL, json={"topics": topics, "name": name})
        assert answer.status_code == 201, await answer.get_data()
        return msgspec.json.decode(await answer.get_data(), type=RecordingStatus)

    async def stop(self, recording_id: str) -> RecordingStatus:
        """Stop a recording by POST."""
        answer = await self.client.post(f"{URL}/{recording_id}/stop")
        assert answer.status_code == 200, await answer.get_data()
        return msgspec.json.decode(await answer.get_data(), type=RecordingStatus)


@asynccontextmanager
async def desk(folder: Path, clock: FakeClock, **settings: object) -> AsyncIterator[Desk]:
    hub = recorder_hub(clock)
    given = context(hub, folder, **settings)
    chosen = given.settings(RecorderSettings)
    recorder = Recorder(given, chosen, Origins(lambda: WALL_US))
    app = QuartTrio("test")
    app.register_blueprint(build_blueprint(recorder, ReplayService(given, recorder, 4)))
    async with trio.open_nursery() as nursery:
        await nursery.start(recorder.run)
        yield Desk(hub, recorder, app.test_client())
        nursery.cancel_scope.cancel()


async def test_recording_is_started_listed_stopped_downloaded_and_deleted(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with desk(tmp_path, clock) as at:
        started = await at.record("x/**", name="Lesson 3")
        at.hub.publish("x/stream/a", Number(1))
        ended = await at.stop(started.id)
        assert (ended.state, ended.samples, ended.name) == ("finished", 1, "Lesson 3")
        answer = await at.client.get(URL)
        listed = msgspec.json.decode(await answer.get_data(), type=RecordingList)
        assert [status.id for status in listed.recordings] == [started.id]
        file = await at.client.get(f"{URL}/{started.id}")
        assert await file.get_data() == at.recorder.shelf.find(started.id).read_bytes()
        assert "attachment" in file.headers["Content-Disposition"]
        assert (await at.client.delete(f"{URL}/{started.id}")).status_code == 204
        assert (await at.client.get(f"{URL}/{started.id}")).status_code == 404


async def test_running_recording_is_listed_and_cannot_be_taken_away(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with desk(tmp_path, clock) as at:
        started = await at.record("x/**")
        answer = await at.client.get(URL)
        listed = msgspec.json.decode(await answer.get_data(), type=RecordingList)
        assert [status.state for status in listed.recordings] == ["recording"]
        for call in (at.client.get, at.client.delete):
            assert (await call(f"{URL}/{started.id}")).status_code == 409
        assert (await at.client.get(f"{URL}/{started.id}.mp4")).status_code == 409
        answer = await at.client.get(f"{URL}/{started.id}/status")
        assert (await answer.get_json())["state"] == "recording"


@pytest.mark.parametrize(
    ("asked", "status", "begin", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, None),
        ("bytes=-10", 206, -10, None),
        ("bytes=10-99999999", 206, 10, None),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=0-1,4-5", 200, 0, None),
        ("pages=1-2", 200, 0, None),
    ],
)
async def test_part_of_a_file_may_be_asked_for(
    tmp_path: Path, clock: FakeClock, asked: str, status: int, begin: int, end: int | None
) -> None:
    async with desk(tmp_path, clock) as at:
        recording = await at.stop((await at.record("x/**")).id)
        whole = at.recorder.shelf.find(recording.id).read_bytes()
        answer = await at.client.get(f"{URL}/{recording.id}", headers={"Range": asked})
        assert answer.status_code == status
        assert await answer.get_data() == whole[begin:end]
        if status == 206:
            assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")


async def test_part_of_a_file_that_has_changed_is_the_whole_file(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with desk(tmp_path, clock) as at:
        recording = await at.stop((await at.record("x/**")).id)
        url = f"{URL}/{recording.id}"
        tag = (await at.client.get(url)).headers["ETag"]
        same = await at.client.get(url, headers={"Range": "bytes=0-9", "If-Range": tag})
        other = await at.client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"x"'})
        assert (same.status_code, other.status_code) == (206, 200)


async def test_camera_is_shown_as_a_film(tmp_path: Path, clock: FakeClock) -> None:
    async with desk(tmp_path, clock) as at:
        started = await at.record("device/*/camera/jpeg")
        for number in range(5):
            at.hub.publish("device/cam-1/camera/jpeg", payload=paint_jpeg(number))
            clock.advance(40_000)
        await at.stop(started.id)
        url = f"{URL}/{started.id}.mp4"
        film = await at.client.get(url, query_string={"topic": "device/cam-1/camera/jpeg"})
        assert (film.status_code, film.content_type) == (200, "video/mp4")
        assert (await film.get_data())[4:8] == b"ftyp"
        part = await at.client.get(url, headers={"Range": "bytes=4-7"})
        assert await part.get_data() == b"ftyp"
        wrong = await at.client.get(url, query_string={"topic": "device/cam-2/camera/jpeg"})
        assert wrong.status_code == 422
        assert "cam-1" in (await wrong.get_json())["text"]


@pytest.mark.parametrize("text", TRAVERSAL)
async def test_ids_that_are_paths_are_not_found(
    tmp_path: Path, clock: FakeClock, text: str
) -> None:
    (tmp_path / "auth.sqlite3").write_bytes(b"secret")
    async with desk(tmp_path, clock) as at:
        for raw in (quote(text, safe=""), quote(text)):
            for call in (at.client.get, at.client.delete):
                answer = await call(f"{URL}/x{raw}" if not text else f"{URL}/{raw}")
                assert answer.status_code in (404, 405)
                assert b"secret" not in await answer.get_data()
    assert (tmp_path / "auth.sqlite3").exists()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"topics": ["x/**"]}', "text/plain", 415),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"topics": ["x//y"]}', "application/json", 400),
        (b'{"topics": ["x/**"], "name": "../x"}', "application/json", 400),
        (b'{"topics": ["x/**"], "path": "/etc"}', "application/json", 400),
        (b'{"topics": ["' + b"x" * 20_000 + b'"]}', "application/json", 413),
    ],
)
async def test_malformed_request_is_refused_with_a_sentence(
    tmp_path: Path, clock: FakeClock, body: bytes, content_type: str, status: int
) -> None:
    async with desk(tmp_path, clock) as at:
        headers = {"Content-Type": content_type}
        answer = await at.client.post(URL, data=body, headers=headers)
        assert answer.status_code == status
        assert (await answer.get_json())["text"]
        assert at.recorder.active() == []


async def test_full_disk_is_told_with_what_is_free(tmp_path: Path, clock: FakeClock) -> None:
    async with desk(tmp_path, clock, min_free_bytes=1 << 62) as at:
        answer = await at.client.post(URL, json={"topics": ["x/**"]})
        assert answer.status_code == 507
        listed = await (await at.client.get(URL)).get_json()
        assert listed["required_bytes"] == 1 << 62
        assert 0 < listed["free_bytes"] < 1 << 62


async def test_stopping_what_does_not_run_says_so(tmp_path: Path, clock: FakeClock) -> None:
    async with desk(tmp_path, clock) as at:
        answer = await at.client.post(f"{URL}/{RECORDING_ID}/stop")
        assert answer.status_code == 409
