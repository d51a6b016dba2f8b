"""Socket.IO for unmodified dashboards, against python-socketio's own client."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import socketio
import trio
import websocket

from bridge.testing.programs import needs
from plugins.sources.tests.multicam.conftest import (
    DOOR,
    DOOR_TOPIC,
    ServedMulticam,
    picture,
    sighting,
)
from plugins.sources.tests.multicam.test_live_events import PATIENCE_S, curl, in_thread

pytestmark = [pytest.mark.sockets, needs("curl")]

TEXT_TYPE = ("-H", "Content-Type: text/plain;charset=UTF-8")


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


class BareLink:
    """A WebSocket on `/socket.io/`, by websocket-client. For threads."""

    def __init__(self, served: ServedMulticam, query: str) -> None:
        self.socket = websocket.WebSocket()
        self.socket.settimeout(PATIENCE_S)
        address = f"ws://127.0.0.1:{served.port}/socket.io/?{query}"
        self.socket.connect(address)  # type: ignore[no-untyped-call]

    def __enter__(self) -> websocket.WebSocket:
        return self.socket

    def __exit__(self, *_error: object) -> None:
        self.socket.close()
        self.socket.shutdown()  # type: ignore[no-untyped-call]


async def test_browsers_client_moves_while_a_poll_waits(served: ServedMulticam) -> None:
    """The order of packets is that of socket.io-client in a browser."""

    def use() -> None:
        polls = f"{served.url}/socket.io/?EIO=4&transport=polling&t=abc"
        opening = curl(polls)[1].decode()
        sid = json.loads(opening[1:])["sid"]
        polls += f"&sid={sid}"
        assert curl(*TEXT_TYPE, "--data-binary", "40", polls) == (200, b"ok")
        assert curl(polls)[1].startswith(b'40{"sid":')
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(curl, polls)
            with BareLink(served, f"EIO=4&transport=websocket&sid={sid}") as link:
                link.send("2probe")
                assert link.recv() == "3probe"
                assert waiting.result(PATIENCE_S) == (200, b"6")
                link.send("5")
                link.send('42["join_stream",{"stream_name":"ESP32 Camera (192.168.1.77)"}]')
                assert str(link.recv()).startswith('42["frame",{"stream_name":"ESP32 Camera')
                assert curl(polls)[0] == 400

    served.show(1)
    await in_thread(use)


async def test_old_clients_are_refused_in_words_they_show(served: ServedMulticam) -> None:
    def use() -> None:
        status, body = curl(f"{served.url}/socket.io/?EIO=3&transport=polling")
        assert (status, json.loads(body)["code"]) == (400, 5)
        assert "version 3 or later" in json.loads(body)["message"]
        with BareLink(served, "EIO=3&transport=websocket") as link:
            opcode, closing = link.recv_data()
            assert opcode == websocket.ABNF.OPCODE_CLOSE
            assert closing[:2] == (1008).to_bytes(2, "big")

    await in_thread(use)


async def test_viewer_that_leaves_stops_the_interest(served: ServedMulticam) -> None:
    def watch() -> None:
        for transports in (["websocket"], ["polling"]):
            with socketio.SimpleClient() as dashboard:
                dashboard.connect(served.url, transports=transports)
                dashboard.emit("join_stream", {"stream_name": DOOR})
                dashboard.receive(timeout=PATIENCE_S)

    served.show(1)
    await in_thread(watch)
    # A client that polls may leave without a word; its session then ends by its time limit.
    with trio.fail_after(4 * PATIENCE_S):
        await served.hub.interest(DOOR_TOPIC).wait_unwanted()


async def test_call_with_an_ack_is_answered(served: ServedMulticam) -> None:
    def call() -> None:
        with socketio.SimpleClient() as dashboard:
            dashboard.connect(served.url)
            answer = dashboard.call("leave_stream", {"stream_name": DOOR}, timeout=20)
            assert answer in (None, [])

    await in_thread(call)
