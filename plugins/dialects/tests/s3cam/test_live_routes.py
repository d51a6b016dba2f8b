"""Every route of this system at a real bridge, asked by curl."""

import json
from collections.abc import Callable
from functools import partial
from subprocess import PIPE

import pytest
import trio

from bridge.testing.programs import needs
from plugins.dialects.tests.s3cam.live_kit import JPEG, WAIT_S, blocking, join, running, show

pytestmark = [pytest.mark.sockets, needs("curl")]

MakeJpeg = Callable[[int], bytes]


async def curl(url: str, *options: str) -> tuple[str, bytes]:
    """Return the status and the body that curl gets."""
    run = await trio.run_process(
        ["curl", "-sS", "-w", "\n%{http_code}", *options, url], capture_stdout=True
    )
    body, _, status = run.stdout.rpartition(b"\n")
    return status.decode(), body


GET_ROUTES = {
    "/": b"<!doctype html>",
    "/s3cam/page.js": b"//",
    "/s3cam/page.css": b":root",
    "/api/stats": b'{"status":"ok","camera_connected":true,"stats":{',
    "/api/health": b'{"status":"healthy","uptime":',
    "/api/resolutions": b'{"status":"ok","resolutions":{"0":"QQVGA (160x120)",',
    "/api/commands": b'{"status":"ok","commands":{',
    "/api/images/stats": b'{"status":"ok","enabled":false,',
    "/api/images/state": b'{"status":"ok","enabled":false}',
    "/api/images/latest": b"\xff\xd8",
}


async def test_every_route_answers_curl(jpeg: MakeJpeg) -> None:
    async with running() as run:
        board = await join(run)
        await show(run, board, jpeg(9_000))
        site = f"http://127.0.0.1:{run.http_port}"
        for path, beginning in GET_ROUTES.items():
            status, body = await curl(site + path)
            assert (path, status) == (path, "200")
            assert body.startswith(beginning), path
        json_type = ("-H", "Content-Type: application/json", "-X", "POST")
        status, body = await curl(f"{site}/api/images/toggle", *json_type, "-d", "{}")
        assert json.loads(body)["enabled"] is True
        status, body = await curl(f"{site}/api/images/save", *json_type)
        assert (status, json.loads(body)["filename"]) == ("200", "1.jpg")
        await blocking(board.leave)


async def test_a_command_by_curl_reaches_the_board() -> None:
    async with running() as run:
        site = f"http://127.0.0.1:{run.http_port}"
        status, body = await curl(f"{site}/api/command/quality/12")
        assert (status, json.loads(body)["message"]) == ("400", "No camera connected")
        board = await join(run)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(blocking, board.obey)
            status, body = await curl(f"{site}/api/command/quality/12")
        assert json.loads(body) == {"status": "success", "command": "quality", "value": "12"}
        await blocking(board.leave)


async def test_the_stream_is_what_curl_reads_until_it_leaves(jpeg: MakeJpeg) -> None:
    async with running() as run:
        board = await join(run)
        hub = run.bridge.bridge.hub
        command = ["curl", "-sSN", f"http://127.0.0.1:{run.http_port}/mjpeg"]
        async with trio.open_nursery() as nursery:
            run_curl = partial(trio.run_process, command, stdout=PIPE, check=False)
            reader = await nursery.start(run_curl)
            with trio.fail_after(WAIT_S):
                await hub.interest(JPEG).wait_wanted()
                await blocking(partial(board.show, jpeg(9_000)))
                seen = b""
                while jpeg(9_000) not in seen:
                    seen += await reader.stdout.receive_some()
            reader.terminate()
        assert seen.startswith(b"--frame\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8")
        with trio.fail_after(WAIT_S):
            await hub.interest(JPEG).wait_unwanted()
        await blocking(board.leave)


async def test_the_stream_port_has_no_pages_and_no_routes_of_the_bridge() -> None:
    async with running() as run:
        for path in ("/", "/api/stats", "/mjpeg", "/v1/devices", "/healthz"):
            status, _body = await curl(f"http://127.0.0.1:{run.stream_port}{path}")
            assert (path, status) == (path, "404")
        status, _body = await curl(f"http://127.0.0.1:{run.http_port}/v1/devices")
        assert status == "404"
