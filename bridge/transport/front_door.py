"""Where every connection comes in: one look at its first words, then the right room.

Knows: TCP, TLS, the head of the first request, who may come in. Does not know: what is
said on a link, which routes there are.

A connection's handler ends all of its own errors. One that escaped would take the
listener, and with it every other connection, down.
"""

import logging
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import trio
import trio_websocket
from wsproto.utilities import ProtocolError as WebSocketProtocolError

from bridge.transport.door_policy import DoorPolicy
from bridge.transport.first_words import answer, read_head, secure
from bridge.transport.http_link import HttpLink
from bridge.transport.http_server import HttpServer
from bridge.transport.link_stream import LinkStream
from bridge.transport.links import ChooseLink, LinkHandler, describe_opening, serve_link
from bridge.transport.listeners import accept_connections
from bridge.transport.refusal import Refusal, RequestRefused
from bridge.transport.request_gate import RequestGate
from bridge.transport.request_head import RequestHead, find_websocket_fault, parse_head
from bridge.transport.turnstile import ConnectionLimits, Turnstile
from bridge.wire.constants import MAX_MESSAGE_BYTES

log = logging.getLogger("gamebridge.transport")

# From the first byte of the connection, TLS included, to the last of the head.
HEAD_DEADLINE_S = 5.0
# At most so many strangers are told at a time that there is no room; others are cut off.
_MAX_REFUSALS_AT_ONCE = 64
# Origins that were refused are logged once each, and no more of them than this.
_MAX_TOLD = 256


_DRAINING = Refusal(
    503,
    "draining",
    "the bridge is shutting down",
    "",
    (("Retry-After", "2"), ("Connection", "close")),
)


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """Who may come in, how many of them, and with which certificate (None: plain text).

    `plain_ports` stay without TLS whatever the certificate.

    `max_message_bytes` is what the WebSocket layer bears; sessions have their own limits
    below it.
    """

    policy: DoorPolicy = field(default_factory=DoorPolicy)
    limits: ConnectionLimits = field(default_factory=ConnectionLimits)
    tls: ssl.SSLContext | None = None
    plain_ports: frozenset[int] = frozenset()
    max_message_bytes: int = MAX_MESSAGE_BYTES


class FrontDoor:
    """Accepts connections and hands each to the handler of its link or to the HTTP server."""

    def __init__(self, settings: DoorSettings, choose: ChooseLink, http: HttpServer) -> None:
        self._settings = settings
        self._choose = choose
        self._http = http
        self._turnstile = Turnstile(settings.limits)
        self._refusing = 0
        self._told: set[tuple[str, str]] = set()
        self._is_draining = False
        self._links: set[LinkStream] = set()
        self._awaited_heads: set[trio.CancelScope] = set()
        self._closed_bytes_in = 0
        self._closed_bytes_out = 0
        if settings.tls is not None:
            settings.tls.set_alpn_protocols(["http/1.1"])

    @property
    def connection_count(self) -> int:
        """How many connections are open."""
        return self._turnstile.count

    @property
    def bytes_in(self) -> int:
        """Bytes read from all connections so far."""
        return self._closed_bytes_in + sum(link.bytes_in for link in self._links)

    @property
    def bytes_out(self) -> int:
        """Bytes written to all connections so far."""
        return self._closed_bytes_out + sum(link.bytes_out for link in self._links)

    @property
    def refused_count(self) -> int:
        """How many connections found no room so far."""
        return self._turnstile.refused

    async def serve(
        self,
        listeners: Sequence[trio.SocketListener],
        connections: trio.Nursery,
        *,
        task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Accept on all `listeners` until cancelled, then close them.

        Connections run in the nursery `connections`, so that they may outlive the
        listening; it should end before the services that they use.
        """
        async with trio.open_nursery() as nursery:
            for listener in listeners:
                nursery.start_soon(self._accept, listener, connections)
            task_status.started()

    async def _accept(self, listener: trio.SocketListener, connections: trio.Nursery) -> None:
        async with listener:
            await accept_connections(
                listener, lambda stream: connections.start_soon(self.welcome, stream)
            )

    async def drain(self) -> None:
        """Answer new requests with 503 and let HTTP connections run out."""
        self._is_draining = True
        for patience in tuple(self._awaited_heads):
            patience.cancel()
        await self._http.drain()

    async def welcome(self, stream: trio.SocketStream) -> None:
        """Serve one connection to its end. No error leaves this method."""
        address = "a client that left at once"
        try:
            with suppress(OSError):
                address = str(stream.socket.getpeername()[0])
            await self._welcome(stream, address)
        except* _ORDINARY_ENDS as ends:
            log.debug("connection from %s ended: %r", address, ends.exceptions[0])
        except* Exception:
            # The session boundary: whatever a handler did wrong costs this link only.
            log.exception("connection from %s failed", address)
        finally:
            await trio.aclose_forcefully(stream)

    async def _welcome(self, stream: trio.SocketStream, address: str) -> None:
        refusal = self._turnstile.enter(address)
        if refusal is not None:
            await self._refuse_briefly(stream, refusal)
            return
        try:
            await self._serve_first_request(stream, address)
        finally:
            self._turnstile.leave(address)

    async def _refuse_briefly(self, stream: trio.SocketStream, refusal: Refusal) -> None:
        # With TLS nothing can be said before the handshake, which costs more than it is
        # worth to somebody who cannot stay.
        if self._refusing >= _MAX_REFUSALS_AT_ONCE or self._settings.tls is not None:
            return
        self._refusing += 1
        try:
            await answer(LinkStream(stream), refusal)
        finally:
            self._refusing -= 1

    async def _serve_first_request(self, stream: trio.SocketStream, address: str) -> None:
        port = int(stream.socket.getsockname()[1])
        transport: trio.abc.Stream = stream
        data = bytearray()
        end = 0
        patience = trio.CancelScope(deadline=trio.current_time() + HEAD_DEADLINE_S)
        self._awaited_heads.add(patience)
        try:
            with patience:
                tls = self._settings.tls
                if tls is not None and port not in self._settings.plain_ports:
                    transport = await secure(stream, tls)
                end = await read_head(transport, data)
            if patience.cancelled_caught:
                await self._refuse_slow_head(transport, data)
                return
            head = parse_head(bytes(data[:end]))
            handler = self._judge(head, port, address, is_encrypted=transport is not stream)
        except RequestRefused as error:
            await answer(LinkStream(transport, bytes(data)), error.refusal)
            return
        finally:
            self._awaited_heads.discard(patience)
        opening = describe_opening(head, port, address)
        link = LinkStream(transport, bytes(data))
        is_encrypted = transport is not stream
        self._links.add(link)
        try:
            if handler is None:
                gate = RequestGate(partial(self._vet_http, is_encrypted=is_encrypted))
                await self._http.serve(HttpLink(link, gate, is_encrypted=is_encrypted))
            else:
                await serve_link(
                    link,
                    end,
                    opening,
                    handler,
                    is_encrypted=is_encrypted,
                    max_message_bytes=self._settings.max_message_bytes,
                )
        finally:
            self._links.discard(link)
            self._closed_bytes_in += link.bytes_in
            self._closed_bytes_out += link.bytes_out
            await link.aclose()

    async def _refuse_slow_head(self, transport: trio.abc.Stream, data: bytearray) -> None:
        if data:
            text = f"no complete request head within {HEAD_DEADLINE_S:g} s"
            refusal = _DRAINING if self._is_draining else Refusal(408, "too_slow", text)
            await answer(LinkStream(transport, bytes(data)), refusal)

    def _judge(
        self, head: RequestHead, port: int, address: str, *, is_encrypted: bool
    ) -> LinkHandler | None:
        """Return the handler of a WebSocket, None for plain HTTP, or raise RequestRefused."""
        fault = self._find_fault(head, is_encrypted=is_encrypted)
        if fault is None and head.is_websocket:
            fault = find_websocket_fault(head)
        if fault is not None:
            raise RequestRefused(fault)
        if not head.is_websocket:
            return None
        handler = self._choose(describe_opening(head, port, address))
        if handler is None:
            text = f"no WebSocket is served at {head.path[:80]!r}"
            raise RequestRefused(Refusal(404, "not_found", text, "the native protocol is at /v1"))
        return handler

    def _vet_http(self, head: RequestHead, *, is_encrypted: bool) -> Refusal | None:
        if head.is_websocket:
            text = "this connection already speaks HTTP"
            return Refusal(400, "late_upgrade", text, "open a WebSocket on a new connection")
        return self._find_fault(head, is_encrypted=is_encrypted)

    def _find_fault(self, head: RequestHead, *, is_encrypted: bool) -> Refusal | None:
        if self._is_draining:
            return _DRAINING
        fault = self._settings.policy.find_fault(head, is_encrypted=is_encrypted)
        if fault is not None:
            self._tell_once(fault)
        return fault

    def _tell_once(self, fault: Refusal) -> None:
        if (fault.code, fault.text) in self._told or len(self._told) >= _MAX_TOLD:
            return
        self._told.add((fault.code, fault.text))
        log.warning("refused a request: %s (%s)", fault.text, fault.hint)


_ORDINARY_ENDS = (
    trio.BrokenResourceError,
    trio.ClosedResourceError,
    trio.TooSlowError,
    trio_websocket.ConnectionClosed,
    # A ping that meets our own Close on the way cannot be answered any more.
    WebSocketProtocolError,
    ssl.SSLError,
    ConnectionError,
)
