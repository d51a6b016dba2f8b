"""The HTTP side answers as programs of this system expect, to those who may ask."""

import logging
from collections.abc import AsyncIterator, Callable
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
    HttpRoutes,
    Hub,
    LegacyTable,
    PluginContext,
    Role,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge.testing.fakes import FakeDevices, TrioClock, build_hub
from bridge_dialects.s3cam.running import S3camSystem
from bridge_dialects.s3cam.settings import S3camSettings

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "Who.", DeviceState)
JPEG = "device/s3cam-1/camera/jpeg"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def hub() -> Hub:
    await trio.lowlevel.checkpoint()
    return build_hub(TrioClock(), STATE)


@pytest.fixture
def devices() -> FakeDevices:
    return FakeDevices()


@pytest.fixture
async def client(
    hub: Hub, devices: FakeDevices, tmp_path: Path, nursery: trio.Nursery
) -> AsyncIterator[Browser]:
    logger = logging.getLogger("test")
    context = PluginContext(
        "dialects", hub, hub.clock, logger, tmp_path, devices, legacy=LegacyTable()
    )
    system = S3camSystem(context, S3camSettings(), lambda: 1_767_096_000.5)
    for service in system.services():
        await nursery.start(service.run)
    routes = HttpRoutes()
    system.add_routes(routes)
    app = QuartTrio(__name__)
    app.register_blueprint(next(s.blueprint for s in routes.sites if s.port == 6971))
    yield app.test_client()
    nursery.cancel_scope.cancel()


@pytest.fixture
def present(hub: Hub, devices: FakeDevices, camera: Callable[[str], DeviceState]) -> DeviceState:
    """A camera that is here and has sent a picture."""
    state = camera("s3cam-1")
    devices.known.append(state)
    hub.publish("device/s3cam-1/state", state)
    hub.publish(JPEG, payload=b"picture")
    return state


async def ask(client: Browser, path: str, status: int = 200) -> dict[str, object]:
    response = await client.get(path)
    assert response.status_code == status
    found: dict[str, object] = await response.get_json()
    return found


async def test_stats_have_exactly_their_keys(client: Browser, present: DeviceState) -> None:
    found = await ask(client, "/api/stats")
    assert list(found) == [
        "status",
        "camera_connected",
        "stats",
        "browsers_connected",
        "image_saver",
    ]
    assert (found["status"], found["camera_connected"]) == ("ok", True)
    counted = {"total_dirs": 0, "total_images": 0, "by_date": {}, "by_hour": {}}
    assert found["image_saver"] == {"enabled": False, "stats": counted}
    stats = found["stats"]
    assert isinstance(stats, dict)
    assert (stats["frames_received"], stats["camera_ip"]) == (1, "192.168.1.50")


async def test_health_says_since_when(client: Browser) -> None:
    found = await ask(client, "/api/health")
    assert list(found) == ["status", "uptime", "timestamp", "version"]
    assert (found["status"], found["version"]) == ("healthy", "2.0.0")


async def test_sizes_go_by_the_numbers_of_this_firmware(client: Browser) -> None:
    found = await ask(client, "/api/resolutions")
    sizes = found["resolutions"]
    assert isinstance(sizes, dict)
    assert (len(sizes), sizes["0"], sizes["12"]) == (13, "QQVGA (160x120)", "QXGA (2048x1536)")
    assert (found["status"], found["default"]) == ("ok", 7)


async def test_commands_have_the_ranges_of_the_firmware(client: Browser) -> None:
    found = await ask(client, "/api/commands")
    listed = found["commands"]
    assert isinstance(listed, dict)
    ranges = {name: about.get("range") for name, about in listed.items()}
    assert ranges["quality"] == [5, 63]
    assert ranges["fps"] == [1, 30]
    assert ranges["contrast"] == [-2, 2]
    assert ranges["reboot"] is None
    assert listed["reboot"]["priority"] == 0


@pytest.mark.parametrize(
    ("path", "args"),
    [
        ("quality/12", {"quality": 12}),
        ("resolution/7", {"resolution": "XGA"}),
        ("brightness/-2", {"brightness": -2}),
        ("reboot", {}),
    ],
)
async def test_a_command_goes_to_the_camera(
    client: Browser,
    present: DeviceState,
    devices: FakeDevices,
    path: str,
    args: dict[str, object],
) -> None:
    found = await ask(client, f"/api/command/{path}")
    command, _, value = path.partition("/")
    assert found == {"status": "success", "command": command, "value": value}
    assert [(call.target, call.args) for call in devices.calls] == [("s3cam-1", args)]
    assert devices.claims[-1].role is Role.GAME


async def test_a_command_without_a_camera_says_so(client: Browser) -> None:
    found = await ask(client, "/api/command/quality/12", 400)
    assert found == {"status": "error", "message": "No camera connected"}


async def test_a_command_that_fails_says_why(
    client: Browser, present: DeviceState, devices: FakeDevices
) -> None:
    assert "takes no command" in str((await ask(client, "/api/command/dance", 400))["message"])
    devices.answer = Ack("", AckStage.REJECTED, "device_refused", "quality: no")
    assert (await ask(client, "/api/command/quality/12", 400))["message"] == "quality: no"
    devices.answer = Ack("", AckStage.EXPIRED)
    assert (await ask(client, "/api/command/quality/12", 500))["message"] == "expired"


@pytest.mark.parametrize("header", [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")])
async def test_pages_from_elsewhere_change_nothing(
    client: Browser, present: DeviceState, devices: FakeDevices, header: tuple[str, str]
) -> None:
    headers = dict((header,))
    assert (await client.get("/api/command/reboot", headers=headers)).status_code == 403
    assert (await client.post("/api/images/toggle", headers=headers)).status_code == 403
    assert (await client.get("/api/stats", headers=headers)).status_code == 200
    assert devices.calls == []


async def test_strangers_are_refused_everywhere(client: Browser, devices: FakeDevices) -> None:
    devices.refusal = "203.0.113.9 is in none of the networks"
    for path in ("/", "/mjpeg", "/api/stats", "/api/images/latest", "/api/command/reboot"):
        found = await ask(client, path, 403)
        assert found == {"status": "error", "message": devices.refusal}


async def test_the_newest_picture_may_be_had(client: Browser, present: DeviceState) -> None:
    response = await client.get("/api/images/latest")
    assert await response.get_data() == b"picture"
    assert response.headers["Content-Type"] == "image/jpeg"
    found = await ask(client, "/api/images/latest?camera=other", 404)
    assert found == {"status": "error", "message": "No image available"}


async def test_pictures_are_saved_when_that_is_on(client: Browser, present: DeviceState) -> None:
    response = await client.post("/api/images/save", headers=JSON)
    assert response.status_code == 400
    response = await client.post("/api/images/toggle", headers=JSON)
    found = await response.get_json()
    assert (found["status"], found["enabled"]) == ("success", True)
    assert await ask(client, "/api/images/state") == {"status": "ok", "enabled": True}
    response = await client.post("/api/images/save", headers=JSON)
    found = await response.get_json()
    assert (found["status"], found["filename"]) == ("success", "1.jpg")
    found = await ask(client, "/api/images/stats")
    assert list(found) == ["status", "enabled", "stats", "last_saved", "today_images"]
    last = found["last_saved"]
    assert isinstance(last, dict)
    assert list(last) == ["path", "filename", "number", "date", "hour", "size"]
    assert found["today_images"] == 1
    response = await client.post("/api/images/toggle", json={"enabled": False})
    assert (await response.get_json())["enabled"] is False


async def test_a_disk_that_takes_nothing_is_told(
    client: Browser, present: DeviceState, tmp_path: Path
) -> None:
    await client.post("/api/images/toggle", json={"enabled": True})
    (tmp_path / "s3cam-images" / "saving").unlink()
    (tmp_path / "s3cam-images").rmdir()
    (tmp_path / "s3cam-images").write_bytes(b"a file where the folder was")
    for path, body in (("save", None), ("toggle", {"enabled": True})):
        answer = await client.post(f"/api/images/{path}", json=body)
        assert answer.status_code == 500
        assert (await answer.get_json())["status"] == "error"


async def test_nothing_is_saved_without_a_camera(client: Browser) -> None:
    await client.post("/api/images/toggle", json={"enabled": True})
    assert (await client.post("/api/images/save")).status_code == 404


@pytest.mark.parametrize("body", [b"{", b"[" * 60_000, b"\xff", b"1"])
async def test_a_body_that_is_no_json_only_toggles(client: Browser, body: bytes) -> None:
    response = await client.post("/api/images/toggle", data=body, headers=JSON)
    assert (await response.get_json())["enabled"] is True


async def test_the_stream_has_the_boundary_that_players_know(
    hub: Hub, client: Browser, present: DeviceState
) -> None:
    async with client.request("/mjpeg") as viewer:
        assert isinstance(viewer, HttpViewer)
        await viewer.send_complete()
        first = await viewer.receive()
        part = b"Content-Type: image/jpeg\r\n\r\n%b\r\n--frame\r\n"
        assert first == b"--frame\r\n" + part % b"picture"
        await hub.interest(JPEG).wait_wanted()
        hub.publish(JPEG, payload=b"second")
        assert await viewer.receive() == part % b"second"
        assert viewer.headers is not None
        assert viewer.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"
        assert "Content-Length" not in viewer.headers
        await viewer.disconnect()
        # The test connection waits for the end of an answer that has none.
        await viewer._client_send.aclose()
    await hub.interest(JPEG).wait_unwanted()


async def test_the_head_of_a_stream_has_an_end(client: Browser) -> None:
    response = await client.head("/mjpeg")
    assert response.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"


async def test_the_page_runs_nothing_that_the_house_forbids(client: Browser) -> None:
    response = await client.get("/")
    text = await response.get_data(as_text=True)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<script>" not in text
    assert "style=" not in text
    assert "://" not in text
    for name, kind in (("page.js", "text/javascript"), ("page.css", "text/css")):
        assert f'"/s3cam/{name}"' in text
        answer = await client.get(f"/s3cam/{name}")
        assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert (await client.get("/s3cam/routes.py")).status_code == 404
    assert (await client.get("/favicon.ico")).status_code == 204
