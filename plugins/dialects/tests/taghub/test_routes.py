"""Every HTTP route with its JSON, as pages, games and devices of old expect it."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio
from quart.typing import TestClientProtocol as Browser
from quart_trio import QuartTrio
from quart_trio.testing.connections import TestHTTPConnection as HttpViewer

from bridge.api import (
    Ack,
    AckStage,
    DeviceState,
    FrameArrived,
    HealthReport,
    Hop,
    HttpRoutes,
    Hub,
    PluginContext,
    TagDetections,
    TagsArrived,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge.testing.fakes import FakeDevices, TrioClock, build_hub
from bridge_dialects.taghub.running import TaghubSystem
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.tag_words import read_tags
from plugins.dialects.tests.taghub.conftest import TAGS_SPEC, TOKEN, WALL_S, WAVESHARE

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "Who.", DeviceState)
CAMERA = DeviceState(
    "taghub-1",
    "LilyGO",
    True,
    0,
    "ws",
    "192.168.1.50",
    "taghub",
    epoch=1,
    topics=("device/taghub-1/camera/jpeg",),
)
FRAME = bytes.fromhex("ffd8ffc0000b0800f000f001011100ffda0002") + bytes(200) + b"\xff\xd9"
FIFO = "/client_gdevelop_to_server__smartcam_data_get"


class House:
    """The system without sockets."""

    def __init__(self, folder: Path, token: str, *, picture_posts: bool = True) -> None:
        self.hub: Hub = build_hub(TrioClock(), STATE, TAGS_SPEC)
        self.devices = FakeDevices()
        context = PluginContext(
            "dialects", self.hub, self.hub.clock, logging.getLogger("test"), folder, self.devices
        )
        settings = TaghubSettings(token=token, udp=False, picture_posts=picture_posts)
        self.system = TaghubSystem(context, settings, lambda: WALL_S)

    def browser(self, port: int) -> Browser:
        """Return a client of one port."""
        routes = HttpRoutes()
        self.system.add_routes(routes)
        app = QuartTrio(__name__)
        for site in routes.sites:
            if site.port == port:
                app.register_blueprint(site.blueprint)
        return app.test_client()

    def bring_camera(self) -> None:
        """Let a camera be here."""
        self.devices.known[:] = [CAMERA]
        self.hub.publish("device/taghub-1/state", CAMERA)

    def show(self, jpeg: bytes = FRAME) -> None:
        """Let the camera send a picture, which takes the bridge two milliseconds."""
        now_us = self.hub.clock.now_us()
        hops = (Hop("received", now_us), Hop("published", now_us + 2000))
        self.hub.publish("device/taghub-1/camera/jpeg", payload=jpeg, hops=hops)

    def tell_tag(self, **more: object) -> None:
        """Let the camera tell a tag."""
        told = read_tags({**WAVESHARE, **more}, "tag36h11", 0)
        assert told is not None
        self.hub.publish("device/taghub-1/tags", told.tags)


@pytest.fixture
async def house(tmp_path: Path, nursery: trio.Nursery) -> AsyncIterator[House]:
    house = House(tmp_path, TOKEN)
    for service in house.system.services():
        await nursery.start(service.run)
    yield house
    nursery.cancel_scope.cancel()


@pytest.fixture
def client(house: House) -> Browser:
    return house.browser(5000)


async def ask(client: Browser, path: str, status: int = 200) -> dict[str, object]:
    response = await client.get(path)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    found: dict[str, object] = await response.get_json()
    return found


async def post(
    client: Browser, path: str, words: object, status: int = 200, **headers: str
) -> dict[str, object]:
    sent = {"Content-Type": "application/json", "Authorization": TOKEN} | headers
    data = json.dumps(words) if words is not None else ""
    response = await client.post(path, data=data, headers=sent)
    assert response.status_code == status
    found: dict[str, object] = await response.get_json()
    return found


async def test_status_says_who_is_here(house: House, client: Browser) -> None:
    nobody = {"active_connections": 0, "esp32_connected": False, "gdevelop_clients": 0}
    assert await ask(client, "/status") == {
        "server": "online",
        "protocol": "websockets_async",
        "uptime_seconds": 0,
        "websocket": nobody,
    }
    house.bring_camera()
    status = await ask(client, "/status")
    assert status["websocket"] == nobody | {"esp32_connected": True}


async def test_uptime_and_history_follow_the_device(
    house: House, client: Browser, autojump_clock: trio.testing.MockClock
) -> None:
    gone = {"days": 0, "hours": 0, "minutes": 0, "seconds": 0}
    assert await ask(client, "/connection_uptime") == gone | {
        "connected": False,
        "uptime_seconds": 0,
        "uptime_formatted": "Not connected",
    }
    house.bring_camera()
    await trio.sleep(3723)
    assert await ask(client, "/connection_uptime") == {
        "connected": True,
        "uptime_seconds": 3723,
        "uptime_formatted": "1h 2m 3s",
        "days": 0,
        "hours": 1,
        "minutes": 2,
        "seconds": 3,
    }
    away = DeviceState(CAMERA.id, CAMERA.name, False, 0, dialect="taghub", epoch=1)
    house.hub.publish("device/taghub-1/state", away)
    history = await ask(client, "/connection_history")
    assert history["total_sessions"] == 1
    assert isinstance(history["sessions"], list)
    assert history["sessions"][0]["duration_formatted"] == "1h 2m 3s"


async def test_photo_is_the_newest_picture_with_its_age(
    house: House, client: Browser, autojump_clock: trio.testing.MockClock
) -> None:
    missing = await client.get("/photo")
    assert missing.status_code == 404
    house.bring_camera()
    house.show()
    await trio.sleep(1.2)
    response = await client.get("/photo")
    assert await response.get_data() == FRAME
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Frame-Age"] == "1.2s"
    assert response.headers["Cache-Control"] == "no-cache, no-store, must-revalidate"
    assert response.headers["Expires"] == "0"
    assert "Access-Control-Allow-Origin" not in response.headers
    # Whoever asks is a reader, so that cameras that work on demand go on.
    assert any(s.reader.patterns[0].text == CAMERA.topics[0] for s in house.hub.subscriptions())
    await trio.sleep(15)
    assert not any(s.reader.patterns[0].text == CAMERA.topics[0] for s in house.hub.subscriptions())


async def test_video_numbers_are_computed_from_the_pictures(
    house: House, client: Browser, autojump_clock: trio.testing.MockClock
) -> None:
    house.bring_camera()
    for _ in range(12):
        house.show()
        await trio.sleep(2)
    assert await ask(client, "/video_fps") == {
        "fps": 0.5,
        "target_fps": 0.5,
        "interval_ms": 2000,
        "width": 240,
        "height": 240,
        "resolution": "240x240",
    }
    stats = await ask(client, "/video_stats")
    size = len(FRAME)
    assert stats == {
        "avg_interval": 2.0,
        "min_interval": 2.0,
        "max_interval": 2.0,
        "jitter": 0.0,
        "avg_fps": 0.5,
        "target_fps": 0.5,
        "avg_size": size,
        "min_size": size,
        "max_size": size,
        "avg_processing": 2.0,
        "max_processing": 2.0,
        "total_frames": 12,
        "dropped_frames": 0,
        "efficiency": 100.0,
        "recommendation": stats["recommendation"],
        "current_fps": 0.5,
        "width": 240,
        "height": 240,
        "resolution": "240x240",
    }
    assert str(stats["recommendation"]).startswith("OPTIMAL")


async def test_numbers_wait_for_pictures(client: Browser) -> None:
    stats = await ask(client, "/video_stats")
    assert stats["recommendation"] == "WAITING_FOR_DATA"
    assert (await ask(client, "/video_fps"))["resolution"] == "Unknown"


async def test_stream_shows_pictures_as_they_come(house: House, client: Browser) -> None:
    house.bring_camera()
    house.show()
    async with client.request("/video_stream") as viewer:
        assert isinstance(viewer, HttpViewer)
        await viewer.send_complete()
        assert FRAME in await viewer.receive()
        await viewer.disconnect()
        # The test connection waits for the end of an answer that has none.
        await viewer._client_send.aclose()


async def test_interval_is_told_to_the_devices(house: House, client: Browser) -> None:
    path = "/set_video_interval"
    refused = await post(client, path, {"interval_ms": 1000}, 503)
    assert refused == {"status": "error", "message": "ESP32 not connected"}
    for bad in (50, 20_000, "1000", True, None):
        assert (await post(client, path, {"interval_ms": bad}, 400))["status"] == "error"
    house.bring_camera()
    assert await post(client, path, {"interval_ms": 2000}) == {
        "status": "success",
        "interval_ms": 2000,
        "fps": 0.5,
    }
    (call,) = house.devices.calls
    assert (call.target, call.method, call.args) == ("taghub-1", "set", {"video_interval_ms": 2000})
    house.devices.answer = Ack("", AckStage.UNKNOWN)
    await post(client, path, {"interval_ms": 2000}, 503)
    await post(client, path, {"interval_ms": 2000}, 403, Origin="null")


async def test_tags_are_fetched_one_by_one_oldest_first(house: House, client: Browser) -> None:
    nothing = {
        "smartcam_ip": "",
        "camera_name": "",
        "tag_id": -1,
        "timestamp": 0,
        "list_remaining": 0,
        **dict.fromkeys(
            ("yaw", "pitch", "roll", "x_cm", "y_cm", "z_cm", "tag_size_percent", "distance_cm"),
            0.0,
        ),
    }
    assert await ask(client, FIFO) == nothing
    for tag_id in range(60):
        house.tell_tag(tag_id=tag_id)
    first = await ask(client, FIFO)
    assert first == nothing | {
        name: value for name, value in WAVESHARE.items() if name in nothing
    } | {"tag_id": 10, "timestamp": WALL_S, "list_remaining": 49}
    assert (await ask(client, FIFO))["tag_id"] == 11
    preflight = await client.options(FIFO, headers={"Origin": "null"})
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("port", [5000, 5100])
async def test_tag_is_posted_with_the_bare_token(house: House, port: int) -> None:
    client = house.browser(port)
    answer = await post(client, "/apriltag", WAVESHARE)
    assert answer == {"status": "received", "event": "apriltag_ack"}
    claim = house.devices.claims[-1]
    assert (claim.bearer, claim.channel, claim.role) == (TOKEN, "http", "device")
    (told,) = house.devices.hosted[claim.id].events
    assert isinstance(told, TagsArrived)
    assert isinstance(told.tags, TagDetections)
    assert told.tags.tags[0].raw == WAVESHARE


async def test_post_that_is_not_taken_says_why(house: House, client: Browser) -> None:
    nothing: tuple[object, ...] = (None, {})
    for words in nothing:
        assert await post(client, "/apriltag", words, 400) == {"error": "No JSON body"}
    assert "tag_id" in str(await post(client, "/apriltag", {"yaw": 1}, 400))
    await post(client, "/apriltag", WAVESHARE, 403, Origin="http://localhost:8000")
    house.devices.refusal = "Missing auth_token"
    refused = await post(client, "/apriltag", WAVESHARE, 401)
    assert refused == {"error": "Invalid auth_token"}
    assert house.devices.hosted == {}


async def test_pictures_are_posted_under_both_names(house: House, client: Browser) -> None:
    headers = {"Content-Type": "image/jpeg"}  # The firmware shows no token with pictures.
    path = "/client_e32__http_post_to_serverhub__smartcam_video_stream"
    first = await client.post(path, data=FRAME, headers=headers)
    assert await first.get_json() == {"status": "success", "size": len(FRAME)}
    second = await client.post("/video_frame_upload", data=FRAME, headers=headers)
    assert await second.get_json() == {
        "status": "success",
        "frame_size": len(FRAME),
        "frame_count": 2,
    }
    empty = await client.post("/video_frame_upload", headers=headers)
    assert (empty.status_code, await empty.get_json()) == (400, {"error": "Empty frame data"})
    (device,) = house.devices.hosted.values()
    assert device.events == [FrameArrived(FRAME), FrameArrived(FRAME)]
    assert house.devices.claims[0].bearer == TOKEN


async def test_pictures_can_be_made_to_show_the_token(tmp_path: Path) -> None:
    house = House(tmp_path, TOKEN, picture_posts=False)
    headers = {"Content-Type": "image/jpeg"}
    await house.browser(5000).post("/video_frame_upload", data=FRAME, headers=headers)
    assert house.devices.claims[0].bearer is None


async def test_older_routes_answer_as_they_did(house: House, client: Browser) -> None:
    path = "/client_e32_to_server__smartcam_data_post"
    assert await post(client, path, WAVESHARE) == {
        "status": "success",
        "message": "AprilTag data received successfully",
        "received_data": {
            "id": 5,
            "camera_name": "Waveshare-ESP32-S3",
            "timestamp": 12345678,
        },
        "server_time": WALL_S,
    }
    missing = await post(client, path, {"yaw": 1}, 400)
    assert missing == {"error": "Missing required field: tag_id"}
    house.tell_tag()
    status = await ask(client, "/esp32_status")
    assert status["esp32_communication"] == "receiving_data"
    statistics = status["statistics"]
    assert isinstance(statistics, dict)
    assert statistics["unique_tag_ids"] == [5]
    assert statistics["successful_requests"] == 1
    assert (await ask(client, "/test_esp32_connection"))["status"] == "server_online"


async def test_pages_are_there_with_all_that_they_need(client: Browser) -> None:
    for path in ("/", "/video", "/video_viewer"):
        page = await client.get(path)
        assert page.headers["Content-Type"].startswith("text/html")
        text = await page.get_data(as_text=True)
        assert "<script type" in text
        assert "style=" not in text
    for name in ("hub.js", "video.js", "hub.css"):
        assert (await client.get(f"/taghub/{name}")).status_code == 200
    assert (await client.get("/taghub/index.html")).status_code == 404


async def test_health_says_how_weak_it_is(house: House, tmp_path: Path) -> None:
    report = HealthReport()
    house.system.report_health(report)
    texts = [f"{item.level} {item.text}" for item in report.items]
    assert texts[0].startswith("ok taghub: 0 devices")
    assert any("token that travels in the clear" in text for text in texts)
    assert not any("has no token" in text for text in texts)
    report = HealthReport()
    House(tmp_path, "").system.report_health(report)
    assert any("has no token" in item.text for item in report.items)
