"""The first words on a new connection: TLS, a whole request head, or an answer that refuses.

Knows: streams. Does not know: who may come in, what is served.
"""

import socket
import ssl
from contextlib import suppress

import trio

from bridge.transport.link_stream import LinkStream
from bridge.transport.refusal import Refusal, RequestRefused, encode_refusal
from bridge.transport.request_head import MAX_HEAD_BYTES, find_head_end

# A refused client gets this long to read why, while what it still sends is thrown away:
# closing with unread bytes would destroy the answer on its way.
LINGER_S = 1.0
_TLS_HANDSHAKE = b"\x16"


async def secure(stream: trio.SocketStream, tls: ssl.SSLContext) -> trio.abc.Stream:
    """Return the TLS stream; RequestRefused for a client that speaks plain HTTP."""
    first = await stream.socket.recv(1, socket.MSG_PEEK)
    if first and first != _TLS_HANDSHAKE:
        text = "this port speaks TLS only"
        raise RequestRefused(Refusal(400, "plain_on_tls_port", text, "use https:// or wss://"))
    secured = trio.SSLStream(stream, tls, server_side=True, https_compatible=True)
    await secured.do_handshake()
    return secured


async def read_head(stream: trio.abc.Stream, data: bytearray) -> int:
    """Read into `data` until it holds a whole head; return the head's length."""
    while True:
        end = find_head_end(data)
        if end is not None:
            return end
        piece = await stream.receive_some(MAX_HEAD_BYTES)
        if not piece:
            raise trio.BrokenResourceError("the client left before it asked for anything")
        data += piece


async def answer(stream: LinkStream, refusal: Refusal) -> None:
    """Write `refusal` and wait a moment for the client to read it."""
    try:
        with trio.move_on_after(LINGER_S), suppress(trio.BrokenResourceError):
            await stream.send_all(encode_refusal(refusal))
            await stream.send_eof()
            while await stream.receive_some(MAX_HEAD_BYTES):
                pass
    finally:
        await stream.aclose()
