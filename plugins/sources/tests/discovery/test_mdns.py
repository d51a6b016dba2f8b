"""Cameras that announce themselves on the loopback interface."""

import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from zeroconf import IPVersion, ServiceInfo, Zeroconf

from bridge_sources.discovery.mdns import MdnsListener
from bridge_sources.discovery.services import ESP_CAM, Announced, sighting_of

HERE = "127.0.0.1"
LIMIT_S = 20.0

pytestmark = pytest.mark.sockets


def camera(label: str) -> ServiceInfo:
    return ServiceInfo(
        ESP_CAM,
        f"{label}.{ESP_CAM}",
        addresses=[socket.inet_aton(HERE)],
        port=8001,
        properties={"model": "OV2640", "stream_port": "8002", "raw": b"\xff\xfe"},
        server=f"{label}.local.",
    )


@asynccontextmanager
async def announcing(info: ServiceInfo) -> AsyncIterator[None]:
    """Announce a camera on loopback, and say goodbye at the end."""

    def begin() -> Zeroconf:
        found = Zeroconf([HERE], ip_version=IPVersion.V4Only, use_asyncio=False)
        found.register_service(info, cooperating_responders=True)
        return found

    try:
        board = await trio.to_thread.run_sync(begin)
    except OSError as error:
        pytest.skip(f"no multicast on loopback: {error}")
    try:
        yield
    finally:
        await trio.to_thread.run_sync(board.close)


async def test_a_camera_is_heard_come_and_go() -> None:
    come_in, come_out = trio.open_memory_channel[Announced](8)
    gone_in, gone_out = trio.open_memory_channel[str](8)
    listener = MdnsListener(come_in.send_nowait, gone_in.send_nowait, [HERE])
    with trio.fail_after(LIMIT_S):
        async with trio.open_nursery() as nursery:
            await nursery.start(lambda task_status: listener.run(task_status=task_status))
            async with announcing(camera("porch-1")):
                heard = await come_out.receive()
            assert await gone_out.receive() == heard.name == f"porch-1.{ESP_CAM}"
            nursery.cancel_scope.cancel()
    seen = sighting_of(heard)
    assert seen is not None
    assert (seen.name, seen.address, seen.port) == ("porch-1", HERE, 8001)
    assert (seen.model, seen.stream_port, seen.origin) == ("OV2640", 8002, heard.name)


async def test_listening_starts_and_stops_cleanly_and_leaves_no_thread() -> None:
    before = threading.active_count()
    listener = MdnsListener(lambda _: None, lambda _: None, [HERE])
    with trio.fail_after(LIMIT_S):
        for _ in range(2):
            async with trio.open_nursery() as nursery:
                await nursery.start(lambda task_status: listener.run(task_status=task_status))
                zeroconf_threads = [t for t in threading.enumerate() if "zeroconf" in t.name]
                assert zeroconf_threads
                nursery.cancel_scope.cancel()
            assert not [t for t in threading.enumerate() if "zeroconf" in t.name]
    # trio keeps a worker thread for later.
    assert threading.active_count() <= before + 1
