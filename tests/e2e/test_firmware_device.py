"""The firmware's own core, on this machine, against a real bridge over loopback."""

import hashlib
import json
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest
import trio

from bridge.api import Role
from bridge.client import ClientSubscription, open_client
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_auth import plugin as auth
from bridge_auth.records import PeerRecord
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from bridge_video import plugin as video

BUILDS = Path(__file__).parents[2] / ".make" / "firmware"
PROGRAM = BUILDS / "sanitized" / "host" / "virtual_device"
LIMIT_S = 60

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.skipif(
        not PROGRAM.exists(), reason="no virtual device; to build it: make firmware"
    ),
]


@dataclass
class VirtualDevice:
    """A running virtual device and what it told."""

    process: trio.Process
    events: list[dict[str, str]] = field(default_factory=list)

    async def listen(self) -> None:
        """Collect its events until it ends."""
        assert self.process.stdout is not None
        rest = b""
        async for chunk in self.process.stdout:
            *lines, rest = (rest + chunk).split(b"\n")
            self.events += [json.loads(line) for line in lines]

    async def type(self, line: str) -> None:
        """Type a line into its console."""
        assert self.process.stdin is not None
        await self.process.stdin.send_all(line.encode() + b"\n")

    def hashes(self) -> set[str]:
        """Digests of the pictures that its camera delivered."""
        return {event["sha256"] for event in self.events if event["event"] == "frame"}


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures that all differ."""
    folder = tmp_path_factory.mktemp("frames")
    noise = np.random.default_rng(5)
    for number in range(12):
        picture = noise.integers(0, 255, (240, 320, 3), dtype=np.uint8)
        (folder / f"{number:02}.jpg").write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    return folder


@asynccontextmanager
async def virtual_device(
    bridge: RunningBridge, frames: Path, *options: str
) -> AsyncGenerator[VirtualDevice]:
    """Run a virtual device while the block lasts."""
    command = [str(PROGRAM), "--bridge", f"127.0.0.1:{bridge.port}", "--frames", str(frames)]
    async with trio.open_nursery() as nursery:
        process = await nursery.start(_run, [*command, *options])
        device = VirtualDevice(process)
        nursery.start_soon(device.listen)
        yield device
        nursery.cancel_scope.cancel()


async def _run(
    command: list[str], *, task_status: trio.TaskStatus[trio.Process] = trio.TASK_STATUS_IGNORED
) -> None:
    await trio.run_process(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        check=False,
        task_status=task_status,
    )


@pytest.mark.parametrize("transport", ["websocket", "http"])
async def test_virtual_device_streams_whole_pictures_and_obeys(
    frames: Path, transport: str
) -> None:
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, role="operator", id="desk") as desk,
        virtual_device(bridge, frames, "--transport", transport) as device,
    ):
        pictures = await desk.subscribe(["device/virtual-1/camera/jpeg"])
        health = await desk.subscribe(["device/virtual-1/health"])
        seen: list[str] = []
        with trio.fail_after(LIMIT_S):
            while len(seen) < 20:
                sample = await pictures.receive()
                seen.append(hashlib.sha256(sample.payload).hexdigest())
                assert sample.captured_us <= desk.now_us() + 20_000
            ack = await desk.call("virtual-1", "set", {"quality": 20}, deadline_s=10)
            refused = await desk.call("virtual-1", "set", {"quality": 99}, deadline_s=10)
            feeling = (await health.receive()).value
    assert (ack.stage, ack.value) == ("applied", 20)
    assert refused.code == "out_of_range"
    assert set(seen) <= device.hashes()
    assert feeling is not None
    assert feeling["reset_reason"] == "power_on"


async def test_virtual_device_proves_its_key_and_comes_back(frames: Path, tmp_path: Path) -> None:
    async with running_bridge([auth, video], state_dir=tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            key = store.add(PeerRecord("cam-7", "Camera", Role.DEVICE))
            desk_key = store.add(PeerRecord("desk", "Desk", Role.OPERATOR))
        async with (
            open_client(bridge.url, role="operator", id="desk", key=desk_key) as desk,
            virtual_device(bridge, frames, "--key", key) as device,
        ):
            states = await desk.subscribe(["device/cam-7/state"])
            with trio.fail_after(LIMIT_S):
                await _wait_online(states, epoch=1)
                await device.type("bridge discover")
                await _wait_online(states, epoch=2)


async def _wait_online(states: ClientSubscription, epoch: int) -> None:
    async for sample in states:
        assert sample.value is not None
        if sample.value["online"] and sample.value["epoch"] == epoch:
            return
