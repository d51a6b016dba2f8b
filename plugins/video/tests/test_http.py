"""Snapshots and streams over HTTP: the newest picture, nothing kept, nobody left behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from quart.typing import TestClientProtocol as Browser
from quart_trio import QuartTrio
from quart_trio.testing.connections import TestHTTPConnection as HttpViewer
from trio.testing import MockClock, wait_all_tasks_blocked

from bridge.api import FLAG_KEY_FRAME, DeviceState, Hub, TopicKind, TopicSpec, parse_pattern
from bridge.testing.fakes import TrioClock, build_hub
from bridge_video.http import build_blueprint
from bridge_video.streams import BOUNDARY

JPEG = "device/cam-1/camera/jpeg"
H264 = "device/cam-1/camera/h264"
STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "Who.", DeviceState)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """Return a hub on the test's clock; nobody may be subscribed when the test ends."""
    hub = build_hub(TrioClock(), STATE)
    yield hub
    assert hub.subscriptions() == ()


@pytest.fixture
def client(hub: Hub) -> Browser:
    """Return a browser."""
    app = QuartTrio(__name__)
    app.register_blueprint(build_blueprint(hub))
    return app.test_client()


def say_state(hub: Hub, *, online: bool, reason: str = "") -> None:
    """Let the directory say whether cam-1 is here."""
    state = DeviceState("cam-1", "Desk", online, 0, reason=reason)
    hub.publish("device/cam-1/state", state)


async def test_snapshot_is_the_newest_picture(hub: Hub, client: Browser) -> None:
    hub.publish(JPEG, payload=b"older")
    sample = hub.publish(JPEG, payload=b"newer")
    response = await client.get("/devices/cam-1/camera.jpg")
    assert (response.status_code, await response.get_data()) == (200, b"newer")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Gamebridge-Captured-Us"] == str(sample.captured_us)
    assert response.headers["Gamebridge-Seq"] == "2"


async def test_snapshot_waits_for_a_camera_that_is_about_to_send(
    hub: Hub, client: Browser, autojump_clock: MockClock, nursery: trio.Nursery
) -> None:
    hub.announce(JPEG)

    async def send_later() -> None:
        await trio.sleep(1.5)
        hub.publish(JPEG, payload=b"picture")

    nursery.start_soon(send_later)
    response = await client.get("/devices/cam-1/camera.jpg")
    assert (response.status_code, await response.get_data()) == (200, b"picture")


async def test_snapshot_of_a_silent_camera_is_refused_after_two_seconds(
    hub: Hub, client: Browser, autojump_clock: MockClock
) -> None:
    hub.announce(JPEG)
    started_s = trio.current_time()
    response = await client.get("/devices/cam-1/camera.jpg")
    assert trio.current_time() - started_s == pytest.approx(2.0)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    body = await response.get_json()
    assert body["code"] == "camera_silent"
    assert "cam-1" in body["text"]


@pytest.mark.parametrize(("age_s", "status"), [(5, 200), (20, 503)])
async def test_snapshot_of_a_slow_camera_is_its_last_picture(
    hub: Hub, client: Browser, autojump_clock: MockClock, age_s: int, status: int
) -> None:
    hub.publish(JPEG, payload=b"picture")
    await trio.sleep(age_s)
    response = await client.get("/devices/cam-1/camera.jpg")
    assert response.status_code == status


async def test_snapshot_of_a_device_that_left_says_so_at_once(
    hub: Hub, client: Browser, autojump_clock: MockClock
) -> None:
    say_state(hub, online=False, reason="no answer for 20 s")
    started_s = trio.current_time()
    response = await client.get("/devices/cam-1/camera.jpg")
    assert trio.current_time() == started_s
    assert response.status_code == 503
    text = (await response.get_json())["text"]
    assert text == "device 'cam-1' is offline: no answer for 20 s"


@pytest.mark.parametrize("view", ["camera.jpg", "camera.mjpeg", "camera.h264"])
async def test_unknown_device_is_named_with_what_there_is_instead(
    hub: Hub, client: Browser, view: str
) -> None:
    for number in range(10):
        hub.publish(f"device/cam-{number}/camera/jpeg", payload=b"picture")
    response = await client.get(f"/devices/nobody/{view}")
    assert response.status_code == 404
    body = await response.get_json()
    assert "'nobody'" in body["text"]
    assert "cam-0, cam-1" in body["hint"]
    assert "and 2 more" in body["hint"]


async def test_malformed_device_id_is_explained(hub: Hub, client: Browser) -> None:
    response = await client.get("/devices/CAM%20%2A/camera.jpg")
    assert response.status_code == 404
    body = await response.get_json()
    assert "a-z" in body["text"]
    assert "No camera has connected yet" in body["hint"]


@asynccontextmanager
async def watch(client: Browser, view: str) -> AsyncIterator[HttpViewer]:
    """Ask for a view of cam-1; leave at the end."""
    async with client.request(f"/devices/cam-1/{view}") as viewer:
        assert isinstance(viewer, HttpViewer)
        await viewer.send_complete()
        yield viewer
        await viewer.disconnect()
        # The test connection waits for the end of a response that has none.
        await viewer._client_send.aclose()


def part(payload: bytes, captured_us: int) -> bytes:
    """Return what a viewer receives for one picture."""
    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(payload)}\r\n"
    head += f"Gamebridge-Captured-Us: {captured_us}\r\n\r\n"
    return head.encode() + payload + b"\r\n--" + BOUNDARY + b"\r\n"


async def test_mjpeg_stream_shows_each_picture_at_once(hub: Hub, client: Browser) -> None:
    hub.announce(JPEG)
    async with watch(client, "camera.mjpeg") as viewer:
        assert await viewer.receive() == b"--" + BOUNDARY + b"\r\n"
        assert viewer.status_code == 200
        assert viewer.headers is not None
        assert BOUNDARY.decode() in viewer.headers["Content-Type"]
        for payload in (b"one", b"two"):
            sample = hub.publish(JPEG, payload=payload)
            assert await viewer.receive() == part(payload, sample.captured_us)


async def test_new_viewer_sees_the_newest_picture_without_waiting(
    hub: Hub, client: Browser, autojump_clock: MockClock
) -> None:
    sample = hub.publish(JPEG, payload=b"picture")
    await trio.sleep(3)
    async with watch(client, "camera.mjpeg") as viewer:
        opening = b"--" + BOUNDARY + b"\r\n"
        assert await viewer.receive() == opening + part(b"picture", sample.captured_us)


async def test_viewer_that_leaves_frees_its_subscription(hub: Hub, client: Browser) -> None:
    hub.announce(JPEG)
    async with watch(client, "camera.mjpeg") as viewer:
        await viewer.receive()
        (subscription,) = hub.subscriptions()
        assert subscription.reader.name.startswith("http multipart/x-mixed-replace")
    assert hub.subscriptions() == ()


async def test_stream_goes_on_for_longer_than_a_response_usually_may(
    hub: Hub, client: Browser, autojump_clock: MockClock
) -> None:
    hub.announce(JPEG)
    async with watch(client, "camera.mjpeg") as viewer:
        await viewer.receive()
        await trio.sleep(300)
        hub.publish(JPEG, payload=b"late")
        assert b"late" in await viewer.receive()


async def test_viewer_that_does_not_read_loses_old_pictures_only(hub: Hub, client: Browser) -> None:
    hub.announce(JPEG)
    async with watch(client, "camera.mjpeg") as viewer:
        await wait_all_tasks_blocked()
        for number in range(50):
            hub.publish(JPEG, payload=b"picture %d." % number)
            await wait_all_tasks_blocked()
        (subscription,) = hub.subscriptions()
        assert subscription.statistics().waiting == 1
        assert subscription.statistics().dropped["replaced"] > 30
        seen = b""
        while b"picture 49." not in seen:
            seen = await viewer.receive()


async def test_fps_limits_the_rate(hub: Hub, client: Browser, autojump_clock: MockClock) -> None:
    hub.announce(JPEG)
    async with watch(client, "camera.mjpeg?fps=10") as viewer:
        await viewer.receive()
        seen = 0
        for _ in range(90):
            hub.publish(JPEG, payload=b"picture")
            with trio.move_on_after(1 / 30):
                await viewer.receive()
                seen += 1
                await trio.sleep_forever()
        assert 28 <= seen <= 32


@pytest.mark.parametrize("fps", ["0", "-1", "ten", "nan", "inf", "121"])
async def test_fps_that_is_no_rate_is_refused(hub: Hub, client: Browser, fps: str) -> None:
    hub.announce(JPEG)
    response = await client.get(f"/devices/cam-1/camera.mjpeg?fps={fps}")
    assert response.status_code == 400
    assert f"'{fps}'" in (await response.get_json())["text"]


@pytest.mark.parametrize("view", ["camera.mjpeg", "camera.h264"])
async def test_head_of_a_stream_ends(hub: Hub, client: Browser, view: str) -> None:
    hub.announce(JPEG)
    async with client.request(f"/devices/cam-1/{view}", method="HEAD") as viewer:
        assert isinstance(viewer, HttpViewer)
        await viewer.send_complete()
        assert await viewer.receive() == b""
        assert viewer.headers is not None
        assert viewer.headers["Cache-Control"] == "no-store"
        assert "Content-Length" not in viewer.headers


async def test_h264_stream_asks_for_a_key_frame_and_begins_there(hub: Hub, client: Browser) -> None:
    asked: list[bool] = []
    hub.publish(JPEG, payload=b"picture")
    hub.announce(H264)
    hub.set_key_frame_source(H264, lambda: asked.append(True))
    async with watch(client, "camera.h264") as viewer:
        assert await viewer.receive() == b""
        assert asked
        for payload, flags in ((b"p0", 0), (b"key", FLAG_KEY_FRAME), (b"p1", 0)):
            hub.publish(H264, payload=payload, flags=flags)
        assert [await viewer.receive() for _ in range(2)] == [b"key", b"p1"]
        assert viewer.headers is not None
        assert viewer.headers["Content-Type"] == "video/h264"


async def test_picture_is_written_once_for_all_viewers(hub: Hub, client: Browser) -> None:
    hub.announce(JPEG)
    async with watch(client, "camera.mjpeg") as one, watch(client, "camera.mjpeg") as two:
        await one.receive()
        await two.receive()
        hub.publish(JPEG, payload=b"picture")
        assert await one.receive() is await two.receive()
