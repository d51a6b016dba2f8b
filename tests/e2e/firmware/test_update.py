"""Updates over the air, from an uploaded image to a firmware that is kept or taken back."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import trio

from bridge.api import BridgeError, DeviceHealth, JsonScalar, Role
from bridge.client import Client, ClientSubscription, open_client
from bridge.testing.harness import running_bridge
from bridge_auth import plugin as auth
from bridge_auth.records import PeerRecord
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from bridge_firmware import plugin as firmware
from bridge_firmware.errands import follow
from bridge_firmware.remote import Remote, open_remote
from bridge_firmware.shelf import FOLDER
from bridge_firmware.values import UpdateWish
from bridge_video import plugin as video
from plugins.firmware.tests.images import build_image
from tests.virtual_device import VirtualDevice, needs_virtual_device, virtual_device

pytestmark = [pytest.mark.sockets, needs_virtual_device]

LIMIT_S = 60
PROOF_S = "1.5"


@dataclass
class Bench:
    """A bridge, an operator of it, and a device that proves its key."""

    remote: Remote
    desk: Client
    health: ClientSubscription
    device: VirtualDevice
    state_dir: Path
    tmp_path: Path

    async def add(self, content: bytes) -> str:
        """Give the bridge an image and return its SHA-256."""
        path = self.tmp_path / "image.bin"
        path.write_bytes(content)
        return (await self.remote.add(path, lambda _done, _total: None)).sha256

    async def update(self, name: str = "") -> str:
        """Update the device; return the version that is kept, or why it is not."""
        begun = await self.remote.update("cam-7", UpdateWish(name))
        try:
            ended = await follow(self.remote, begun, lambda _: None, lambda _d, _t: None)
        except BridgeError as error:
            return str(error)
        return ended.version

    async def wait_told(self, stage: str) -> None:
        """Wait until the bridge has been told a stage."""
        async for sample in self.health:
            told = msgspec.convert(sample.value, DeviceHealth)
            if told.firmware is not None and told.firmware.stage == stage:
                return

    async def wait_update(self, stage: str, since: int = 0) -> str:
        """Wait for a stage of the device's own telling; return the version that runs."""
        event = await self.device.wait(
            lambda event: event.event == "update" and event.stage == stage, since
        )
        return event.version


@asynccontextmanager
async def bench(frames: Path, tmp_path: Path, *more: str) -> AsyncGenerator[Bench]:
    """Run all of it, the device with more options."""
    slots, state = tmp_path / "slots", tmp_path / "state"
    slots.mkdir()
    state.mkdir()
    async with running_bridge([auth, firmware, video], state_dir=state) as bridge:
        with open_store(state, wall_s) as store:
            key = store.add(PeerRecord("cam-7", "Camera", Role.DEVICE))
            desk_key = store.add(PeerRecord("desk", "Desk", Role.OPERATOR))
        options = ("--key", key, "--slots", str(slots), "--proof-s", PROOF_S, *more)
        address = f"127.0.0.1:{bridge.port}"
        async with (
            open_remote(bridge.http_url, desk_key) as remote,
            open_client(bridge.url, role="operator", id="desk", key=desk_key) as desk,
            virtual_device(address, frames, *options) as device,
        ):
            with trio.fail_after(LIMIT_S):
                health = await desk.subscribe(["device/cam-7/health"])
                bed = Bench(remote, desk, health, device, state, tmp_path)
                await bed.wait_told("idle")
                yield bed


@pytest.mark.parametrize("transport", ["websocket", "http"])
async def test_update_goes_through_and_is_kept(
    frames: Path, tmp_path: Path, transport: str
) -> None:
    async with bench(frames, tmp_path, "--set", f"transport={transport}") as bed:
        assert await bed.wait_update("idle") == "0.1.0"
        await bed.add(build_image(version="1.1.0"))
        assert await bed.update() == "1.1.0"
        since = len(bed.device.events)
        await bed.device.ask("restart")
        assert await bed.wait_update("kept", since) == "1.1.0"
        (shown,) = (await bed.remote.list()).devices
    assert shown.firmware.version == "1.1.0"


async def test_firmware_that_never_reaches_the_bridge_is_taken_back(
    frames: Path, tmp_path: Path
) -> None:
    async with bench(frames, tmp_path) as bed:
        await bed.add(build_image(code=b"deaf" + bytes(5000)))
        begun = await bed.remote.update("cam-7", UpdateWish())
        assert await bed.wait_update("on_trial") == "1.1.0"
        # The trial's ten minutes pass on the device's own clock.
        await bed.device.ask("jump-clock", by_s=601)
        with pytest.raises(BridgeError, match=r"runs 0\.1\.0 as before.*no_session"):
            await follow(bed.remote, begun, lambda _: None, lambda _d, _t: None)


async def test_firmware_that_crashes_on_trial_is_taken_back(frames: Path, tmp_path: Path) -> None:
    async with bench(frames, tmp_path) as bed:
        await bed.add(build_image(code=b"deaf" + bytes(5000)))
        begun = await bed.remote.update("cam-7", UpdateWish())
        await bed.wait_update("on_trial")
        await bed.device.ask("restart")
        with pytest.raises(BridgeError, match="did_not_start"):
            await follow(bed.remote, begun, lambda _: None, lambda _d, _t: None)


async def test_power_that_fails_during_writing_leaves_the_old_firmware(
    frames: Path, tmp_path: Path
) -> None:
    async with bench(frames, tmp_path) as bed:
        await bed.add(build_image(code=bytes(1_500_000)))
        await bed.remote.update("cam-7", UpdateWish())
        await bed.wait_told("downloading")
        since = len(bed.device.events)
        await bed.device.ask("restart")
        assert await bed.wait_update("idle", since) == "0.1.0"
        assert (tmp_path / "slots" / "ota_1.bin").stat().st_size < 1_500_000
        await bed.device.wait_stage("streaming", since)
        assert await bed.update() == "1.1.0"


async def test_device_refuses_what_is_for_another_board(frames: Path, tmp_path: Path) -> None:
    async with bench(frames, tmp_path) as bed:
        args: dict[str, JsonScalar] = {
            "sha256": "0" * 64,
            "size": 5000,
            "version": "2",
            "chip": "pc",
        }
        ack = await bed.desk.call("cam-7", "update", {**args, "project": "gamebridge-cam"})
        assert (ack.stage, ack.code) == ("rejected", "wrong_board")
        assert ack.text.startswith("this is a gamebridge-pc: the image was built for another board")
        await bed.add(build_image("gamebridge-cam", "9.0", 9))
        with pytest.raises(BridgeError, match="for the board 'cam', and this is 'pc'"):
            await bed.update("9.0")


async def test_image_that_changed_on_its_way_is_not_started(frames: Path, tmp_path: Path) -> None:
    async with bench(frames, tmp_path) as bed:
        sha256 = await bed.add(build_image())
        path = bed.state_dir / FOLDER / f"{sha256}.bin"
        content = bytearray(path.read_bytes())
        content[5000] ^= 1
        path.write_bytes(bytes(content))
        assert "wrong_hash" in await bed.update()
        (shown,) = (await bed.remote.list()).devices
    assert (shown.firmware.version, shown.firmware.stage) == ("0.1.0", "failed")
    assert (tmp_path / "slots" / "marks").read_text().split() == ["ota_0", "none"]


async def test_nobody_but_devices_gets_an_image(frames: Path, tmp_path: Path) -> None:
    async with bench(frames, tmp_path) as bed:
        sha256 = await bed.add(build_image())
        with pytest.raises(BridgeError, match="401"):
            await bed.remote.rest.send("GET", f"/v1/firmware/download/{sha256}")


async def test_firmware_is_for_operators(frames: Path, tmp_path: Path) -> None:
    async with bench(frames, tmp_path) as bed:
        with open_store(bed.state_dir, wall_s) as store:
            key = store.add(PeerRecord("game", "Game", Role.GAME))
        base = str(bed.remote.rest.http.base_url)
        async with open_remote(base, key) as game:
            base_ws = base.replace("http", "ws") + "/v1"
            async with open_client(base_ws, role="game", id="game", key=key) as player:
                ack = await player.call("cam-7", "update", {})
                assert (ack.stage, ack.code) == ("rejected", "forbidden")
            for path, method in (("", "GET"), ("/uploads", "POST"), ("/images/x", "DELETE")):
                with pytest.raises(BridgeError, match="401"):
                    await game.rest.send(method, f"/v1/firmware{path}")
