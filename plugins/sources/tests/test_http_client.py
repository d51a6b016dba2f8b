"""One GET to a camera."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from bridge_sources.address import AddressPolicy, Target
from bridge_sources.http_client import MAX_BODY_BYTES, CameraHttp, HttpFailed, Page, dial_tcp
from bridge_sources.records import SourceFailed
from plugins.sources.tests.cameras import Firmware, Network, Scripted, on_network, serve_tcp

HOST = "192.168.1.50"
OK = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def camera_http(camera: Firmware) -> AsyncGenerator[tuple[CameraHttp, Network]]:
    async with on_network({80: camera}) as network:
        yield CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial), network


def page(path: str = "/x", port: int = 80, **rest: str) -> Page:
    return Page(HOST, port, path, **rest)


async def get(*pieces: bytes) -> tuple[str, bytes]:
    async with camera_http(Scripted(*pieces)) as (http, _):
        answer = await http.get(page())
        return answer.content_type, answer.body


@pytest.mark.parametrize(
    "pieces",
    [
        (OK + b"Content-Type: a/b\r\nContent-Length: 5\r\n\r\nhello",),
        (
            OK
            + b"Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        ),
        (OK + b"content-TYPE:a/b\r\n\r\nhel", b"lo"),
        (b"HTTP/1.0 200 OK\r\nContent-Type: a/b\r\n\r\nhello",),
        (b"HTTP/1.1 200\r\nContent-Type: a/b\r\n\r\nhello",),
        (b"HTTP/1.1 100 Continue\r\n\r\n", OK + b"Content-Type: a/b\r\n\r\nhello"),
        tuple(bytes([byte]) for byte in OK + b"Content-Type: a/b\r\n\r\nhello"),
    ],
)
async def test_every_kind_of_body_is_read(pieces: tuple[bytes, ...]) -> None:
    assert await get(*pieces) == ("a/b", b"hello")


async def test_request_is_as_short_as_it_can_be() -> None:
    async with camera_http(Scripted(OK + b"\r\n")) as (http, network):
        await http.get(page("/capture"))
        assert network.cameras[80].requests == [
            b"GET /capture HTTP/1.1\r\nHost: 192.168.1.50\r\nConnection: close\r\n\r\n"
        ]


async def test_password_goes_along() -> None:
    async with camera_http(Scripted(OK + b"\r\n")) as (http, network):
        await http.get(page(user="admin", password="secret"))
        assert b"\r\nAuthorization: Basic YWRtaW46c2VjcmV0\r\n" in network.cameras[80].requests[0]
    assert "secret" not in repr(page(password="secret"))


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        (page("/" + "x" * 390), "shorten the path"),
        (page("/x y"), "cannot be asked"),
        (page(password="p" * 300), "shorten the path"),
    ],
)
async def test_request_that_no_camera_could_read_is_not_made(bad: Page, text: str) -> None:
    async with camera_http(Scripted(OK + b"\r\n")) as (http, network):
        with pytest.raises(HttpFailed, match=text):
            await http.get(bad)
        assert network.cameras[80].requests == []


@pytest.mark.parametrize(
    ("answer", "status", "text"),
    [
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n",
            302,
            r"127\.0\.0\.1.*not follow",
        ),
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n", 401, "a user and a password"),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", 404, "kind of the camera"),
        (b"HTTP/1.1 500 Oops\r\n\r\n", 500, "answered 500"),
        (b"not http\r\n\r\n", None, "broken answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 4000, None, "broken answer"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 9, None, "without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", None, "broken answer"),
        (b"", None, "broken answer|without an answer"),
    ],
)
async def test_answer_that_is_no_page_says_why(
    answer: bytes, status: int | None, text: str
) -> None:
    with pytest.raises(HttpFailed, match=text) as caught:
        await get(answer)
    assert caught.value.status == status
    assert str(caught.value).startswith("http://192.168.1.50:80/x: ")


async def test_answer_without_end_is_cut() -> None:
    megabyte = bytes(1024 * 1024)
    with pytest.raises(HttpFailed, match=f"more than {MAX_BODY_BYTES} bytes"):
        await get(OK + b"\r\n", *[megabyte] * 5)


async def test_address_outside_is_never_dialled() -> None:
    async with camera_http(Scripted()) as (http, network):
        with pytest.raises(SourceFailed, match="outside the networks"):
            await http.get(Page("127.0.0.1", 80, "/"))
        assert network.targets == []


async def test_connection_goes_to_the_address_that_was_judged() -> None:
    answers = [["192.168.1.50"], ["127.0.0.1"]]

    async def resolve(_host: str) -> list[str]:
        await trio.lowlevel.checkpoint()
        return answers.pop(0)

    async with on_network({80: Scripted(OK + b"\r\n")}) as network:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"], resolve=resolve), network.dial)
        await http.get(Page("cam.example", 80, "/"))
        assert network.targets == [Target("192.168.1.50", 80, "cam.example")]
        with pytest.raises(SourceFailed, match=r"cam\.example.*127\.0\.0\.1"):
            await http.get(Page("cam.example", 80, "/"))
        assert len(network.targets) == 1


async def test_camera_that_refuses_or_hangs_is_told_apart(autojump_clock: MockClock) -> None:
    async with camera_http(Scripted()) as (http, network):
        with pytest.raises(HttpFailed, match=r"cannot connect \(Connection refused\)"):
            await http.get(page(port=81))
        network.silent_ports.add(82)
        with pytest.raises(HttpFailed, match="nobody answers within 5 s"):
            await http.get(page(port=82))


class Silent(Firmware):
    """Takes a request and says no more than `said`."""

    said = b""

    async def answer(self, stream: trio.abc.Stream, path: str) -> None:
        await stream.send_all(self.said)
        await trio.sleep_forever()


async def test_camera_that_says_nothing_is_given_up(autojump_clock: MockClock) -> None:
    async with camera_http(Silent()) as (http, _):
        with pytest.raises(HttpFailed, match="only place"):
            await http.get(page(), within_s=60)


async def test_camera_that_stops_in_the_middle_is_given_up(autojump_clock: MockClock) -> None:
    camera = Silent()
    camera.said = OK + b"\r\nhalf"
    async with camera_http(camera) as (http, _):
        with pytest.raises(HttpFailed, match="not read within 60 s"):
            await http.get(page(), within_s=60)


async def test_connection_that_breaks_is_told() -> None:
    async def dial(_target: Target) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        client, server = memory_stream_pair()
        await trio.aclose_forcefully(server)
        return client

    http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), dial)
    with pytest.raises(HttpFailed, match="the connection broke"):
        await http.get(page())


async def test_body_is_streamed_as_it_comes() -> None:
    async with (
        camera_http(Scripted(OK + b"\r\n", b"one", b"two")) as (http, _),
        http.open(page()) as exchange,
    ):
        seen = b""
        while data := await exchange.receive():
            seen += data
    assert seen == b"onetwo"


@pytest.mark.sockets
async def test_real_sockets_are_used() -> None:
    camera = Scripted(OK + b"Content-Type: a/b\r\n\r\nhello")
    async with serve_tcp(camera) as port:
        http = CameraHttp(AddressPolicy(["127.0.0.0/8"]))
        assert (await http.get(Page("127.0.0.1", port, "/"))).body == b"hello"
        await http.check_connection(Page("127.0.0.1", port, "/"))
    with pytest.raises(OSError, match="refused"):
        await dial_tcp(Target("127.0.0.1", port, ""))
