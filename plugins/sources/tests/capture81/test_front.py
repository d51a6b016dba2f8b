"""A board with both of its servers: the WebSocket on port 81, Espressif's on port 80."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from bridge.api import AckStage, Call, HealthArrived
from bridge.testing.fakes import build_hub
from bridge_sources.address import AddressPolicy, Target
from bridge_sources.camera_capture81 import Capture81Camera
from bridge_sources.capture81_front import build_capture81_camera
from bridge_sources.http_client import CameraHttp
from bridge_sources.records import SourceFailed, SourceRecord
from plugins.sources.tests.cameras import CameraWebServer
from plugins.sources.tests.capture81.conftest import Board, FakeOutlet, serve_quietly
from plugins.sources.tests.pictures import build_jpeg


@dataclass
class Bench:
    """A camera at work, and its board."""

    camera: Capture81Camera
    outlet: FakeOutlet
    web: CameraWebServer


@asynccontextmanager
async def both_servers(*, has_web: bool = True) -> AsyncIterator[Bench]:
    web, board = CameraWebServer(), Board(pictures=[build_jpeg(320, 240)])
    async with trio.open_nursery() as nursery:

        async def dial(target: Target) -> trio.abc.Stream:
            await trio.lowlevel.checkpoint()
            ours, theirs = memory_stream_pair()
            if target.port == 81:
                nursery.start_soon(serve_quietly, board, theirs)
            elif target.port == 80 and has_web:
                nursery.start_soon(web.converse, theirs)
            else:
                raise ConnectionRefusedError(111, "Connection refused")
            return ours

        policy = AddressPolicy(["192.168.1.0/24"])
        record = SourceRecord(
            name="Porch", host="192.168.1.50", id="porch", kind="capture81", port=81
        )
        outlet = FakeOutlet(record)
        http = CameraHttp(policy, dial)
        camera = build_capture81_camera(outlet, http, policy, build_hub(), dial)
        nursery.start_soon(camera.run)
        await trio.testing.wait_all_tasks_blocked()
        yield Bench(camera, outlet, web)
        nursery.cancel_scope.cancel()


async def test_what_the_web_server_lets_be_set_is_announced_with_capture(
    autojump_clock: MockClock,
) -> None:
    async with both_servers() as b:
        await trio.sleep(1)
        names = {feature.name for feature in b.outlet.features}
        assert {"capture", "quality", "hmirror"} <= names
        assert (await b.camera.status())["quality"] == 12
        assert any(isinstance(event, HealthArrived) for event in b.outlet.events)


async def test_settings_go_to_the_web_server_and_pictures_to_the_websocket(
    autojump_clock: MockClock,
) -> None:
    async with both_servers() as b:
        await trio.sleep(1)
        b.camera.send_call(Call("1", "porch", "set", {"quality": 20}))
        b.camera.send_call(Call("2", "porch", "capture"))
        await trio.sleep(1)
        assert {ack.id: ack.stage for ack in b.outlet.acks} == {
            "1": AckStage.APPLIED,
            "2": AckStage.APPLIED,
        }
        assert "/control?var=quality&val=20" in b.web.paths()
        assert "/capture" not in b.web.paths()
        assert len(b.outlet.shown) == 1
        assert b.outlet.faults == []


async def test_a_board_without_web_server_gives_pictures_all_the_same(
    autojump_clock: MockClock,
) -> None:
    async with both_servers(has_web=False) as b:
        await trio.sleep(1)
        assert [feature.name for feature in b.outlet.features] == ["capture"]
        assert await b.camera.snapshot() == build_jpeg(320, 240)
        with pytest.raises(SourceFailed, match="cannot connect"):
            await b.camera.status()
        b.camera.send_call(Call("1", "porch", "set", {"quality": 20}))
        await trio.sleep(1)
        assert b.outlet.acks[0].stage is AckStage.REJECTED
        assert b.outlet.faults == []
