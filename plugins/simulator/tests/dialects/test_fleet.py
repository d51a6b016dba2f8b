"""Orders become devices with real pictures, and the command says what went wrong."""

import json
import socket

import pytest
import trio
from click.testing import CliRunner

from bridge.api import BridgeError
from bridge_simulator.commands import simulate
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.dialects.catalogue import DIALECTS
from bridge_simulator.dialects.dialect_flags import DialectFlags, orders_from
from bridge_simulator.dialects.fleet import build_device, life_of, run_fleet

VARIANTS = [(dialect.name, variant.name) for dialect in DIALECTS for variant in dialect.variants]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(("dialect", "variant"), VARIANTS)
async def test_every_variant_can_be_built(dialect: str, variant: str) -> None:
    (order,) = orders_from(DialectFlags(dialect=dialect, variant=variant))
    device = build_device(order, TrueClock(), trio.CapacityLimiter(1))
    assert callable(life_of(order, device))
    assert device.status.id == f"{dialect}-1"


@pytest.mark.sockets
async def test_picture_of_a_camera_shows_its_scene() -> None:
    port = free_port()
    flags = DialectFlags(dialect="m5", port=port, size="QVGA")
    async with trio.open_nursery() as nursery:
        (status,) = await nursery.start(run_fleet, orders_from(flags))
        while status.link != "idle":  # noqa: ASYNC110 - a counter has no event.
            await trio.sleep(0.01)
        async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
            await stream.send_all(b"GET /api/v1/capture HTTP/1.1\r\n\r\n")
            answer = b""
            while not answer.endswith(b"\xff\xd9"):
                answer += bytes(await stream.receive_some(65_536))
        nursery.cancel_scope.cancel()
    jpeg = answer.partition(b"\r\n\r\n")[2]
    start = jpeg.index(b"\xff\xc0")
    assert jpeg[start + 5 : start + 9] == bytes([0, 240, 1, 64])


@pytest.mark.sockets
def test_command_plays_a_device_and_tells_what_it_counted() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hub:
        hub.bind(("127.0.0.1", 0))
        port = str(hub.getsockname()[1])
        options = ["--dialect", "taghub", "--port", port, "--fps", "20", "--seconds", "0.5"]
        done = CliRunner().invoke(simulate, [*options, "--json"])
        told = json.loads(hub.recv(1_024))
    assert done.exit_code == 0, done.output
    assert told["camera_name"] == "Waveshare-ESP32-S3"
    (device,) = json.loads(done.stdout)["devices"]
    assert device["notes"]["tags"] >= 1


@pytest.mark.sockets
def test_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = CliRunner().invoke(simulate, ["--dialect", "cameraserver", "--port", port])
    assert isinstance(done.exception, BridgeError)
    assert f"port {port}" in str(done.exception)
    assert "--port" in str(done.exception)
