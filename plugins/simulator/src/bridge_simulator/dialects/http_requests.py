"""HTTP requests of devices, byte by byte as their two clients write them."""

import trio

from bridge_simulator.dialects.library import HEAD_END, Target
from bridge_simulator.dialects.ws_link import LinkLost, OpenStream

_MAX_ANSWER_BYTES = 16_384


def esp_idf_post(target: Target, content_type: str, token: str | None, body: bytes) -> bytes:
    """Return a POST of esp_http_client; the token stands bare, without a scheme."""
    authorization = "" if token is None else f"Authorization: {token}\r\n"
    return (
        f"POST {target.path} HTTP/1.1\r\n"
        "User-Agent: ESP32 HTTP Client/1.0\r\n"
        f"Host: {_host_of(target)}\r\n"
        f"Content-Type: {content_type}\r\n"
        f"{authorization}"
        f"Content-Length: {len(body)}\r\n"
        "\r\n"
    ).encode() + body


def arduino_post(target: Target, content_type: str, body: bytes) -> bytes:
    """Return a POST of Arduino's HTTPClient."""
    return (
        f"POST {target.path} HTTP/1.1\r\n"
        f"Host: {_host_of(target)}\r\n"
        "User-Agent: ESP32HTTPClient\r\n"
        "Connection: keep-alive\r\n"
        "Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0\r\n"
        f"Content-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n"
        "\r\n"
    ).encode() + body


def _host_of(target: Target) -> str:
    return target.host if target.port in (80, 443) else f"{target.host}:{target.port}"


async def ask(open_stream: OpenStream, target: Target, request: bytes, limit_s: float) -> bytes:
    """Return the head of the answer to a request on a new connection; LinkLost says why not."""
    try:
        with trio.fail_after(limit_s):
            async with await open_stream(target.host, target.port) as stream:
                await stream.send_all(request)
                return await _read_head(stream)
    except (OSError, trio.BrokenResourceError) as error:
        raise LinkLost(f"{target.host}:{target.port}: {error}") from None
    except trio.TooSlowError:
        raise LinkLost(f"{target.host}:{target.port}: no answer in {limit_s:g} s") from None


async def _read_head(stream: trio.abc.Stream) -> bytes:
    head = b""
    while HEAD_END not in head and len(head) < _MAX_ANSWER_BYTES:
        data = await stream.receive_some(4_096)
        if not data:
            break
        head += bytes(data)
    return head.partition(HEAD_END)[0]
