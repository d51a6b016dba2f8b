"""Asking a bridge over HTTP: what comes back, and what is said when nothing does."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest

from bridge.api import BridgeError
from bridge.client.rest import RestClient, RestRefused, open_rest


class Lamp(msgspec.Struct):
    """What the bridge is asked about."""

    level: int


@asynccontextmanager
async def asking(answer: Callable[[httpx.Request], httpx.Response]) -> AsyncGenerator[RestClient]:
    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge:9") as http:
        yield RestClient(http)


async def test_a_question_carries_json_and_an_answer_is_read_as_its_type() -> None:
    def double(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("POST", "/v1/lamp")
        assert request.headers["Content-Type"] == "application/json"
        return httpx.Response(
            200, json={"level": 2 * msgspec.json.decode(request.content)["level"]}
        )

    async with asking(double) as rest:
        assert await rest.ask(Lamp, "POST", "/v1/lamp", Lamp(21)) == Lamp(42)


async def test_a_question_without_a_body_says_no_type() -> None:
    def look(request: httpx.Request) -> httpx.Response:
        assert "Content-Type" not in request.headers
        return httpx.Response(204, content=request.content)

    async with asking(look) as rest:
        assert await rest.send("DELETE", "/v1/lamp") == b""


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (httpx.Response(409, json={"text": "it is dark", "hint": "wait"}), "409 it is dark: wait"),
        (httpx.Response(409, json={"text": "it is dark"}), "409 it is dark$"),
        (httpx.Response(404), "404 Not Found"),
        (httpx.Response(403, content=b"<p>"), "403 Forbidden; name a key of an operator"),
    ],
)
async def test_a_refusal_is_one_sentence(answer: httpx.Response, text: str) -> None:
    async with asking(lambda _request: answer) as rest:
        for use in (rest.ask(Lamp, "GET", "/v1/lamp"), rest.send("GET", "/v1/lamp")):
            with pytest.raises(RestRefused, match=text) as refused:
                await use
            assert refused.value.status == answer.status_code


async def test_a_download_that_is_refused_says_why() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(507, json={"text": "the disk is full"})

    async with asking(refuse) as rest:
        with pytest.raises(RestRefused, match="507 the disk is full"):
            async with rest.download("/v1/film"):
                pass


async def test_a_bridge_that_is_not_there_is_named_with_a_remedy() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused")

    async with asking(refuse) as rest:
        with pytest.raises(BridgeError, match=r"no bridge answers at http://bridge:9.*--url"):
            await rest.send("GET", "/v1/lamp")


async def test_an_address_is_checked_and_may_be_one_for_websockets() -> None:
    with pytest.raises(BridgeError, match=r"--url: .*expected ws://host:port"):
        async with open_rest("ftp://bridge", None):
            pass
    async with open_rest("ws://bridge:9000", "k-1") as rest:
        assert str(rest.http.base_url) == "http://bridge:9000"
        assert rest.http.headers["Authorization"] == "Bearer k-1"
