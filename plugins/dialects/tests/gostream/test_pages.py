"""The pages and the status over HTTP, without a server."""

import json
import re

import pytest
from quart_trio import QuartTrio
from quart_trio.testing import TrioClient

from bridge.api import DeviceState
from bridge.testing.fakes import FakeDevices
from bridge_dialects.gostream.guest import Guest
from bridge_dialects.gostream.pages import (
    ASSETS,
    CONTENT_TYPES,
    FOLDER,
    GostreamPages,
    build_blueprint,
)
from bridge_dialects.gostream.roster import Roster

PAGES = ("video.html", "mjpeg.html")


class House:
    """The routes of the main port or of one of its own, and what they look at."""

    def __init__(self, port: int | None = None) -> None:
        self.devices = FakeDevices()
        self.roster = Roster()
        pages = GostreamPages(self.devices, self.roster)
        app = QuartTrio("test")
        app.register_blueprint(build_blueprint(pages, self.devices, port))
        self.client = TrioClient(app)

    def add_camera(self, device_id: str, name: str = "", *, online: bool = True) -> None:
        """Let the directory know a camera."""
        topics = (f"device/{device_id}/camera/jpeg",)
        self.devices.known.append(DeviceState(device_id, name, online, 0, "ws", topics=topics))

    async def get(self, path: str) -> tuple[int, str, bytes]:
        """Return status, content type and body."""
        answer = await self.client.get(path)
        return answer.status_code, answer.content_type or "", await answer.get_data(as_text=False)


async def test_status_is_the_old_servers_byte_by_byte() -> None:
    house = House()
    assert await house.get("/status") == (
        200,
        "application/json",
        b'{"camera_clients":0,"streaming":false,"viewer_clients":0}\n',
    )
    house.add_camera("cam-1")
    house.add_camera("cam-2", online=False)
    house.roster.viewers = 2
    assert (await house.get("/status"))[2] == (
        b'{"camera_clients":1,"streaming":true,"viewer_clients":2}\n'
    )


async def test_a_camera_counts_once_whether_it_has_sent_a_picture_or_not() -> None:
    house = House()
    guest = Guest("192.168.1.50", "ESP32 Websocket Client", is_page=False, camera="")
    name = house.roster.enter_camera(guest)
    assert json.loads((await house.get("/status"))[2])["camera_clients"] == 1
    house.add_camera(name)
    assert json.loads((await house.get("/status"))[2])["camera_clients"] == 1


async def test_cameras_are_listed_in_a_stable_order() -> None:
    house = House()
    for name in ("cam-2", "cam-1"):
        house.add_camera(name, name.title())
    house.add_camera("cam-0", online=False)
    assert json.loads((await house.get("/gostream/cameras"))[2]) == [
        {"id": "cam-1", "name": "Cam-1"},
        {"id": "cam-2", "name": "Cam-2"},
    ]


@pytest.mark.parametrize(
    ("port", "path", "page"),
    [
        (None, "/gostream", "video.html"),
        (None, "/mjpeg", "mjpeg.html"),
        (8080, "/", "video.html"),
        (8080, "/mjpeg", "mjpeg.html"),
    ],
)
async def test_pages_are_where_they_belong(port: int | None, path: str, page: str) -> None:
    status, content_type, body = await House(port).get(path)
    assert (status, content_type) == (200, "text/html; charset=utf-8")
    assert body == (FOLDER / page).read_bytes()


async def test_the_main_page_stays_the_panels() -> None:
    assert (await House().get("/"))[0] == 404


async def test_assets_are_served_and_nothing_else() -> None:
    house = House()
    for name in ASSETS:
        status, content_type, _ = await house.get(f"/gostream/{name}")
        assert (status, content_type) == (200, CONTENT_TYPES[f".{name.rpartition('.')[2]}"])
    for name in ("video.html", "..%2Fpages.py", "none.js"):
        assert (await house.get(f"/gostream/{name}"))[0] == 404


def test_every_file_of_the_pages_is_known() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*ASSETS, *PAGES}


def test_pages_hold_to_the_houses_policy() -> None:
    for path in FOLDER.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|eval\(|style=|onclick=\"|https?://(?!www.w3.org)", text), (
            path.name
        )
        for address in re.findall(r"/gostream/([a-z_]+\.(?:js|css|svg))", text):
            assert address in ASSETS


async def test_peers_that_are_not_admitted_see_nothing() -> None:
    house = House()
    house.devices.refusal = "in none of the networks"
    for path in ("/gostream", "/mjpeg", "/status", "/gostream/cameras", "/gostream/link.js"):
        status, _, body = await house.get(path)
        assert (status, b"networks" in body) == (403, True)
