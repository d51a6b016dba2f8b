"""Found cameras over HTTP, without a socket."""

import json

import msgspec
from quart_trio import QuartTrio

from bridge_sources.discovery.routes import build_found_blueprint
from bridge_sources.records import SourceStatus
from bridge_sources.wishes import FoundList
from plugins.sources.tests.discovery.conftest import KEY, Bench


def app_of(bench: Bench) -> QuartTrio:
    app = QuartTrio("test")
    app.register_blueprint(build_found_blueprint(bench.discovery, bench.clock.now_us))
    return app


async def test_what_was_found_is_listed() -> None:
    bench = Bench()
    bench.finder.see()
    answer = await app_of(bench).test_client().get("/v1/sources/found")
    listed = msgspec.json.decode(await answer.get_data(), type=FoundList)
    assert [camera.key for camera in listed.found] == [KEY]
    assert not listed.is_searching


async def test_a_search_answers_with_what_it_found() -> None:
    bench = Bench()
    client = app_of(bench).test_client()
    answer = await client.post("/v1/sources/scan", json={"seconds": 0.01})
    assert answer.status_code == 200
    listed = msgspec.json.decode(await answer.get_data(), type=FoundList)
    assert [camera.key for camera in listed.found] == [KEY]


async def test_a_search_has_a_length_that_makes_sense() -> None:
    client = app_of(Bench()).test_client()
    for body in (
        '{"seconds":0}',
        '{"seconds":31}',
        '{"minutes":1}',
        "[]",
        "{",
        '{"seconds":1e999}',
    ):
        answer = await client.post("/v1/sources/scan", data=body)
        assert answer.status_code == 400, body
        assert json.loads(await answer.get_data())["code"] == "refused"


async def test_a_found_camera_is_added_with_one_request() -> None:
    bench = Bench()
    bench.finder.see()
    client = app_of(bench).test_client()
    answer = await client.post(f"/v1/sources/found/{KEY}/add")
    assert answer.status_code == 201
    added = msgspec.json.decode(await answer.get_data(), type=SourceStatus)
    assert added.record.host == "192.168.1.77"
    again = await client.post(f"/v1/sources/found/{KEY}/add", json={"name": "Other", "kind": "m5"})
    assert again.status_code == 201


async def test_refusals_say_why() -> None:
    bench = Bench()
    client = app_of(bench).test_client()
    answer = await client.post(f"/v1/sources/found/{KEY}/add")
    assert answer.status_code == 404
    bench.finder.see(claimed="10.0.0.1")
    answer = await client.post(f"/v1/sources/found/{KEY}/add")
    assert answer.status_code == 400
    assert "10.0.0.1" in json.loads(await answer.get_data())["text"]
    answer = await client.post(f"/v1/sources/found/{KEY}/add", data=b"x" * 5000)
    assert answer.status_code == 400
