"""A small HTTP client for cameras: one GET at a time, to an address that was judged.

Cameras read at most 512 bytes of headers, answer in HTTP/1.0 or 1.1, chunked, counted or
until they close, and some take one connection only. So a request is as short as it can
be, every answer has a limit, and no redirect is followed.
"""

import base64
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import h11
import trio

from bridge_sources.address import AddressPolicy, Target
from bridge_sources.location import AddressRefused
from bridge_sources.records import SourceFailed

MAX_REQUEST_BYTES = 400
MAX_HEAD_BYTES = 8192
# A sensor of 5 megapixels gives about 2 MB.
MAX_BODY_BYTES = 4 * 1024 * 1024
# Small enough that taking it apart holds up nobody else.
READ_BYTES = 16 * 1024
CONNECT_S = 5.0
# A picture is taken while the head is waited for, after some light has been switched on.
HEAD_S = 10.0
MAX_EARLY_ANSWERS = 4
_BROKEN = "the connection broke"

Dial = Callable[[Target], Awaitable[trio.abc.Stream]]


@dataclass(frozen=True, slots=True)
class Page:
    """What to ask, and whom."""

    host: str
    port: int
    path: str
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.path}"


class HttpFailed(SourceFailed):
    """A page could not be had. `status` is what the camera answered, if it did, and
    `server` what it calls itself; `is_closed` when nothing listens at the port."""

    def __init__(self, page: Page, text: str, status: int | None = None, server: str = "") -> None:
        super().__init__(f"{page}: {text}")
        self.status = status
        self.server = server
        self.is_closed = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    content_type: str
    body: bytes = field(repr=False)


class Exchange:
    """One request and its answer, on a stream that is used for nothing else."""

    def __init__(self, stream: trio.abc.Stream, page: Page) -> None:
        self._stream = stream
        self.page = page
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
        self.content_type = ""

    async def ask(self) -> None:
        """Send the request and read the head; HttpFailed unless it is 200."""
        try:
            with trio.fail_after(HEAD_S):
                await self._stream.send_all(build_request(self._http, self.page))
                response = await self._read_head()
        except trio.TooSlowError:
            text = f"no answer within {HEAD_S:g} s; does another program hold its only place?"
            raise HttpFailed(self.page, text) from None
        except trio.BrokenResourceError:
            raise HttpFailed(self.page, _BROKEN) from None
        headers = {name: value.decode("latin-1") for name, value in response.headers}
        if response.status_code != 200:
            raise _refusal(self.page, response.status_code, headers)
        self.content_type = headers.get(b"content-type", "")

    async def _read_head(self) -> h11.Response:
        for _ in range(MAX_EARLY_ANSWERS):
            event = await self._next_event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                break
        raise HttpFailed(self.page, "closed without an answer")

    async def receive(self) -> bytes:
        """Return more of the body, or nothing at its end."""
        event = await self._next_event()
        return bytes(event.data) if isinstance(event, h11.Data) else b""

    async def _next_event(self) -> h11.Event:
        while True:
            try:
                event = self._http.next_event()
                if not isinstance(event, type):
                    return event
                if event is h11.PAUSED:
                    return h11.EndOfMessage()
                self._http.receive_data(bytes(await self._stream.receive_some(READ_BYTES)))
            except h11.RemoteProtocolError as error:
                raise HttpFailed(self.page, f"broken answer: {error}") from None
            except trio.BrokenResourceError:
                raise HttpFailed(self.page, _BROKEN) from None


def build_request(http: h11.Connection, page: Page) -> bytes:
    """Return the bytes of a request; HttpFailed when a camera could not read them."""
    host = f"[{page.host}]" if ":" in page.host else page.host
    headers = [("Host", host if page.port == 80 else f"{host}:{page.port}")]
    if page.user or page.password:
        secret = base64.b64encode(f"{page.user}:{page.password}".encode()).decode()
        headers.append(("Authorization", f"Basic {secret}"))
    headers.append(("Connection", "close"))
    try:
        data = http.send(h11.Request(method="GET", target=page.path, headers=headers)) or b""
        data += http.send(h11.EndOfMessage()) or b""
    except h11.LocalProtocolError as error:
        raise HttpFailed(page, f"cannot be asked: {error}") from None
    if len(data) > MAX_REQUEST_BYTES:
        text = f"a request of {len(data)} bytes: cameras read {MAX_REQUEST_BYTES}; shorten the path"
        raise HttpFailed(page, text)
    return data


def _refusal(page: Page, status: int, headers: dict[bytes, str]) -> HttpFailed:
    match status:
        case 401 | 403:
            text = f"answered {status}: it wants a user and a password, or others than these"
        case 301 | 302 | 303 | 307 | 308:
            place = headers.get(b"location", "")[:120]
            text = f"answered {status} and points to {place!r}, where the bridge does not follow"
        case 404:
            text = "answered 404: it has no such page; is the kind of the camera right?"
        case _:
            text = f"answered {status}"
    return HttpFailed(page, text, status, headers.get(b"server", ""))


async def dial_tcp(target: Target) -> trio.abc.Stream:
    """Connect to the address itself; its name is not looked at again."""
    family = socket.AF_INET6 if ":" in target.address else socket.AF_INET
    opened = trio.socket.socket(family, socket.SOCK_STREAM)
    try:
        await opened.connect((target.address, target.port))
    except BaseException:
        opened.close()
        raise
    return trio.SocketStream(opened)


class CameraHttp:
    """Asks cameras that a policy allows."""

    def __init__(self, policy: AddressPolicy, dial: Dial = dial_tcp) -> None:
        self._policy = policy
        self._dial = dial

    async def _connect(self, page: Page) -> trio.abc.Stream:
        try:
            target = await self._policy.find(page.host, page.port)
        except AddressRefused as error:
            raise SourceFailed(str(error)) from None
        try:
            with trio.fail_after(CONNECT_S):
                return await self._dial(target)
        except trio.TooSlowError:
            text = f"nobody answers within {CONNECT_S:g} s; is it on, and in this network?"
            raise HttpFailed(page, text) from None
        except OSError as error:
            text = f"cannot connect ({error.strerror or error}); is it on, and the port right?"
            failure = HttpFailed(page, text)
            failure.is_closed = True
            raise failure from None

    @asynccontextmanager
    async def open(self, page: Page) -> AsyncGenerator[Exchange]:
        """Ask for a page and leave its body to the caller. HttpFailed, SourceFailed."""
        stream = await self._connect(page)
        try:
            exchange = Exchange(stream, page)
            await exchange.ask()
            yield exchange
        finally:
            # A camera that does not read must not hold anybody up.
            await trio.aclose_forcefully(stream)

    async def get(self, page: Page, within_s: float = HEAD_S) -> Answer:
        """Return a whole page. HttpFailed, SourceFailed."""
        with trio.move_on_after(within_s):
            async with self.open(page) as exchange:
                return Answer(exchange.content_type, await self._read_all(page, exchange))
        raise HttpFailed(page, f"not read within {within_s:g} s")

    async def _read_all(self, page: Page, exchange: Exchange) -> bytes:
        body = bytearray()
        while data := await exchange.receive():
            body += data
            if len(body) > MAX_BODY_BYTES:
                raise HttpFailed(page, f"more than {MAX_BODY_BYTES} bytes: this is no picture")
        return bytes(body)

    async def check_connection(self, page: Page) -> None:
        """Connect and hang up: the least that tells whether a camera is there."""
        stream = await self._connect(page)
        await trio.aclose_forcefully(stream)
