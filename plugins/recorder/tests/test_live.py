"""Recordings of a real bridge, over real sockets."""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
import trio

from bridge.api import (
    Delivery,
    Mode,
    Output,
    Picture,
    Place,
    Sample,
    Stage,
    StageRegistry,
    TagDetections,
    hookimpl,
    parse_pattern,
)
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
EVERYTHING = Delivery(Mode.ALL, max_age_us=0, depth=1000)


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
        film = await remote.rest.http.get(f"/v1/recordings/{ended.id}.mp4")
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


class NumberStage:
    """Finds the same tag in every picture."""

    def __call__(self, sample: Sample, picture: Picture | None) -> Output:
        return Output(TagDetections(99, None))

    def request_key_frame(self) -> None:
        """Nothing to start afresh."""

    def close(self) -> None:
        """Nothing to give back."""


def build_stage(_topic: str, _options: Mapping[str, object]) -> NumberStage:
    return NumberStage()


@hookimpl
def _register_stages(stages: StageRegistry) -> None:
    takes, gives = parse_pattern("device/*/camera/jpeg"), parse_pattern("device/*/tags")
    stages.add(Stage("tags", takes, gives, build_stage, Place.ASYNC, 50_000, TagDetections))


def finder() -> ModuleType:
    """Return a plugin with a stage that makes tags of pictures."""
    module = ModuleType("bridge_finder.plugin")
    vars(module)["bridge_register_stages"] = _register_stages
    return module


async def record_a_camera_with_its_own_tags(running: RunningBridge) -> None:
    async with (
        open_client(running.url, role="game", id="quiz") as game,
        open_client(running.url, role="device", id="cam-1", name="Desk") as camera,
    ):
        pictures = await camera.advertise(JPEG)
        tags = await camera.advertise("device/cam-1/tags")
        await game.call_bridge("start_recording", name="Round 1")
        async with open_client(running.url, role="viewer") as viewer:
            shown = await viewer.subscribe([JPEG, "device/cam-1/tags"], EVERYTHING)
            for number in range(5):
                await pictures.publish(payload=paint_jpeg(number))
                await tags.publish(TagDetections(number, None))
                await shown.receive()
                await shown.receive()
        await game.call_bridge("stop_recording")


async def test_a_recorded_camera_comes_back_with_what_it_said_and_takes_no_commands(
    tmp_path: Path,
) -> None:
    with trio.fail_after(30):
        async with running_bridge([plugin, finder()], SETTINGS, tmp_path) as running:
            await record_a_camera_with_its_own_tags(running)
            async with open_client(running.url, role="game", id="quiz") as game:
                tags = await game.subscribe(["device/*/tags"], EVERYTHING)
                replay = await game.call_bridge("start_replay", recording="Round 1", loop=True)
                found = [(await tags.receive()).value for _ in range(5)]
                device = running.bridge.directory.state("cam-1")
                assert device is not None
                assert (device.name, device.transport) == ("Desk", "replay")
                ack = await game.call("cam-1", "reboot")
                assert (ack.stage, ack.code) == ("rejected", "replayed")
                assert await game.call_bridge("stop_replay") == replay
                left = running.bridge.directory.state("cam-1")
    assert [(value or {})["frame_seq"] for value in found] == [0, 1, 2, 3, 4]
    assert left is not None
    assert (left.online, left.reason) == (False, "the replay was stopped")
