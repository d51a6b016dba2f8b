"""The plugin's parts together, run by the bridge's own pipeline in real threads."""

from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
import trio
import trio.lowlevel
from trio.testing import wait_all_tasks_blocked

from bridge.api import (
    FLAG_DISCONTINUITY,
    FLAG_KEY_FRAME,
    Delivery,
    Hub,
    Media,
    Mode,
    StageRegistry,
    Subscription,
)
from bridge.pipeline.pipeline import Pipeline
from bridge.testing.fakes import TrioClock, build_hub
from bridge_video.settings import VideoSettings
from bridge_video.stages import build_decoder, size_window, transcoding_stage

PaintJpeg = Callable[[int, int, str, int], bytes]
JPEG, H264 = "device/cam-1/camera/jpeg", "device/cam-1/camera/h264"
# Long enough for a machine that is busy with other tests.
PATIENT = Delivery(Mode.ALL, max_age_us=60_000_000)


@pytest.fixture
async def hub(nursery: trio.Nursery) -> AsyncIterator[Hub]:
    """Return a hub whose pictures the plugin transcodes on demand."""
    hub = build_hub(TrioClock())
    settings = VideoSettings()
    registry = StageRegistry()
    registry.add_decoder(Media.JPEG, partial(build_decoder, size_window(settings)))
    registry.add(transcoding_stage(settings))
    await nursery.start(Pipeline(hub, registry).run)
    yield hub
    nursery.cancel_scope.cancel()


async def watch(hub: Hub, name: str) -> Subscription:
    """Return a viewer of cam-1, once the stage listens to the camera."""
    viewer = hub.subscribe([H264], PATIENT, name=name)
    while not any(s.reader.name == "stage:h264" for s in hub.subscriptions()):
        await trio.lowlevel.checkpoint()
    return viewer


async def test_viewers_share_one_encoder(hub: Hub, paint_jpeg: PaintJpeg) -> None:
    hub.announce(JPEG)
    one, two = await watch(hub, "one"), await watch(hub, "two")
    for number in range(4):
        source = hub.publish(JPEG, payload=paint_jpeg(320, 240, "yuvj422p", number))
        seen = await one.receive()
        assert seen is await two.receive()
        assert (seen.frame_seq, seen.captured_us) == (source.seq, source.captured_us)
        assert seen.flags == (FLAG_KEY_FRAME if number == 0 else 0)
        assert [hop.name for hop in seen.hops] == ["h264.start", "h264.end"]


async def test_viewer_who_comes_later_begins_at_a_key_frame(
    hub: Hub, paint_jpeg: PaintJpeg
) -> None:
    hub.announce(JPEG)
    early = await watch(hub, "early")
    picture = paint_jpeg(64, 48, "yuvj422p", 1)
    for _ in range(3):
        hub.publish(JPEG, payload=picture)
        await early.receive()
    late = await watch(hub, "late")
    flags: list[int] = []
    # The first key frame was a moment ago, so the next one takes up to 250 ms.
    with trio.move_on_after(20) as patience:
        while late.take_nowait() is None:
            hub.publish(JPEG, payload=picture)
            flags.append((await early.receive()).flags)
    assert not patience.cancelled_caught
    assert flags[-1] == FLAG_KEY_FRAME
    assert not any(flags[:-1])


async def test_new_picture_size_reaches_viewers_as_a_new_beginning(
    hub: Hub, paint_jpeg: PaintJpeg
) -> None:
    hub.announce(JPEG)
    viewer = await watch(hub, "one")
    flags = []
    for width, height in ((64, 48), (96, 64), (96, 64)):
        hub.publish(JPEG, payload=paint_jpeg(width, height, "yuvj420p", 1))
        flags.append((await viewer.receive()).flags)
    assert flags == [FLAG_KEY_FRAME, FLAG_KEY_FRAME | FLAG_DISCONTINUITY, 0]


async def test_undecodable_picture_costs_itself_only(hub: Hub, paint_jpeg: PaintJpeg) -> None:
    hub.announce(JPEG)
    viewer = await watch(hub, "one")
    hub.publish(JPEG, payload=b"\xff\xd8 nothing like a picture \xff\xd9")
    # The stage keeps the newest picture only, so it must have taken the bad one first.
    (stage,) = (s for s in hub.subscriptions() if s.reader.name == "stage:h264")
    while stage.statistics().waiting:
        await trio.lowlevel.checkpoint()
    good = hub.publish(JPEG, payload=paint_jpeg(64, 48, "yuvj420p", 1))
    assert (await viewer.receive()).frame_seq == good.seq


async def test_nobody_watching_means_no_encoder(hub: Hub, paint_jpeg: PaintJpeg) -> None:
    hub.publish(JPEG, payload=paint_jpeg(64, 48, "yuvj420p", 1))
    await wait_all_tasks_blocked()
    assert hub.subscriptions() == ()
    assert hub.latest(H264) is None
