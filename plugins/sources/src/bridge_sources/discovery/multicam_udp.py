"""Asking all cameras of the network by broadcast, as multicam does.

Knows: sockets, how often to ask. Does not know: what is done with the answers. It never
answers anybody: a question that comes in is somebody else's.
"""

import ipaddress
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import ifaddr
import trio

from bridge.api import RemoteProtocolError
from bridge_sources.discovery.announcements import (
    MAX_ANSWER_BYTES,
    PORT,
    QUESTION,
    parse_answer,
)
from bridge_sources.discovery.found import Sighting

ASK_EVERY_S = 15.0
EVERYBODY = "255.255.255.255"
# More is a flood; what waits in the kernel meanwhile is dropped there.
MAX_DATAGRAMS_PER_S = 500

OnSeen = Callable[[Sighting], object]
Targets = Callable[[], Sequence[str]]


def broadcast_addresses() -> list[str]:
    """Return the broadcast address of every IPv4 network of this machine, and everybody's."""
    found = dict[str, None]()
    for adapter in ifaddr.get_adapters():
        for address in adapter.ips:
            # Networks of one or two addresses have none to spare for broadcasts.
            if isinstance(address.ip, str) and address.network_prefix < 31:
                network = ipaddress.ip_interface(f"{address.ip}/{address.network_prefix}").network
                found[str(network.broadcast_address)] = None
    return [*found, EVERYBODY]


@dataclass(slots=True)
class AskingStatistics:
    """What was asked and what came back. `fault` is for people."""

    questions: int = 0
    answers: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    fault: str = ""


class MulticamFinder:
    """Asks at once, every `every_s` seconds, and when told to; hears answers at any time.

    Cameras answer to port 8888 whatever port they were asked from; some may answer the
    asking port. Both are heard.
    """

    def __init__(
        self,
        on_seen: OnSeen,
        *,
        port: int = PORT,
        targets: Targets = broadcast_addresses,
        every_s: float = ASK_EVERY_S,
    ) -> None:
        self._on_seen = on_seen
        self._port = port
        self._targets = targets
        self._every_s = every_s
        self._asked = trio.Event()
        self.statistics = AskingStatistics()

    def ask(self) -> None:
        """Ask now, as soon as `run` gets to it."""
        self._asked.set()

    async def run(self, *, task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED) -> None:
        """Ask and listen until cancelled; tell the asking socket's port.

        When port 8888 is taken, only answers to the asking port are heard, and
        `statistics.fault` says so.
        """
        self.statistics.fault = ""
        with _open_socket() as asking:
            await asking.bind(("0.0.0.0", 0))  # noqa: S104 - cameras are on any network.
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._listen, asking)
                await nursery.start(self._listen_at_port)
                task_status.started(asking.getsockname()[1])
                await self._ask_again_and_again(asking)

    async def _listen_at_port(self, *, task_status: trio.TaskStatus[None]) -> None:
        with _open_socket() as listening:
            try:
                await listening.bind(("0.0.0.0", self._port))  # noqa: S104 - as above.
            except OSError as error:
                self.statistics.fault = f"UDP port {self._port}: {error.strerror or error}"
                task_status.started()
                return
            task_status.started()
            await self._listen(listening)

    async def _ask_again_and_again(self, asking: trio.socket.SocketType) -> None:
        while True:
            self._asked = trio.Event()
            for target in self._targets():
                await self._send_question(asking, target)
            with trio.move_on_after(self._every_s):
                await self._asked.wait()

    async def _send_question(self, asking: trio.socket.SocketType, target: str) -> None:
        try:
            await asking.sendto(QUESTION, (target, self._port))
        except OSError:
            # An interface that is down or has no route; the others are asked all the same.
            self.statistics.refused["unreachable"] += 1
        else:
            self.statistics.questions += 1

    async def _listen(self, hearing: trio.socket.SocketType) -> None:
        began_s, count = trio.current_time(), 0
        while True:
            try:
                datagram, sender = await hearing.recvfrom(MAX_ANSWER_BYTES + 1)
            except ConnectionError:
                continue  # Windows tells here that an earlier question reached nobody.
            self._take(datagram, str(sender[0]))
            count += 1
            if trio.current_time() - began_s >= 1.0:
                began_s, count = trio.current_time(), 0
            elif count >= MAX_DATAGRAMS_PER_S:
                self.statistics.refused["flood"] += 1
                await trio.sleep_until(began_s + 1.0)

    def _take(self, datagram: bytes, sender: str) -> None:
        try:
            seen = parse_answer(datagram, sender)
        except RemoteProtocolError as error:
            self.statistics.refused[error.code] += 1
            return
        if seen is not None:
            self.statistics.answers += 1
            self._on_seen(seen)


def _open_socket() -> trio.socket.SocketType:
    opened = trio.socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    return opened
