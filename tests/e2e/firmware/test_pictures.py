"""Pictures and commands of the firmware's core, against a real bridge over loopback."""

import hashlib
from pathlib import Path

import pytest
import trio

from bridge.api import Delivery, JsonScalar, Mode, Role
from bridge.client import Client, open_client
from bridge.testing.harness import running_bridge
from bridge_auth import plugin as auth
from bridge_auth.records import PeerRecord
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from bridge_video import plugin as video
from tests.virtual_device import VirtualDevice, needs_virtual_device, virtual_device

pytestmark = [pytest.mark.sockets, needs_virtual_device]

PICTURES = "device/virtual-1/camera/jpeg"
HEALTH = "device/virtual-1/health"
# Nothing may be missing, however slow the machine is.
EVERYTHING = Delivery(Mode.ALL, max_age_us=100_000_000, max_bytes=2**25, depth=4096)
LIMIT_S = 90


def local(port: int) -> str:
    """Return the bridge's address as the device is told it."""
    return f"127.0.0.1:{port}"


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["websocket", "http"])
async def test_five_hundred_pictures_are_the_same_at_both_ends(
    many_frames: Path, transport: str
) -> None:
    options = ("--fps", "60", "--set", "fps=60", "--set", f"transport={transport}")
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, id="desk") as desk,
    ):
        pictures = await desk.subscribe([PICTURES], EVERYTHING)
        seen: list[str] = []
        numbers: list[int | None] = []
        async with virtual_device(local(bridge.port), many_frames, *options) as device:
            with trio.fail_after(LIMIT_S):
                while len(seen) < 500:
                    sample = await pictures.receive()
                    seen.append(hashlib.sha256(sample.payload).hexdigest())
                    numbers.append(sample.frame_seq)
                await device.wait(lambda _: len(device.hashes()) >= 500)
        assert seen == device.hashes()[:500]
        assert numbers == list(range(500))
        assert len(set(seen)) > 450  # They are not one and the same picture.


async def test_commands_take_effect_and_are_answered_by_both_transports(frames: Path) -> None:
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, role="operator", id="desk") as desk,
    ):
        for transport in ("websocket", "http"):
            options = ("--set", f"transport={transport}")
            async with virtual_device(local(bridge.port), frames, *options) as device:
                with trio.fail_after(LIMIT_S):
                    await device.wait_stage("streaming")
                    await _command(desk, device)


async def _command(desk: Client, device: VirtualDevice) -> None:
    wishes: dict[str, JsonScalar] = {
        "quality": 20,
        "fps": 7.5,
        "brightness": -1,
        "effect": "sepia",
        "hmirror": True,
        "resolution": "svga",
        "stream": True,
    }
    for name, value in wishes.items():
        ack = await desk.call("virtual-1", "set", {name: value}, deadline_s=10)
        assert (ack.stage, ack.value) == ("applied", value)
    lamp = await desk.call("virtual-1", "set", {"lamp": 200}, deadline_s=10)
    assert lamp.value == 200
    assert (await device.wait(lambda event: event.level == 200)).event == "lamp"
    refused = await desk.call("virtual-1", "set", {"quality": 99}, deadline_s=10)
    assert (refused.code, "quality = 99" in refused.text) == ("out_of_range", True)
    snapshot = await desk.call("virtual-1", "snapshot", deadline_s=10)
    assert snapshot.stage == "applied"


async def test_a_snapshot_comes_while_the_stream_is_off(frames: Path) -> None:
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, role="operator", id="desk") as desk,
        virtual_device(local(bridge.port), frames, "--set", "stream=off") as device,
    ):
        pictures = await desk.subscribe([PICTURES])
        with trio.fail_after(LIMIT_S):
            await device.wait_stage("streaming")
            assert (await desk.call("virtual-1", "snapshot", deadline_s=10)).stage == "applied"
            sample = await pictures.receive()
            await device.wait(lambda event: event.fate == "sent")
    assert device.hashes() == [hashlib.sha256(sample.payload).hexdigest()]


@pytest.mark.slow
async def test_what_the_board_measures_is_its_health(frames: Path) -> None:
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, id="desk") as desk,
        virtual_device(local(bridge.port), frames) as device,
    ):
        with trio.fail_after(LIMIT_S):
            told = await device.ask("vitals", heap_free_bytes=91_000, rssi_dbm=-71)
            assert told.ok
            healths = await desk.subscribe([HEALTH])
            value = (await healths.receive()).value
            while value is None or value.get("heap_free_bytes") != 91_000:
                value = (await healths.receive()).value
    assert (value["rssi_dbm"], value["reset_reason"]) == (-71, "power_on")


async def test_a_reader_that_is_slow_holds_up_nobody_else(frames: Path) -> None:
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, id="quick") as quick,
        await trio.open_tcp_stream("127.0.0.1", bridge.port) as asleep,
        virtual_device(local(bridge.port), frames, "--set", "fps=20"),
    ):
        pictures = await quick.subscribe([PICTURES])
        with trio.fail_after(LIMIT_S):
            await pictures.receive()
            # Asks for a stream over HTTP, and reads no more than the beginning of it.
            host = f"Host: 127.0.0.1:{bridge.port}\r\n\r\n"
            request = f"GET /devices/virtual-1/camera.mjpeg HTTP/1.1\r\n{host}"
            await asleep.send_all(request.encode())
            assert (await asleep.receive_some(512)).startswith(b"HTTP/1.1 200")
            seen = {(await pictures.receive()).frame_seq for _ in range(60)}
    assert len(seen) == 60


async def test_the_virtual_device_proves_its_key_and_comes_back(
    frames: Path, tmp_path: Path
) -> None:
    async with running_bridge([auth, video], state_dir=tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            key = store.add(PeerRecord("cam-7", "Camera", Role.DEVICE))
            desk_key = store.add(PeerRecord("desk", "Desk", Role.OPERATOR))
        async with (
            open_client(bridge.url, role="operator", id="desk", key=desk_key) as desk,
            virtual_device(local(bridge.port), frames, "--key", key) as device,
        ):
            states = await desk.subscribe(["device/cam-7/state"], EVERYTHING)
            with trio.fail_after(LIMIT_S):
                await device.wait_stage("streaming")
                before = len(device.events)
                await device.type("bridge discover")
                await device.wait_stage("streaming", before)
                async for sample in states:
                    assert sample.value is not None
                    if sample.value["online"] and sample.value["epoch"] == 2:
                        break
