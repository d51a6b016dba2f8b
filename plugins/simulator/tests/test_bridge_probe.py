"""Ports are looked at before they are used; answers are JSON objects."""

import socket

import pytest
import trio

from bridge.api import BridgeError
from bridge_simulator.bridge_probe import choose_port, fetch_json, wait_healthy

pytestmark = pytest.mark.sockets


def test_port_zero_is_a_free_one() -> None:
    assert choose_port("127.0.0.1", 0) > 1023


def test_taken_port_is_named_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BridgeError, match=f"port {port} on 127.0.0.1.*--port {port + 1}"):
            choose_port("127.0.0.1", port)


async def answer(body: bytes, *, task_status: trio.TaskStatus[int]) -> None:
    """Give one HTTP answer to everyone."""

    async def say(stream: trio.SocketStream) -> None:
        async with stream:
            await stream.receive_some(4096)
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            await stream.send_all(head.encode() + body)

    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    task_status.started(listener.socket.getsockname()[1])
    await trio.serve_listeners(say, [listener])


@pytest.mark.parametrize("body", [b'{"status": "ok"}', b"[1]", b"<html>"])
async def test_answer_must_be_an_object(body: bytes) -> None:
    async with trio.open_nursery() as nursery:
        url = f"http://127.0.0.1:{await nursery.start(answer, body)}"
        if body.startswith(b"{"):
            assert await fetch_json(url) == {"status": "ok"}
            await wait_healthy(url)
        else:
            with pytest.raises(BridgeError, match=url):
                await fetch_json(url)
        nursery.cancel_scope.cancel()
