"""Virtual cameras at a real bridge, over real sockets."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import av
import numpy as np
import pytest
import trio

from bridge.api import AckStage
from bridge.client import open_client
from bridge.testing.contract import check_plugin
from bridge.testing.harness import running_bridge
from bridge_simulator import plugin
from bridge_simulator.client_uplink import open_http_uplink, open_ws_uplink, with_scheme
from bridge_simulator.frame_number import read_frame_number
from bridge_simulator.play import play
from bridge_simulator.simulation import Flags, devices_from_flags, run_simulation
from bridge_simulator.status import CameraStatus
from bridge_simulator.truth import GroundTruth

pytestmark = pytest.mark.sockets

JPEG, TRUTH = "device/cam-1/camera/jpeg", "device/cam-1/truth"
OPENERS = {"ws": open_ws_uplink, "http": open_http_uplink}


@asynccontextmanager
async def camera_at_bridge(transport: str = "ws") -> AsyncGenerator[tuple[str, CameraStatus]]:
    """Give the address of a bridge, and the counters of the camera that is there."""
    cameras = devices_from_flags(Flags(size="QVGA", fps=20, transport=transport))
    async with running_bridge([plugin]) as bridge, trio.open_nursery() as nursery:
        cameras = [replace(options, url=bridge.url) for options in cameras]
        (status,) = await nursery.start(run_simulation, cameras, OPENERS[transport])
        yield bridge.url, status
        nursery.cancel_scope.cancel()


def number_in(jpeg: bytes) -> int | None:
    decoder = av.CodecContext.create("mjpeg", "r")
    (frame,) = decoder.decode(av.Packet(jpeg))
    return read_frame_number(np.asarray(frame.to_ndarray(format="gray"), np.uint8))


@pytest.mark.parametrize("transport", ["ws", "http"])
async def test_viewer_gets_numbered_pictures_and_their_truth(transport: str) -> None:
    async with camera_at_bridge(transport) as (url, _), open_client(url) as client:
        pictures = await client.subscribe([JPEG])
        truths = await client.subscribe([TRUTH])
        picture, truth = await pictures.receive(), await truths.receive()
        assert number_in(picture.payload) == picture.frame_seq
        assert truth.schema == f"{GroundTruth.__name__}@1"
        assert truth.value is not None
        assert truth.value["frame_seq"] == truth.frame_seq
        assert picture.device_us is not None
        # The camera has been up for longer than the bridge, and knows the difference.
        assert abs(picture.received_us - picture.captured_us) < 2_000_000


@pytest.mark.parametrize("transport", ["ws", "http"])
async def test_command_changes_the_picture_and_is_acknowledged(transport: str) -> None:
    async with (
        camera_at_bridge(transport) as (url, _),
        open_client(url, role="operator") as client,
    ):
        pictures = await client.subscribe([JPEG])
        before = len((await pictures.receive()).payload)
        ack = await client.call("cam-1", "set", {"quality": 60})
        assert (ack.stage, ack.value) == (AckStage.APPLIED, 60)
        refused = await client.call("cam-1", "set", {"quality": 99})
        assert (refused.stage, refused.code) == (AckStage.REJECTED, "out_of_range")
        while len((await pictures.receive()).payload) > before * 0.7:
            pass


async def test_camera_rests_until_somebody_watches() -> None:
    async with camera_at_bridge() as (url, status), open_client(url) as client:
        while status.link != "idle":  # noqa: ASYNC110 - a counter has no event.
            await trio.sleep(0.01)
        assert status.frames_captured == 0
        await (await client.subscribe([JPEG])).receive()
        assert status.frames_sent > 0


async def test_game_measures_what_it_got() -> None:
    async with camera_at_bridge() as (url, _):
        report = await play(url, 0.5)
    frames, latency = report["frames"], report["latency_us"]
    assert isinstance(frames, dict)
    assert isinstance(latency, dict)
    assert frames["received"] > 0
    assert latency["camera/jpeg"]["device_sent->received"]["count"] > 0
    assert latency["camera/jpeg"]["captured->arrived"]["p50"] > 0


@pytest.mark.parametrize("transport", ["ws", "http"])
async def test_a_board_is_steered_read_and_switched_off(transport: str) -> None:
    flags = Flags(board="pad", transport=transport, has_autopilot=False)
    async with running_bridge([plugin]) as bridge, trio.open_nursery() as nursery:
        (pad,) = [replace(options, url=bridge.url) for options in devices_from_flags(flags)]
        (status,) = await nursery.start(run_simulation, [pad], OPENERS[transport])
        async with open_client(bridge.url, role="game") as client:
            inputs = await client.subscribe(["device/pad-1/input/axis-x"])
            while (await inputs.receive()).value != {"value": 0.0, "unit": ""}:
                pass
            assert (await client.call("pad-1", "steer", {"axis-x": 0.5})).value == 0.5
            while (await inputs.receive()).value != {"value": 0.5, "unit": ""}:
                pass
            assert (await client.call("pad-1", "set", {"vibration": 1.0})).value == 1.0
        async with open_client(bridge.url) as viewer:
            healths = await viewer.subscribe(["device/pad-1/health"])
            while "'vibration': 0.0" not in str((await healths.receive()).value):
                pass
        state = bridge.bridge.directory.state("pad-1")
        assert state is not None
        assert state.sdk.startswith("gamebridge-simulator/")
        assert status.frames_sent > 0
        nursery.cancel_scope.cancel()


async def test_plugin_keeps_the_rules_of_the_host() -> None:
    await check_plugin(plugin)


@pytest.mark.parametrize(
    ("given", "scheme", "made"),
    [
        ("http://a:1", "ws", "ws://a:1"),
        ("https://a", "ws", "wss://a"),
        ("wss://a", "http", "https://a"),
        ("a:8080", "ws", "ws://a:8080"),
    ],
)
def test_address_fits_the_transport(given: str, scheme: str, made: str) -> None:
    assert with_scheme(given, scheme) == made
