"""Keys at a real bridge, over real sockets."""

from pathlib import Path

import pytest

from bridge.api import BridgeError, Role, parse_pattern
from bridge.client import Status, open_client
from bridge.testing.contract import check_plugin
from bridge.testing.harness import running_bridge
from bridge_auth import plugin
from bridge_auth.records import PeerRecord
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from plugins.auth.tests.conftest import device

pytestmark = pytest.mark.sockets

JPEG = "device/cam-1/camera/jpeg"


async def test_plugin_keeps_the_rules_of_the_host() -> None:
    await check_plugin(plugin)


async def test_device_joins_with_its_key_and_not_without(tmp_path: Path) -> None:
    async with running_bridge([plugin], state_dir=tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            key = store.add(device())
        async with open_client(bridge.url, role="device", id="cam-1", key=key) as camera:
            await camera.advertise(JPEG)
        with pytest.raises(BridgeError, match="a device needs a key"):
            async with open_client(bridge.url, role="device", id="cam-1"):
                pass


async def test_wrong_and_revoked_keys_are_refused_with_the_reason(tmp_path: Path) -> None:
    async with running_bridge([plugin], state_dir=tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            key, other = store.add(device()), store.add(device("cam-2"))
            await expect_refusal(bridge.url, other, "not the key of cam-1")
            store.revoke("cam-1")
        await expect_refusal(bridge.url, key, "revoked")


async def expect_refusal(url: str, key: str, reason: str) -> None:
    with pytest.raises(BridgeError, match=reason):
        async with open_client(url, role="device", id="cam-1", key=key):
            pass


async def test_key_reads_only_the_topics_that_it_is_for(tmp_path: Path) -> None:
    wall_screen = PeerRecord(
        "wall", "Wall", Role.VIEWER, topics=(parse_pattern("device/cam-1/**"),)
    )
    async with running_bridge([plugin], state_dir=tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            key = store.add(wall_screen)
        async with open_client(bridge.url, role="viewer", id="wall", key=key) as wall:
            await wall.subscribe(["device/cam-1/state"])
            with pytest.raises(BridgeError, match="device/cam-2"):
                await wall.subscribe(["device/cam-2/state"])


async def test_a_session_whose_key_is_revoked_ends_within_a_second_and_says_why(
    tmp_path: Path,
) -> None:
    quiz = PeerRecord("quiz", "Quiz", Role.GAME)
    async with running_bridge([plugin], state_dir=tmp_path) as bridge:
        with open_store(tmp_path, wall_s) as store:
            key = store.add(quiz)
            async with open_client(bridge.url, role="game", id="quiz", key=key) as game:
                told: list[Status] = []
                game.watch(Status, told.append)
                await game.subscribe(["device/**"])
                store.revoke("quiz")
                with pytest.raises(BridgeError, match="4401"):
                    await game.wait_closed()
        assert "the key of quiz was revoked" in told[-1].text
