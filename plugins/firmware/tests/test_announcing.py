"""A bridge that tells where it is, and whoever asks as the firmware does."""

import logging
import socket
import struct

import psutil
import pytest
import trio
from trio.testing import MockClock

from bridge_firmware.announcing import Announcer, describe_service, lan_addresses

HERE = "127.0.0.1"
PORT = 8123
LIMIT_S = 20.0


def test_service_has_a_name_of_its_own() -> None:
    info = describe_service("desk.example", PORT, ["10.0.0.2", "10.1.0.2"])
    assert info.name == "gamebridge on desk._gamebridge._tcp.local."
    assert (info.server, info.port) == ("gamebridge-desk.local.", PORT)
    assert info.parsed_addresses() == ["10.0.0.2", "10.1.0.2"]


def test_one_address_is_announced_when_one_is_listened_on() -> None:
    assert lan_addresses("192.168.7.7") == ("192.168.7.7",)
    known = {str(entry.address) for entries in psutil.net_if_addrs().values() for entry in entries}
    found = lan_addresses("0.0.0.0")
    assert set(found) <= known - {HERE}


def question() -> bytes:
    """Return the firmware's question, as firmware/components/bridge_core asks it."""
    name = b"\x0b_gamebridge\x04_tcp\x05local\x00"
    return struct.pack(">6H", 0x1234, 0, 1, 0, 0, 0) + name + struct.pack(">2H", 12, 0x8001)


@pytest.mark.sockets
async def test_question_from_any_port_is_answered_with_port_and_address() -> None:
    announcer = Announcer(PORT, logging.getLogger("test"), lambda: (HERE,))
    asker = trio.socket.socket(type=socket.SOCK_DGRAM)
    asker.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(HERE))
    with trio.fail_after(LIMIT_S), asker:
        await asker.bind((HERE, 0))
        async with trio.open_nursery() as nursery:
            await nursery.start(announcer.run)
            answer = b""
            while PORT.to_bytes(2, "big") not in answer:
                await asker.sendto(question(), ("224.0.0.251", 5353))
                with trio.move_on_after(1):
                    answer = await asker.recv(1500)
            nursery.cancel_scope.cancel()
    assert answer.startswith(b"\x12\x34\x84")
    assert socket.inet_aton(HERE) in answer
    assert announcer.addresses == ()


async def test_bridge_without_a_network_waits_for_one(
    autojump_clock: MockClock,
) -> None:
    asked = 0

    def find() -> tuple[str, ...]:
        nonlocal asked
        asked += 1
        return ()

    announcer = Announcer(PORT, logging.getLogger("test"), find)
    with trio.move_on_after(100):
        await announcer.run()
    assert asked == 4
