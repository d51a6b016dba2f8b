"""The firmware as a board of another system, at the ports where the bridge plays its server."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
import trio

from bridge.api import Delivery, DeviceHealth, Mode
from bridge.client import Client, ReceivedSample, open_client
from bridge.testing.harness import running_bridge
from bridge_dialects import plugin as dialects
from bridge_sources import plugin as sources
from bridge_video import plugin as video
from tests.virtual_device import (
    VirtualDevice,
    draw_folder,
    free_port,
    needs_virtual_device,
    virtual_device,
)

pytestmark = [pytest.mark.sockets, needs_virtual_device]

LIMIT_S = 60
EVERYTHING = Delivery(Mode.ALL, max_age_us=60_000_000, max_bytes=2**25, depth=4096)


@pytest.fixture(scope="module")
def sized_frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of each size that s3cam sends in another way."""
    folder = tmp_path_factory.mktemp("sized")
    for width, height in ((160, 120), (240, 176), (640, 480)):
        part = folder / f"{width}"
        part.mkdir()
        draw_folder(part, 2, width, height)
        for path in part.iterdir():
            path.rename(folder / f"{width}-{path.name}")
        part.rmdir()
    sizes = sorted(path.stat().st_size for path in folder.iterdir())
    assert sizes[0] < 10_000 < sizes[2] < 30_000 < sizes[-1]
    return folder


@asynccontextmanager
async def speaking(
    personality: str, section: str, port: int, frames: Path, *options: str
) -> AsyncGenerator[tuple[Client, VirtualDevice]]:
    """Run a bridge with a foreign system at a port, and the firmware that speaks to it."""
    settings = f"[bridge]\nport = 0\n{section}"
    # The camera is slower than the device may send, so that every picture is sent.
    words = ("--set", f"personality={personality}", "--set", "fps=20", "--fps", "8", *options)
    async with (
        running_bridge([dialects, video], settings) as bridge,
        open_client(bridge.url, role="operator", id="desk") as desk,
        virtual_device(f"127.0.0.1:{port}", frames, *words) as device,
    ):
        with trio.fail_after(LIMIT_S):
            yield desk, device


async def arrivals(desk: Client, device: VirtualDevice, count: int) -> list[ReceivedSample]:
    """Return pictures of the one device there is, each the same as one that was sent."""
    pictures = await desk.subscribe(["device/*/camera/jpeg"], EVERYTHING)
    found = [await pictures.receive() for _ in range(count)]
    for sample in found:
        digest = hashlib.sha256(sample.payload).hexdigest()
        await device.wait_picture(digest)
    return found


def id_of(sample: ReceivedSample) -> str:
    """Return whose picture it is."""
    return sample.topic.split("/")[1]


async def test_s3cam_pictures_of_each_size_arrive_whole_and_commands_are_obeyed(
    sized_frames: Path,
) -> None:
    port = free_port()
    section = f"[legacy.s3cam]\nhttp_port = {free_port()}\nstream_port = {port}\n"
    async with speaking("s3cam", section, port, sized_frames) as (desk, device):
        found = await arrivals(desk, device, 12)
        assert len({len(sample.payload) for sample in found}) >= 6
        name = id_of(found[0])
        assert (await desk.call(name, "set", {"quality": 20}, deadline_s=10)).value == 20
        assert (await desk.call(name, "set", {"hmirror": True}, deadline_s=10)).stage == "applied"
        said = (await device.ask("console", line="cam get quality")).said
        assert said == "quality = 20\n"
        health = await desk.subscribe([f"device/{name}/health"])
        assert (await desk.call(name, "stats", deadline_s=10)).stage == "applied"
        felt = msgspec.convert((await health.receive()).value, DeviceHealth)
    assert felt.frames_sent
    assert felt.settings["model"] == "OV2640"


async def test_gostream_pictures_arrive_whole(sized_frames: Path) -> None:
    port = free_port()
    section = f"[legacy.gostream]\nhttp_port = {port}\n"
    section += f"camera_port = {free_port()}\nviewer_port = {free_port()}\n"
    async with speaking("gostream", section, port, sized_frames) as (desk, device):
        found = await arrivals(desk, device, 6)
        assert device.events[-1].link_lost == 0
    assert {id_of(sample) for sample in found} == {id_of(found[0])}


async def test_taghub_lets_in_who_knows_its_token_and_slows_it_down(frames: Path) -> None:
    port = free_port()
    section = f'[legacy.taghub]\ntoken = "t0ken"\nhttp_port = {free_port()}\n'
    section += f"websocket_port = {port}\nudp_port = {free_port()}\n"
    async with speaking("taghub", section, port, frames, "--token", "t0ken") as (desk, device):
        found = await arrivals(desk, device, 4)
        interval = {"video_interval_ms": 2000}
        ack = await desk.call(id_of(found[0]), "set", interval, deadline_s=10)
        assert ack.stage == "applied"
        while (await device.ask("console", line="cam get fps")).said != "fps = 0.5\n":
            await trio.lowlevel.checkpoint()


async def test_taghub_refuses_another_token_and_the_device_says_so(frames: Path) -> None:
    port = free_port()
    section = f'[legacy.taghub]\ntoken = "t0ken"\nhttp_port = {free_port()}\n'
    section += f"websocket_port = {port}\nudp_port = {free_port()}\n"
    async with speaking("taghub", section, port, frames, "--token", "other") as (_, device):
        await device.wait(lambda event: event.reason == "token_refused")


async def test_capture81_gives_a_fresh_picture_to_whoever_asks(frames: Path) -> None:
    port = free_port()
    settings = '[bridge]\nport = 0\n[plugin.sources]\nnetworks = ["127.0.0.0/8"]\n'
    words = ("--set", "personality=capture81", "--listen-port", str(port))
    body = {"address": f"127.0.0.1:{port}", "name": "Porch", "kind": "capture81", "hz": 5}
    async with (
        running_bridge([sources, video], settings) as bridge,
        virtual_device("127.0.0.1:9", frames, *words) as device,
        open_client(bridge.url, role="operator", id="desk") as desk,
    ):
        with trio.fail_after(LIMIT_S):
            await device.wait_stage("listening")
            async with httpx.AsyncClient(base_url=bridge.http_url, trust_env=False) as http:
                answer = await http.post("/v1/sources", json=body)
                assert answer.status_code == 201, answer.text
            found = await arrivals(desk, device, 5)
            since = len(device.events)
            # Whoever was connected is gone; the next one is served, too.
            assert (await device.ask("reset")).ok
            await device.wait_stage("listening", since)
            await arrivals(desk, device, 2)
    assert id_of(found[0]) == "porch"
    assert len({sample.payload for sample in found}) > 1
