"""One WebSocket of the bridge's side, from the handshake to the last byte.

Knows: trio-websocket and the stream below it. Does not know: what is said on the link.
"""

from collections.abc import Awaitable, Callable

import trio
import trio_websocket

from bridge.plugin.admission import LinkOpening
from bridge.transport.door_policy import is_loopback
from bridge.transport.inbound_frames import InboundFrames, MessageLimits
from bridge.transport.link_stream import LinkStream
from bridge.transport.request_head import RequestHead
from bridge.wire.constants import MAX_EARLY_BYTES, MAX_MESSAGE_BYTES

# 64 KiB holds a typical VGA picture in one read. With trio-websocket's default of 4 KiB
# the same pictures took twice as long.
RECEIVE_BUFFER_BYTES = 64 * 1024
HANDSHAKE_DEADLINE_S = 5.0
# A peer may take this long to answer a Close; after that it is cut off.
CLOSE_HANDSHAKE_S = 1.0
_STRANGER_LIMITS = MessageLimits(MAX_EARLY_BYTES, MAX_EARLY_BYTES)

LinkClosed = trio_websocket.ConnectionClosed


class Link:
    """An open WebSocket. Samples leave by `stream.send_now` and the stream's writer."""

    def __init__(
        self,
        socket: trio_websocket.WebSocketConnection,
        stream: LinkStream,
        frames: InboundFrames,
    ) -> None:
        self._socket = socket
        self._frames = frames
        self.stream = stream

    @property
    def limits(self) -> MessageLimits:
        """The longest messages that the peer may send from now on."""
        return self._frames.limits

    @limits.setter
    def limits(self, limits: MessageLimits) -> None:
        self._frames.limits = limits

    async def receive(self) -> str | bytes:
        """Return the next message. Raises LinkClosed at the end of the link.

        Asking for it means that the message before has been dealt with.
        """
        self.stream.inbound.proceed()
        return await self._socket.get_message()

    async def send(self, message: str | bytes) -> None:
        """Send a message whole, waiting if need be. Raises LinkClosed."""
        await self._socket.send_message(message)

    async def close(self, code: int, reason: str = "", within_s: float = CLOSE_HANDSHAKE_S) -> None:
        """Say goodbye with `code` and close the connection, within `within_s`."""
        with trio.move_on_after(within_s, shield=True):
            await self._socket.aclose(code, reason or None)
        await self.stream.aclose()


class PendingLink:
    """A WebSocket that asks to be opened. `origin` is what a browser said of its page."""

    def __init__(
        self,
        request: trio_websocket.WebSocketRequest,
        stream: LinkStream,
        frames: InboundFrames,
        opening: LinkOpening,
        *,
        is_encrypted: bool,
    ) -> None:
        self._request = request
        self._stream = stream
        self._frames = frames
        self.opening = opening
        self.is_encrypted = is_encrypted
        self.is_loopback = is_loopback(opening.address)
        self.origin = dict(opening.headers).get("origin")

    async def accept(
        self,
        *,
        limits: MessageLimits,
        on_oversize: Callable[[int], None],
        subprotocol: str | None = None,
    ) -> Link:
        """Answer the handshake and return the link.

        `on_oversize` is called, once per message, with the limit that a message exceeds;
        the message itself is discarded as it arrives.
        """
        self._frames.limits = limits
        self._frames.on_oversize = on_oversize
        socket = await self._request.accept(subprotocol=subprotocol)
        self._stream.begin_frames()
        self._stream.inbound.proceed()
        return Link(socket, self._stream, self._frames)


LinkHandler = Callable[[PendingLink], Awaitable[None]]
# Whose link is this? None means nobody's.
ChooseLink = Callable[[LinkOpening], LinkHandler | None]


def describe_opening(head: RequestHead, port: int, address: str) -> LinkOpening:
    """Return what a dialect is chosen by."""
    subprotocols = tuple(head.tokens("sec-websocket-protocol"))
    return LinkOpening(port, head.path, head.headers, subprotocols, address, head.query)


async def serve_link(
    stream: LinkStream,
    head_bytes: int,
    opening: LinkOpening,
    handler: LinkHandler,
    *,
    is_encrypted: bool,
    max_message_bytes: int = MAX_MESSAGE_BYTES,
) -> None:
    """Do the handshake that is in the stream's head and run `handler` until it returns.

    Errors of the handler and of the WebSocket layer reach the caller, who closes the
    stream whatever happened.
    """
    frames = InboundFrames(_STRANGER_LIMITS, lambda _limit: None)
    # A client that is too eager for the answer is heard once there is one: the WebSocket
    # layer would keep what comes earlier, and forget to look at it.
    frames.is_waiting = True
    stream.inbound.set_filter(frames, head_bytes)
    async with trio.open_nursery() as nursery:
        with trio.fail_after(HANDSHAKE_DEADLINE_S):
            request = await trio_websocket.wrap_server_stream(
                nursery,
                stream,
                max_message_size=max_message_bytes,
                receive_buffer_size=RECEIVE_BUFFER_BYTES,
            )
        await handler(PendingLink(request, stream, frames, opening, is_encrypted=is_encrypted))
        nursery.cancel_scope.cancel()
