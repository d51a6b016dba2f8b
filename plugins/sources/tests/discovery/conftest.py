"""Cameras of multicam on this machine: they hear the loopback's broadcasts."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import trio

LOOPBACK_BROADCAST = "127.255.255.255"
LIMIT_S = 20.0


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))
        return int(probe.getsockname()[1])


@dataclass
class MulticamBoard:
    """Answers questions that reach `port` by broadcast, to that port or to the asker's.

    `says` makes the answer from the board's own address.
    """

    address: str
    port: int
    says: Callable[[str], bytes] = lambda address: f"ESP32_CAMERA:{address}:80".encode()
    is_answering_asker: bool = False
    questions: int = 0

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Answer until cancelled."""
        with _socket() as ear, _socket() as mouth:
            # An ear at the broadcast address leaves what is for the port to the bridge.
            await ear.bind((LOOPBACK_BROADCAST, self.port))
            await mouth.bind((self.address, 0))
            task_status.started()
            while True:
                question, asker = await ear.recvfrom(100)
                assert question == b"DISCOVER_CAMERAS"
                self.questions += 1
                port = asker[1] if self.is_answering_asker else self.port
                await mouth.sendto(self.says(self.address), (asker[0], port))

    async def announce(self) -> None:
        """Say without having been asked that the camera is here."""
        with _socket() as mouth:
            await mouth.bind((self.address, 0))
            await mouth.sendto(self.says(self.address), (LOOPBACK_BROADCAST, self.port))


def _socket() -> trio.socket.SocketType:
    opened = trio.socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    return opened


@asynccontextmanager
async def answering(*boards: MulticamBoard) -> AsyncIterator[None]:
    """Let boards answer inside the block; skip where loopback has no broadcasts."""
    async with trio.open_nursery() as nursery:
        for board in boards:
            try:
                await nursery.start(_start, board)
            except OSError as error:
                pytest.skip(f"no broadcasts on loopback: {error}")
        yield
        nursery.cancel_scope.cancel()


async def _start(board: MulticamBoard, *, task_status: trio.TaskStatus[None]) -> None:
    await board.run(task_status=task_status)
