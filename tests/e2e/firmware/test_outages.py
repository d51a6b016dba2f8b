"""The firmware's core comes back after whatever can break, at a real bridge."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from bridge.client import ClientSubscription, open_client
from bridge.testing.harness import running_bridge
from bridge_video import plugin as video
from tests.virtual_device import VirtualDevice, free_port, needs_virtual_device, virtual_device

pytestmark = [pytest.mark.sockets, pytest.mark.slow, needs_virtual_device]

PICTURES = "device/virtual-1/camera/jpeg"
LIMIT_S = 90


@asynccontextmanager
async def streaming(
    frames: Path, *options: str, host: str = "127.0.0.1"
) -> AsyncGenerator[tuple[VirtualDevice, ClientSubscription]]:
    """Run a bridge and a device that streams to it; give its pictures, too."""
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, id="desk") as desk,
        virtual_device(f"{host}:{bridge.port}", frames, *options) as device,
    ):
        pictures = await desk.subscribe([PICTURES])
        with trio.fail_after(LIMIT_S):
            await pictures.receive()
            yield device, pictures


async def back_again(device: VirtualDevice, since: int, pictures: ClientSubscription) -> None:
    """Wait for a new session and a whole picture of it."""
    await device.wait_stage("streaming", since)
    marks = set(device.hashes())
    sample = await pictures.receive()
    await device.wait(lambda event: event.sha256 not in marks or event.fate == "sent", since)
    assert hashlib.sha256(sample.payload).hexdigest() in {*device.hashes(), *device.hashes("lost")}


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"do": "lose-network"}, "network_lost"),
        ({"do": "no-network", "for_s": 0.5}, "network_not_found"),
        ({"do": "wrong-password", "for_s": 0.5}, "wrong_password"),
        ({"do": "reset"}, "connection_lost"),
        ({"do": "stall", "for_s": 3.6}, "stalled"),
        ({"do": "jump-clock", "by_s": 600}, "silent"),
    ],
    ids=lambda value: value["do"] if isinstance(value, dict) else "",
)
async def test_the_device_says_what_broke_and_streams_again(
    frames: Path, wish: dict[str, object], reason: str
) -> None:
    async with streaming(frames) as (device, pictures):
        since = len(device.events)
        assert (await device.ask(str(wish.pop("do")), **wish)).ok
        await device.wait(lambda event: event.reason == reason, since)
        await back_again(device, since, pictures)
        # No outage is a reason to restart.
        assert not [event for event in device.events if event.event == "restarted"]


async def test_a_half_open_link_is_noticed_without_a_word_from_the_network(frames: Path) -> None:
    async with streaming(frames) as (device, pictures):
        since = len(device.events)
        assert (await device.ask("half-open")).ok
        await device.wait(lambda event: event.reason in ("stalled", "silent"), since)
        await back_again(device, since, pictures)


async def test_a_bridge_that_starts_anew_has_its_pictures_back(frames: Path) -> None:
    port = free_port()
    settings = f"[bridge]\nport = {port}\n"
    async with virtual_device(f"127.0.0.1:{port}", frames) as device:
        with trio.fail_after(LIMIT_S):
            async with running_bridge([video], settings):
                await device.wait_stage("streaming")
                since = len(device.events)
            await device.wait_stage("waiting", since)
            async with (
                running_bridge([video], settings) as second,
                open_client(second.url, id="desk") as desk,
            ):
                await back_again(device, since, await desk.subscribe([PICTURES]))


async def test_names_that_are_not_resolved_are_tried_until_they_are(frames: Path) -> None:
    async with streaming(frames, host="localhost") as (device, pictures):
        since = len(device.events)
        assert (await device.ask("dead-dns", for_s=1)).ok
        assert (await device.ask("reset")).ok
        await device.wait(lambda event: event.reason == "unreachable", since)
        await back_again(device, since, pictures)


async def test_pictures_stay_whole_when_the_network_takes_them_in_crumbs(frames: Path) -> None:
    async with streaming(frames, "--set", "fps=5") as (device, pictures):
        assert (await device.ask("short-writes", bytes=97)).ok
        for _ in range(5):
            digest = hashlib.sha256((await pictures.receive()).payload).hexdigest()
            await device.wait_picture(digest)


async def test_a_slow_link_makes_the_device_send_less(frames: Path) -> None:
    async with streaming(frames, "--report-s", "1", "--set", "fps=20") as (device, pictures):
        assert (await device.ask("slow", bytes_per_s=20_000)).ok
        since = len(device.events)
        while True:
            said = (await device.ask("console", line="status")).said
            rate = float(said.partition("now at ")[2].split()[0])
            if rate < 20:
                break
            await pictures.receive()
        assert (await device.ask("slow", bytes_per_s=10_000_000)).ok
        await device.wait(lambda event: event.fate == "sent", since)


@pytest.mark.parametrize("do", ["truncate", "hang-camera"])
async def test_a_camera_that_fails_for_a_while_delivers_afterwards(frames: Path, do: str) -> None:
    async with streaming(frames, "--report-s", "0.2") as (device, pictures):
        since = len(device.events)
        assert (await device.ask(do, for_s=1.5)).ok
        if do == "truncate":
            await device.wait(lambda event: event.refused >= 3, since)
        while True:
            # Whatever comes is whole: no half was sent.
            digest = hashlib.sha256((await pictures.receive()).payload).hexdigest()
            await device.wait_picture(digest)
            status = await device.ask("status")
            if status.stage == "streaming" and status.frames_sent > 20:
                break


async def test_power_that_fails_means_a_new_start_with_what_was_kept(frames: Path) -> None:
    async with streaming(frames) as (device, pictures):
        since = len(device.events)
        assert (await device.ask("restart")).ok
        await device.wait(lambda event: event.event == "restarted", since)
        await back_again(device, since, pictures)
        assert (await device.ask("quit")).ok
        ended = await device.wait(lambda event: event.event == "ended", since)
    assert ended.starts == 2


async def test_a_wish_that_cannot_be_followed_is_answered_with_the_remedy(frames: Path) -> None:
    async with streaming(frames) as (device, _):
        answer = await device.ask("stal")
    assert not answer.ok
    assert "there are lose-network" in answer.text


async def test_a_script_does_by_itself_what_the_control_socket_asks_for(
    frames: Path, tmp_path: Path
) -> None:
    script = tmp_path / "outages.jsonl"
    script.write_text('# one outage\n{"at_s":1,"do":"no-network","for_s":0.3}\n')
    async with streaming(frames, "--script", str(script)) as (device, pictures):
        begun = await device.wait(lambda event: event.event == "wish")
        assert begun.at_us >= 1_000_000
        await back_again(device, device.events.index(begun), pictures)
