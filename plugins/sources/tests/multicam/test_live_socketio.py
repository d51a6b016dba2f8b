"""Socket.IO for unmodified dashboards, against python-socketio's own client."""

import base64
from collections.abc import Callable

import pytest
import socketio
import trio

from plugins.sources.tests.multicam.conftest import DOOR, ServedMulticam, picture, sighting

pytestmark = pytest.mark.sockets

PATIENCE_S = 20.0


async def in_thread(run: Callable[[], None]) -> None:
    await trio.to_thread.run_sync(run, limiter=trio.CapacityLimiter(1))


@pytest.mark.parametrize(
    ("transports", "ends_on"),
    [(["websocket"], "websocket"), (["polling"], "polling"), (None, "websocket")],
)
async def test_dashboard_sees_pictures_of_the_stream_that_it_joins(
    served: ServedMulticam, transports: list[str] | None, ends_on: str
) -> None:
    def watch() -> None:
        with socketio.SimpleClient() as dashboard:
            dashboard.connect(served.url, transports=transports)
            assert dashboard.transport == ends_on
            dashboard.emit("join_stream", {"stream_name": DOOR})
            for number in (1, 2, 3):
                event, frame = dashboard.receive(timeout=PATIENCE_S)
                assert (event, frame["stream_name"]) == ("frame", DOOR)
                assert base64.b64decode(frame["frame_data"]) == picture(number)
                assert frame["frame_count"] == number
                trio.from_thread.run_sync(served.show, number + 1)

    served.show(1)
    await in_thread(watch)


async def test_dashboard_hears_of_cameras_that_are_discovered(served: ServedMulticam) -> None:
    def watch() -> None:
        with socketio.SimpleClient() as dashboard:
            dashboard.connect(served.url)
            trio.from_thread.run_sync(served.found.note, sighting(), 1)
            event, camera = dashboard.receive(timeout=PATIENCE_S)
            assert event == "camera_discovered"
            assert (camera["ip"], camera["port"]) == ("192.168.1.88", 80)

    await in_thread(watch)
