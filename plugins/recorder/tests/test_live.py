"""Recordings of a real bridge, over real sockets."""

from pathlib import Path

import pytest

from bridge.client import open_client
from bridge.testing.contract import check_plugin
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_recorder import plugin
from bridge_recorder.remote import open_remote
from bridge_recorder.values import RecordingRequest
from plugins.recorder.tests.conftest import messages_of, paint_jpeg

pytestmark = pytest.mark.sockets

SETTINGS = """
[bridge]
port = 0
[plugin.recorder]
min_free_bytes = 0
min_free_percent = 0.0
"""
JPEG = "device/cam-1/camera/jpeg"


async def test_plugin_keeps_the_rules_of_the_host() -> None:
    await check_plugin(plugin, SETTINGS)


async def publish_pictures(bridge: RunningBridge, count: int) -> None:
    async with open_client(bridge.url, role="device", id="cam-1") as camera:
        channel = await camera.advertise(JPEG)
        async with open_client(bridge.url, role="viewer") as viewer:
            shown = await viewer.subscribe([JPEG])
            for number in range(count):
                await channel.publish(payload=paint_jpeg(number))
                await shown.receive()


async def test_pictures_of_a_camera_are_recorded_fetched_and_shown(tmp_path: Path) -> None:
    target = tmp_path / "mine.mcap"
    async with (
        running_bridge([plugin], SETTINGS, tmp_path) as bridge,
        open_remote(bridge.http_url, None) as remote,
    ):
        started = await remote.start(RecordingRequest((JPEG,), "Live"))
        await publish_pictures(bridge, 10)
        ended = await remote.stop(started.id)
        await remote.download(ended.id, target, lambda _done, _all: None)
        listed = await remote.list()
        film = await remote.client.get(f"/v1/recordings/{ended.id}.mp4")
    assert [status.name for status in listed.recordings] == ["Live"]
    assert ended.samples == len(messages_of(target)) == 10
    assert film.content[4:8] == b"ftyp"


async def test_bridge_that_ends_leaves_a_whole_file(tmp_path: Path) -> None:
    async with running_bridge([plugin], SETTINGS, tmp_path) as bridge:
        async with open_remote(bridge.http_url, None) as remote:
            started = await remote.start(RecordingRequest((JPEG,)))
        await publish_pictures(bridge, 3)
        bridge.stop.set()
    path = tmp_path / "recordings" / f"{started.id}.mcap"
    assert len(messages_of(path)) == 3
