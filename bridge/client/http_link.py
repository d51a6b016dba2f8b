"""HTTP/1.1 requests over one connection that is kept alive.

Knows: h11 and byte streams. Does not know: what is asked.
"""

from dataclasses import dataclass, field

import h11
import trio

from bridge.client.address import Address, Connect
from bridge.client.errors import ABNORMAL, ClientClosed

REQUEST_DEADLINE_S = 10.0
# Answers are small; a bridge that sends more is not one.
MAX_ANSWER_BYTES = 256 * 1024
RECEIVE_BYTES = 16 * 1024

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask."""

    target: str
    headers: Headers
    body: bytes = field(repr=False)
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


class HttpLink:
    """One request at a time. A connection that broke is replaced by the next request."""

    def __init__(self, address: Address, connect: Connect) -> None:
        self._address = address
        self._connect = connect
        self._stream: trio.abc.Stream | None = None
        self._engine = h11.Connection(h11.CLIENT)

    async def ask(self, request: Request) -> Answer:
        """Return the answer. ClientClosed if there is none within 10 s.

        A bridge may have closed an idle connection just now; then the request is sent
        once more on a new one.
        """
        was_open = self._stream is not None
        try:
            return await self._ask_once(request)
        except ClientClosed:
            if not was_open:
                raise
        return await self._ask_once(request)

    async def aclose(self) -> None:
        """Close the connection."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            await trio.aclose_forcefully(stream)

    async def _ask_once(self, request: Request) -> Answer:
        is_done = False
        try:
            with trio.fail_after(REQUEST_DEADLINE_S):
                if self._stream is None:
                    self._stream = await self._connect(self._address)
                    self._engine = h11.Connection(h11.CLIENT)
                await self._write(self._stream, request)
                answer = await self._read(self._stream)
            is_done = self._engine.our_state is h11.DONE is self._engine.their_state
            return answer
        except (trio.BrokenResourceError, trio.ClosedResourceError, h11.ProtocolError) as error:
            text = f"{self._address} broke off: {type(error).__name__}"
            raise ClientClosed(ABNORMAL, text) from None
        except trio.TooSlowError:
            raise ClientClosed(ABNORMAL, f"{self._address} did not answer in time") from None
        finally:
            # Half an exchange, also a cancelled one, leaves nothing to go on with.
            if is_done:
                self._engine.start_next_cycle()
            else:
                await self.aclose()

    async def _write(self, stream: trio.abc.Stream, request: Request) -> None:
        headers = [
            ("Host", self._address.authority),
            ("Content-Length", str(len(request.body))),
            *request.headers,
        ]
        head = h11.Request(method=request.method, target=request.target, headers=headers)
        data = self._engine.send(head) or b""
        data += self._engine.send(h11.Data(data=request.body)) or b""
        data += self._engine.send(h11.EndOfMessage()) or b""
        await stream.send_all(data)

    async def _read(self, stream: trio.abc.Stream) -> Answer:
        head: h11.Response | None = None
        body = bytearray()
        while True:
            event = self._engine.next_event()
            match event:
                case h11.NEED_DATA:
                    self._engine.receive_data(bytes(await stream.receive_some(RECEIVE_BYTES)))
                case h11.Response():
                    head = event
                case h11.Data():
                    body += event.data
                    if len(body) > MAX_ANSWER_BYTES:
                        raise h11.RemoteProtocolError("the answer is too long")
                case h11.EndOfMessage() if head is not None:
                    found = {n.decode("ascii"): v.decode("latin-1") for n, v in head.headers}
                    return Answer(head.status_code, found, bytes(body))
                case h11.ConnectionClosed():
                    raise h11.RemoteProtocolError("no answer")
