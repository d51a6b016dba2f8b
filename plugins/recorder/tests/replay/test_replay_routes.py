"""/v1/replays."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import trio
from quart import typing
from quart_trio import QuartTrio

from bridge_recorder.replay.routes import build_blueprint
from bridge_recorder.routes import build_blueprint as build_recordings
from plugins.recorder.tests.replay.conftest import RECORDING_ID, House, Script

URL = "/v1/replays"
BuildHouse = Callable[[], House]


@asynccontextmanager
async def desk(build_house: BuildHouse) -> AsyncIterator[typing.TestClientProtocol]:
    house = build_house()
    Script().presence(0).picture(1, 10).picture(2, 60_000).save(house.folder)
    app = QuartTrio("test")
    app.register_blueprint(build_blueprint(house.replays))
    app.register_blueprint(build_recordings(house.recorder, house.replays))
    async with trio.open_nursery() as nursery:
        await nursery.start(house.recorder.run)
        await nursery.start(house.replays.run)
        yield app.test_client()
        nursery.cancel_scope.cancel()


async def test_a_replay_is_started_steered_shown_and_stopped(build_house: BuildHouse) -> None:
    async with desk(build_house) as web:
        answer = await web.post(URL, json={"recording": "Test", "speed": 2, "id": "mine"})
        assert answer.status_code == 201
        started = await answer.get_json()
        assert (started["id"], started["speed"]) == ("mine", 2.0)
        changed = await (await web.post(f"{URL}/mine", json={"paused": True})).get_json()
        assert changed["state"] == "paused"
        assert (await (await web.get(f"{URL}/mine")).get_json())["paused"] is True
        assert [r["id"] for r in (await (await web.get(URL)).get_json())["replays"]] == ["mine"]
        ended = await (await web.delete(f"{URL}/mine")).get_json()
        assert ended["state"] == "ended"
        assert (await (await web.get(f"{URL}/mine")).get_json())["state"] == "ended"


@pytest.mark.parametrize(
    ("body", "status", "code", "text"),
    [
        ({"recording": "nobody"}, 404, "no_such_recording", "nobody"),
        ({"speed": 99}, 400, "malformed", "speed"),
        ({"sped": 2}, 400, "malformed", "sped"),
        ({"id": "Not an id"}, 400, "malformed", "id"),
    ],
)
async def test_what_cannot_be_played_is_refused_with_a_sentence(
    build_house: BuildHouse, body: dict[str, object], status: int, code: str, text: str
) -> None:
    async with desk(build_house) as web:
        answer = await web.post(URL, json=body)
        found = await answer.get_json()
        assert (answer.status_code, found["code"]) == (status, code)
        assert text in found["text"]


async def test_what_does_not_run_is_404(build_house: BuildHouse) -> None:
    async with desk(build_house) as web:
        for answer in (
            await web.get(f"{URL}/r9"),
            await web.post(f"{URL}/r9", json={}),
            await web.delete(f"{URL}/r9"),
        ):
            found = await answer.get_json()
            assert (answer.status_code, found["code"]) == (404, "no_such_replay")


async def test_a_body_that_is_no_json_or_too_long_is_refused(build_house: BuildHouse) -> None:
    async with desk(build_house) as web:
        assert (await web.post(URL, data=b"{}")).status_code == 415
        assert (await web.post(URL, json={"recording": "x" * 20_000})).status_code == 413


async def test_a_recording_that_is_played_is_not_deleted(build_house: BuildHouse) -> None:
    async with desk(build_house) as web:
        await web.post(URL, json={})
        answer = await web.delete(f"/v1/recordings/{RECORDING_ID}")
        assert (answer.status_code, (await answer.get_json())["code"]) == (409, "playing")
        await web.delete(f"{URL}/r1")
        assert (await web.delete(f"/v1/recordings/{RECORDING_ID}")).status_code == 204


async def test_without_any_recording_there_is_nothing_to_play(build_house: BuildHouse) -> None:
    async with desk(build_house) as web:
        await web.delete(f"/v1/recordings/{RECORDING_ID}")
        answer = await web.post(URL, json={})
        assert (answer.status_code, (await answer.get_json())["code"]) == (404, "no_recordings")
