"""Tags by UDP, each with its acknowledgement.

Knows: datagrams, who may send how many. Does not know: links, routes.

A datagram proves nothing, not even its sender, so an answer must not be worth asking for:
only neighbours get one, no more than so many per second, and never one that is longer
than what they sent. The usual one has 90 bytes and firmware sends 200 and more; to a
shorter datagram the answer is cut down until it fits, or left out.
"""

import errno
import ipaddress
import logging
import socket
from collections import Counter, OrderedDict
from contextlib import suppress

import trio

from bridge.api import (
    AdmissionRefused,
    Claim,
    Clock,
    Event,
    Role,
    SampleRefused,
    TagsArrived,
    is_neighbour,
)
from bridge_dialects.shared.peers import is_loopback
from bridge_dialects.taghub.allowance import Allowance
from bridge_dialects.taghub.device_names import display_name
from bridge_dialects.taghub.messages import Words, encode_words, read_words
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.tag_words import read_tags
from bridge_dialects.taghub.visitors import Visitors

MAX_DATAGRAM = 2048
MAX_SENDERS = 256
PER_SENDER_PER_S = 50.0
ALL_PER_S = 1000.0
_RETRY_S = 5.0

log = logging.getLogger("gamebridge.taghub")


class Datagrams:
    """What a datagram means and what is answered, without the socket."""

    def __init__(
        self, settings: TaghubSettings, visitors: Visitors, board: Noticeboard, clock: Clock
    ) -> None:
        self._settings = settings
        self._visitors = visitors
        self._board = board
        self._clock = clock
        self._all = Allowance(ALL_PER_S, ALL_PER_S)
        self._senders: OrderedDict[str, Allowance] = OrderedDict()
        self.counts: Counter[str] = Counter()

    def hear(self, datagram: bytes, sender: str) -> bytes | None:
        """Return the acknowledgement of a datagram, or None if there is none."""
        address = plain_address(sender)
        event: Event | None = None
        fault = self._find_fault(address)
        if not fault:
            try:
                event = self._publish(read_words(datagram.decode("utf-8", "replace")), address)
                fault = "" if event is not None else "no_tag"
            except AdmissionRefused:
                fault = "refused"
            except SampleRefused as error:
                fault = error.reason
        self.counts[fault or "taken"] += 1
        return None if event is None else self._acknowledge(event, len(datagram))

    def _find_fault(self, address: str) -> str:
        if not is_neighbour(address, self._settings.networks):
            return "foreign"
        return "" if self._admits(address) else "rate"

    def _admits(self, address: str) -> bool:
        now_us = self._clock.now_us()
        sender = self._senders.setdefault(address, Allowance(PER_SENDER_PER_S, PER_SENDER_PER_S))
        self._senders.move_to_end(address)
        if len(self._senders) > MAX_SENDERS:
            self._senders.popitem(last=False)
        return sender.admits(now_us) and self._all.admits(now_us)

    def _publish(self, words: Words | None, address: str) -> Event | None:
        if words is None:
            return None
        claim = Claim(
            role=Role.DEVICE,
            id="",
            address=address,
            is_loopback=is_loopback(address),
            is_encrypted=False,
            channel="udp",
            dialect=SYSTEM,
        )
        name = display_name(words.get("camera_name"), "")

        def read(number: int) -> TagsArrived | None:
            return read_tags(words, self._settings.family, number, address)

        return self._visitors.hear(claim, "udp", name, read)

    def _acknowledge(self, event: Event, limit_bytes: int) -> bytes | None:
        words: dict[str, object] = {"event": "apriltag_ack", "status": "received"}
        if isinstance(event, TagsArrived) and event.tags.tags:
            words["tag_id"] = event.tags.tags[0].tag_id
        words["server_timestamp"] = round(self._board.wall_s(), 3)
        for left_out in ("server_timestamp", "tag_id", "status"):
            answer = encode_words(words).encode("ascii")
            if len(answer) <= limit_bytes:
                return answer
            words.pop(left_out, None)
        answer = encode_words(words).encode("ascii")
        return answer if len(answer) <= limit_bytes else None


class UdpDoor:
    """The socket. A service: it stays without a port that it cannot have, and says so."""

    name = "taghub udp"

    def __init__(self, host: str, port: int, datagrams: Datagrams) -> None:
        self._host = host
        self._port = port
        self._datagrams = datagrams
        self.fault = ""
        self.port: int | None = None

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Take datagrams until cancelled."""
        door = await self._open_or_explain()
        task_status.started()
        while door is None:
            await trio.sleep(_RETRY_S)
            door = await self._open_or_explain()
        with door:
            await self._serve(door)

    async def _open_or_explain(self) -> trio.socket.SocketType | None:
        try:
            door = await self._open()
        except OSError as error:
            if not self.fault:
                self.fault = _explain(error, self._port)
                log.error("%s", self.fault)
            return None
        self.fault = ""
        self.port = door.getsockname()[1]
        return door

    async def _open(self) -> trio.socket.SocketType:
        found = await trio.socket.getaddrinfo(
            self._host or None, self._port, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _name, where = found[0]
        door = trio.socket.socket(family, kind, protocol)
        try:
            await door.bind(where)
        except BaseException:
            door.close()
            raise
        return door

    async def _serve(self, door: trio.socket.SocketType) -> None:
        while True:
            try:
                datagram, sender = await door.recvfrom(MAX_DATAGRAM)
            except ConnectionError:
                # The system tells of an answer that nobody took; that was its sender's risk.
                continue
            answer = self._datagrams.hear(datagram, sender[0])
            if answer is not None:
                # An answer that cannot leave is as good as one that was lost.
                with suppress(OSError):
                    await door.sendto(answer, sender)


def plain_address(address: str) -> str:
    """Return an IPv4 address as such, though it came in IPv6 dress."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def _explain(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"UDP port {port} is taken by another program: "
            "stop it, or set udp_port in [legacy.taghub]"
        )
    return f"UDP port {port} cannot be opened: {error}"
