"""A device that knows nothing is told its network and its bridge, by a phone and by a cable."""

from pathlib import Path

import httpx
import msgspec
import pytest
import trio

from bridge.api import DeviceHealth, Role
from bridge.client import open_client
from bridge.testing.harness import running_bridge
from bridge_auth import plugin as auth
from bridge_auth.records import PeerRecord
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from bridge_firmware.nvs_image import build_nvs_image, read_nvs_image
from bridge_firmware.provisioning import Bridge, Network, Provision, entries_of
from bridge_video import plugin as video
from tests.virtual_device import VirtualDevice, needs_virtual_device, virtual_device

pytestmark = [pytest.mark.sockets, needs_virtual_device]

LIMIT_S = 60


async def test_phone_leads_a_new_device_to_its_bridge(frames: Path) -> None:
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, role="operator", id="desk") as desk,
        virtual_device("", frames) as device,
        httpx.AsyncClient(trust_env=False) as phone,
    ):
        with trio.fail_after(LIMIT_S):
            await device.ask("jump-clock", by_s=181)
            portal = await device.wait(lambda event: event.event == "portal")
            assert portal.network == "gamebridge-virtual-1"
            home = f"http://127.0.0.1:{portal.http}"
            probe = await phone.get(f"{home}/generate_204", headers={"Host": "captive.example"})
            assert (probe.status_code, probe.headers["Location"]) == (302, "http://127.0.0.1/")
            page = (await phone.get(home)).text
            assert '<option value="virtual">' in page
            form = {"network": "virtual", "password": "virtual"}
            told = await phone.post(home + "/", data={**form, "bridge": f"127.0.0.1:{bridge.port}"})
            assert "Trying it" in told.text
            await device.wait_stage("streaming")
            await device.wait(lambda event: event.event == "portal_closed")
            pictures = await desk.subscribe(["device/virtual-1/camera/jpeg"])
            assert (await pictures.receive()).payload
            with pytest.raises(httpx.ConnectError):
                await phone.get(home)


async def test_phone_asks_the_device_for_every_name(frames: Path) -> None:
    query = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07captive\x05apple\x03com\x00"
    async with virtual_device("", frames) as device:
        with trio.fail_after(LIMIT_S):
            await device.ask("jump-clock", by_s=181)
            portal = await device.wait(lambda event: event.event == "portal")
            asker = trio.socket.socket(type=trio.socket.SOCK_DGRAM)
            with asker:
                await asker.sendto(query + b"\x00\x01\x00\x01", ("127.0.0.1", portal.dns))
                answer = await asker.recv(512)
    assert answer.startswith(b"\x12\x34\x85\x00\x00\x01\x00\x01")
    assert answer.endswith(bytes([127, 0, 0, 1]))


def request(verb: int, *texts: str) -> bytes:
    """Return a request as a web installer sends it."""
    data = b"".join(bytes([len(text)]) + text.encode() for text in texts)
    packet = b"IMPROV\x01\x03" + bytes([len(data) + 2, verb, len(data)]) + data
    return packet + bytes([sum(packet) % 256])


class Installer:
    """Reads what a device says on its serial line as an installer does."""

    def __init__(self, device: VirtualDevice) -> None:
        self._device = device
        self._heard = b""

    async def say(self, message: bytes) -> None:
        """Send a packet."""
        assert self._device.process.stdin is not None
        await self._device.process.stdin.send_all(message)

    async def hear(self) -> tuple[int, bytes]:
        """Return the type and the payload of the next packet."""
        assert self._device.process.stderr is not None
        while True:
            start = self._heard.find(b"\nIMPROV\x01")
            size = self._heard[start + 9] if start >= 0 and len(self._heard) > start + 9 else 0
            end = start + 1 + 9 + size + 1
            if start >= 0 and size and len(self._heard) >= end:
                packet = self._heard[start + 1 : end]
                self._heard = self._heard[end:]
                assert packet[-1] == sum(packet[:-1]) % 256
                return packet[7], packet[9:-1]
            self._heard += await self._device.process.stderr.receive_some()


async def test_web_installer_leads_a_new_device_to_its_network(frames: Path) -> None:
    async with (
        running_bridge([video]) as bridge,
        virtual_device("", frames, answers=True) as device,
    ):
        installer = Installer(device)
        with trio.fail_after(LIMIT_S):
            await installer.say(request(2))
            assert [await installer.hear() for _ in range(2)] == [(2, b"\0"), (1, b"\x02")]
            await installer.say(request(3))
            await installer.hear()
            assert b"gamebridge-pc" in (await installer.hear())[1]
            await installer.say(request(4))
            await installer.hear()
            assert b"virtual" in (await installer.hear())[1]
            assert await installer.hear() == (4, b"\x04\x00")
            await device.type(f"bridge set 127.0.0.1 {bridge.port}")
            await installer.say(request(1, "virtual", "virtual"))
            assert [await installer.hear() for _ in range(2)] == [(2, b"\0"), (1, b"\x03")]
            assert await installer.hear() == (1, b"\x04")
            kind, told = await installer.hear()
            assert (kind, told[0]) == (4, 1)
            await device.wait_stage("streaming")


async def test_web_installer_hears_of_a_wrong_password(frames: Path) -> None:
    async with virtual_device("", frames, answers=True) as device:
        installer = Installer(device)
        with trio.fail_after(LIMIT_S):
            await installer.say(request(1, "virtual", "wrong"))
            heard = [await installer.hear() for _ in range(4)]
    assert heard == [(2, b"\0"), (1, b"\x03"), (2, b"\x03"), (1, b"\x02")]


async def test_device_reads_what_the_command_line_wrote_into_its_store(
    frames: Path, tmp_path: Path
) -> None:
    state, store = tmp_path / "state", tmp_path / "store"
    state.mkdir()
    store.mkdir()
    async with running_bridge([auth, video], state_dir=state) as bridge:
        with open_store(state, wall_s) as keys:
            key = keys.add(PeerRecord("cam-7", "Camera", Role.DEVICE))
            desk_key = keys.add(PeerRecord("desk", "Desk", Role.OPERATOR))
        wanted = Provision(
            [Network('other "\\ network', 'pass"\\word'), Network("virtual", "virtual1")],
            Bridge("127.0.0.1", bridge.port),
            key,
            {"quality": "20", "resolution": "qvga", "fps": "12.5", "vflip": "on", "hue": "3"},
        )
        image = build_nvs_image(entries_of(wanted), 0x6000)
        for name, content in read_nvs_image(image).items():
            (store / name).write_bytes(content)
        async with (
            open_client(bridge.url, role="operator", id="desk", key=desk_key) as desk,
            virtual_device("", frames, "--store", str(store)) as device,
        ):
            health = await desk.subscribe(["device/cam-7/health"])
            with trio.fail_after(LIMIT_S):
                listed = (await device.ask("console", line="wifi list")).said
                await device.type("wifi add virtual virtual")
                told = msgspec.convert((await health.receive()).value, DeviceHealth)
    assert listed.splitlines()[0].startswith('other "\\ network')
    assert listed.splitlines()[1].startswith("virtual")
    found = {name: told.settings[name] for name in ("quality", "resolution", "fps", "vflip")}
    assert found == {"quality": 20, "resolution": "qvga", "fps": 12.5, "vflip": True}
