"""One WebSocket of a peer's side: messages in and out, and how it ended.

Knows: trio-websocket. Does not know: what is said on the link.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import trio
import trio_websocket

from bridge.client.address import Address
from bridge.client.errors import ABNORMAL, ClientClosed, ClientRefused
from bridge.client.nursery import open_plain_nursery
from bridge.model.errors import RemoteProtocolError
from bridge.wire.bridge_messages import Status
from bridge.wire.codec import decode_bridge_text
from bridge.wire.constants import CLOSE_NORMAL, MAX_MESSAGE_BYTES, Encoding, subprotocol_of
from bridge.wire.dialect import Message

# 64 KiB holds a typical VGA picture in one read; the library's 4 KiB took twice as long.
RECEIVE_BUFFER_BYTES = 64 * 1024
HANDSHAKE_DEADLINE_S = 5.0
# A write that takes longer means that the bridge has stopped reading.
SEND_DEADLINE_S = 10.0
CLOSE_DEADLINE_S = 1.0

# A message, or what makes it at the moment when it can leave.
Outgoing = Message | Callable[[], Message]


class Link:
    """An open WebSocket.

    A cancelled `send` never leaves half a message behind: the message is handed to the
    link's own writer, whole or not at all.
    """

    def __init__(self, socket: trio_websocket.WebSocketConnection, stream: trio.abc.Stream) -> None:
        self._socket = socket
        self._stream = stream
        # No places: a sender that is faster than the link waits for it.
        self._outbox, self._outgoing = trio.open_memory_channel[Outgoing](0)
        self.failure: ClientClosed | None = None

    async def send(self, message: Outgoing) -> None:
        """Hand a message to the writer; waits while earlier ones are on their way.

        ClientClosed when the link is gone.
        """
        try:
            await self._outbox.send(message)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            raise self.failure or ClientClosed(ABNORMAL, "the link is closed") from None

    async def receive(self) -> Message:
        """Return the next message. ClientClosed at the end of the link."""
        try:
            return await self._socket.get_message()
        except trio_websocket.ConnectionClosed as error:
            raise self._fail(_closed_from(error)) from None

    async def run_writer(self) -> None:
        """Send what is handed over until the link ends or the task is cancelled."""
        try:
            async for message in self._outgoing:
                with trio.fail_after(SEND_DEADLINE_S):
                    await self._socket.send_message(message() if callable(message) else message)
        except trio_websocket.ConnectionClosed as error:
            self._fail(_closed_from(error))
        except trio.ClosedResourceError:
            pass  # The link has failed elsewhere.
        except trio.TooSlowError:
            self._fail(ClientClosed(ABNORMAL, "the bridge does not read"))
            await trio.aclose_forcefully(self._stream)

    async def close(self, code: int, reason: str) -> None:
        """Say goodbye, for a second at most; the first reason is the one that counts."""
        self._fail(ClientClosed(code, reason))
        with trio.move_on_after(CLOSE_DEADLINE_S, shield=True):
            await self._socket.aclose(code, reason[:100] or None)

    def _fail(self, failure: ClientClosed) -> ClientClosed:
        self.failure = self.failure or failure
        self._outgoing.close()
        return self.failure


def _closed_from(error: trio_websocket.ConnectionClosed) -> ClientClosed:
    reason = error.reason
    if reason is None:
        return ClientClosed(ABNORMAL, "the connection broke")
    return ClientClosed(reason.code, reason.reason or "")


@asynccontextmanager
async def open_link(
    stream: trio.abc.Stream, address: Address, encoding: Encoding
) -> AsyncIterator[Link]:
    """Open a WebSocket on a byte stream; it is closed with 1000 on the way out.

    ClientRefused when the bridge answers with something else, ClientClosed when it does
    not answer.
    """
    try:
        async with open_plain_nursery() as nursery:
            link = Link(await _shake_hands(nursery, stream, address, encoding), stream)
            nursery.start_soon(link.run_writer)
            try:
                yield link
            finally:
                await link.close(CLOSE_NORMAL, "")
                nursery.cancel_scope.cancel()
    # The library raises this in its own task, which is why it comes out of the nursery.
    except trio_websocket.ConnectionRejected as error:
        raise _refused_from(error) from None
    finally:
        with trio.move_on_after(CLOSE_DEADLINE_S, shield=True):
            await stream.aclose()


def _refused_from(error: trio_websocket.ConnectionRejected) -> ClientRefused:
    try:
        status = decode_bridge_text((error.body or b"").decode())
    except (RemoteProtocolError, UnicodeDecodeError):
        status = ()
    if isinstance(status, Status):
        return ClientRefused(status.code, status.text)
    return ClientRefused("no_websocket", f"the bridge answered {error.status_code}")


async def _shake_hands(
    nursery: trio.Nursery,
    stream: trio.abc.Stream,
    address: Address,
    encoding: Encoding,
) -> trio_websocket.WebSocketConnection:
    try:
        with trio.fail_after(HANDSHAKE_DEADLINE_S):
            return await trio_websocket.wrap_client_stream(
                nursery,
                cast("trio.SocketStream", stream),
                address.authority,
                address.path,
                subprotocols=(subprotocol_of(encoding),),
                max_message_size=MAX_MESSAGE_BYTES,
                receive_buffer_size=RECEIVE_BUFFER_BYTES,
            )
    except trio.TooSlowError:
        raise ClientClosed(ABNORMAL, f"no WebSocket from {address} within 5 s") from None
