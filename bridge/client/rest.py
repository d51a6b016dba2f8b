"""Ask a running bridge over HTTP, as command lines do.

Knows: HTTP, the form of the bridge's refusals. Does not know: any route.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx
import msgspec

from bridge.client.address import parse_address
from bridge.model.errors import BridgeError

T = TypeVar("T")

# A bridge answers in milliseconds, but some answers wait for a disk or another machine.
DIAL_LIMIT_S = 10.0
ANSWER_LIMIT_S = 30.0


class _Refusal(msgspec.Struct):
    text: str
    hint: str = ""


class RestRefused(BridgeError):
    """The bridge answered with something else than success."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class RestClient:
    """Calls of routes. RestRefused says what the bridge had against it, BridgeError what else
    went wrong; both name the remedy."""

    http: httpx.AsyncClient

    async def ask(self, answer: type[T], method: str, path: str, body: object = None) -> T:
        """Send a request and return what its JSON answer says."""
        return msgspec.json.decode(await self.send(method, path, body), type=answer)

    async def send(self, method: str, path: str, body: object = None) -> bytes:
        """Send a request, with a JSON body or none, and return the answer's content."""
        headers = {} if body is None else {"Content-Type": "application/json"}
        content = b"" if body is None else msgspec.json.encode(body)
        with self._explaining():
            answer = await self.http.request(method, path, content=content, headers=headers)
        return _check(answer).content

    @asynccontextmanager
    async def download(self, path: str) -> AsyncGenerator[httpx.Response]:
        """Give the answer to a GET whose content is still to come."""
        with self._explaining():
            async with self.http.stream("GET", path) as answer:
                if answer.is_error:
                    await answer.aread()
                yield _check(answer)

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise BridgeError(
                f"no bridge answers at {self.http.base_url} ({reason}); start one with "
                "'gamebridge run', or name its address with --url"
            ) from None


@asynccontextmanager
async def open_rest(
    url: str, key: str | None, answer_limit_s: float = ANSWER_LIMIT_S
) -> AsyncGenerator[RestClient]:
    """Be ready to ask the bridge at `url`; BridgeError when that is no address."""
    try:
        base_url = parse_address(url).web_url
    except ValueError as error:
        raise BridgeError(f"--url: {error}") from None
    async with httpx.AsyncClient(
        base_url=base_url,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        timeout=httpx.Timeout(DIAL_LIMIT_S, read=answer_limit_s),
        # The bridge is near; a proxy for the web would only be in the way.
        trust_env=False,
    ) as http:
        yield RestClient(http)


def _check(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        told = msgspec.json.decode(answer.content, type=_Refusal)
        text = ": ".join(filter(None, (told.text, told.hint)))
    except msgspec.DecodeError:
        text = answer.reason_phrase
    if answer.status_code in (401, 403):
        text += "; name a key of an operator with --key"
    raise RestRefused(f"{answer.url}: {answer.status_code} {text}", answer.status_code)
