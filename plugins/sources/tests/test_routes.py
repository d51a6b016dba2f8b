"""Sources over HTTP, without a socket."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from quart.typing import TestClientProtocol as Client
from quart_trio import QuartTrio
from trio.testing import MockClock

from bridge_sources.records import SourceRecord, SourceStatus
from bridge_sources.routes import MAX_BODY_BYTES, build_blueprint
from bridge_sources.wishes import Refusal, SourceList
from plugins.sources.tests.benches import HOST, SourcesBench, sources_bench
from plugins.sources.tests.cameras import CameraWebServer, Firmware, Streamer

URL = "/v1/sources"


@dataclass
class Desk:
    """Sources behind their routes."""

    bench: SourcesBench
    client: Client

    async def list(self) -> list[SourceStatus]:
        """Return all sources as GET lists them."""
        answer = await self.client.get(URL)
        return msgspec.json.decode(await answer.get_data(), type=SourceList).sources


@asynccontextmanager
async def desk(folder: Path, *fixed: SourceRecord) -> AsyncGenerator[Desk]:
    camera = CameraWebServer()
    board: dict[int, Firmware] = {80: camera, 81: Streamer(camera)}
    async with sources_bench(board, folder, *fixed) as bench:
        app = QuartTrio("test")
        app.register_blueprint(build_blueprint(bench.sources, bench.hub.clock.now_us))
        yield Desk(bench, app.test_client())


def record(name: str = "Front (1)") -> SourceRecord:
    return SourceRecord(
        name=name, host=HOST, kind="cameraserver", is_started=False, password="secret"
    )


async def test_camera_is_added_by_what_people_type(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with desk(tmp_path) as d:
        answer = await d.client.post(URL, json={"address": HOST})
        assert answer.status_code == 201
        added = msgspec.json.decode(await answer.get_data(), type=SourceStatus)
        assert (added.record.name, added.record.kind) == (HOST, "cameraserver")
        assert added.record.id == "192-168-1-50"
        body = {
            "address": f"http://me:secret@{HOST}:81/stream",
            "name": "Raw",
            "kind": "auto",
            "hz": 2,
        }
        answer = await d.client.post(URL, json=body)
        assert answer.status_code == 201
        raw, *_ = [s.record for s in await d.list() if s.record.name == "Raw"]
        assert (raw.kind, raw.path, raw.user, raw.hz) == ("mjpeg", "/stream", "me", 2)


async def test_passwords_are_never_told(tmp_path: Path) -> None:
    async with desk(tmp_path, record()) as d:
        for answer in (
            await d.client.get(URL),
            await d.client.post(f"{URL}/front-1/stop"),
            await d.client.post(f"{URL}/Front%20(1)/start"),
        ):
            assert answer.status_code == 200
            assert b"secret" not in await answer.get_data()


@pytest.mark.parametrize(
    ("body", "status", "code", "text"),
    [
        (b"", 400, "bad_source", ""),
        (b"[]", 400, "bad_source", "object"),
        (b'{"address":"192.168.1.50","x":1}', 400, "bad_source", "unknown field"),
        (b'{"address":"192.168.1.50","kind":"webcam"}', 400, "bad_source", "webcam"),
        (b'{"address":"127.0.0.1"}', 400, "bad_source", "[plugin.sources] networks"),
        (b'{"address":"http://[::ffff:7f00:1]/"}', 400, "bad_source", "127.0.0.1"),
        (b'{"address":"file:///etc/passwd"}', 400, "bad_source", "by http"),
        (b'{"address":"concat:a|b"}', 400, "bad_source", "by http"),
        (b'{"address":"192.168.1.50","name":"<b>"}', 400, "bad_source", "use 1 to 64"),
        (b'{"address":"192.168.1.50:99"}', 502, "camera_failed", "Connection refused"),
        (b" " * (MAX_BODY_BYTES + 1), 413, "too_big", "at most"),
    ],
)
async def test_what_cannot_be_added_says_why(
    tmp_path: Path, body: bytes, status: int, code: str, text: str
) -> None:
    async with desk(tmp_path) as d:
        answer = await d.client.post(URL, data=body)
        refusal = msgspec.json.decode(await answer.get_data(), type=Refusal)
        assert (answer.status_code, refusal.code) == (status, code)
        assert text in refusal.text
        assert await d.list() == []


async def test_source_is_started_stopped_and_removed(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with desk(tmp_path) as d:
        await d.client.post(URL, json={"address": HOST, "name": "Front (1)"})
        for word, is_started in (("stop", False), ("start", True)):
            answer = await d.client.post(f"{URL}/Front%20(1)/{word}")
            assert answer.status_code == 200
            assert [s.record.is_started for s in await d.list()] == [is_started]
        answer = await d.client.delete(f"{URL}/Front%20(1)")
        assert (answer.status_code, await d.list()) == (204, [])


async def test_picture_and_status_are_those_of_now(tmp_path: Path) -> None:
    async with desk(tmp_path, record()) as d:
        answer = await d.client.get(f"{URL}/front-1/snapshot")
        assert answer.content_type == "image/jpeg"
        assert (await answer.get_data(as_text=False))[:2] == b"\xff\xd8"
        assert answer.headers["Cache-Control"] == "no-store"
        answer = await d.client.get(f"{URL}/front-1/status")
        assert (await answer.get_json())["status"]["quality"] == 12


async def test_camera_that_does_not_answer_is_a_bad_gateway(tmp_path: Path) -> None:
    async with desk(tmp_path, record()) as d:
        d.bench.network.cameras[80].is_dead = True
        answer = await d.client.get(f"{URL}/front-1/snapshot")
        refusal = msgspec.json.decode(await answer.get_data(), type=Refusal)
        assert (answer.status_code, refusal.code) == (502, "camera_failed")
        assert "is it on" in refusal.text


async def test_camera_of_the_settings_file_stays(tmp_path: Path) -> None:
    async with desk(tmp_path, record()) as d:
        answer = await d.client.delete(f"{URL}/front-1")
        assert answer.status_code == 400
        assert "settings file" in (await answer.get_json())["text"]


async def test_store_that_cannot_be_written_is_told(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with desk(tmp_path) as d:
        (tmp_path / "sources.sqlite3").mkdir()
        answer = await d.client.post(URL, json={"address": HOST})
        assert answer.status_code == 507
        assert (await answer.get_json())["code"] == "not_kept"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/nobody"),
        ("POST", "/nobody/start"),
        ("POST", "/nobody/stop"),
        ("GET", "/nobody/snapshot"),
        ("GET", "/nobody/status"),
    ],
)
async def test_unknown_source_is_named(tmp_path: Path, method: str, path: str) -> None:
    async with desk(tmp_path) as d:
        ask = {"GET": d.client.get, "POST": d.client.post, "DELETE": d.client.delete}[method]
        answer = await ask(URL + path)
        assert answer.status_code == 404
        assert (await answer.get_json())["text"] == "there is no source 'nobody'"
