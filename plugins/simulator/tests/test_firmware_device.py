"""The firmware's core at a real bridge, looking at the simulator's scene."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest
import trio
from click.testing import CliRunner

from bridge.api import BridgeError
from bridge.client import open_client
from bridge.testing.harness import running_bridge
from bridge_simulator import plugin
from bridge_simulator.commands import simulate
from bridge_simulator.firmware_device import run_firmware
from bridge_simulator.frame_number import read_frame_number
from bridge_simulator.status import CameraStatus
from bridge_simulator.truth import GroundTruth
from bridge_simulator.virtual_device import FirmwareFlags, find_program, orders_from

JPEG, TRUTH = "device/cam-1/camera/jpeg", "device/cam-1/truth"
LIMIT_S = 60


def is_built() -> bool:
    try:
        return find_program("").is_file()
    except BridgeError:
        return False


pytestmark = [
    pytest.mark.sockets,
    pytest.mark.skipif(not is_built(), reason="no virtual device; to build it: make firmware"),
]


@asynccontextmanager
async def firmware_at_bridge(**flags: object) -> AsyncGenerator[tuple[str, CameraStatus]]:
    """Give the address of a bridge, and the counters of the firmware that is there."""
    async with running_bridge([plugin]) as bridge, trio.open_nursery() as nursery:
        told = msgspec.convert({"url": bridge.url, "size": "QVGA", **flags}, FirmwareFlags)
        (status,) = await nursery.start(run_firmware, orders_from(told))
        yield bridge.url, status
        nursery.cancel_scope.cancel()


def number_in(jpeg: bytes) -> int | None:
    decoder = av.CodecContext.create("mjpeg", "r")
    (frame,) = decoder.decode(av.Packet(jpeg))
    return read_frame_number(np.asarray(frame.to_ndarray(format="gray"), np.uint8))


@pytest.mark.parametrize("transport", ["ws", "http"])
async def test_firmware_sends_the_scene_with_its_truth(transport: str) -> None:
    async with (
        firmware_at_bridge(transport=transport) as (url, status),
        open_client(url) as client,
    ):
        pictures = await client.subscribe([JPEG])
        truths = await client.subscribe([TRUTH])
        with trio.fail_after(LIMIT_S):
            picture = await pictures.receive()
            truth = await truths.receive()
            while truth.frame_seq != picture.frame_seq:
                sample = min((picture, truth), key=lambda s: s.frame_seq or 0)
                if sample is picture:
                    picture = await pictures.receive()
                else:
                    truth = await truths.receive()
    assert number_in(picture.payload) == picture.frame_seq
    assert truth.captured_us == picture.captured_us
    known = msgspec.convert(truth.value, GroundTruth)
    assert known.frame_seq == truth.frame_seq
    assert [tag.tag_id for tag in known.tags] == [1, 2, 5, 7]
    assert known.intrinsics.width_px == 320
    assert status.frames_sent > 0
    assert status.connects == 1


async def test_what_is_set_on_the_firmware_changes_the_drawn_picture() -> None:
    async with (
        firmware_at_bridge() as (url, _),
        open_client(url, role="operator", id="desk") as desk,
    ):
        truths = await desk.subscribe([TRUTH])
        with trio.fail_after(LIMIT_S):
            await truths.receive()
            assert (await desk.call("cam-1", "set", {"hmirror": True})).value is True
            # A mirrored tag is no tag.
            while msgspec.convert((await truths.receive()).value, GroundTruth).tags:
                pass
            assert (await desk.call("cam-1", "set", {"resolution": "cif"})).value == "cif"
            while True:
                truth = msgspec.convert((await truths.receive()).value, GroundTruth)
                if truth.intrinsics.width_px == 400:
                    break


def test_a_script_that_is_wrong_is_said_as_the_program_says_it(tmp_path: Path) -> None:
    script = tmp_path / "outages.jsonl"
    script.write_text('{"do":"stal"}\n')
    words = ("--firmware", "--url", "ws://127.0.0.1:9", "--firmware-script", str(script))
    done = CliRunner().invoke(simulate, words)
    assert isinstance(done.exception, BridgeError)
    assert "outages.jsonl:1" in str(done.exception)
