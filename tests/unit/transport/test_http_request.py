"""The current request in our own words."""

import pytest
from quart_trio import QuartTrio

from bridge.transport.http_request import current_asker, current_body, current_target


async def test_an_asker_is_described_without_quart() -> None:
    scope = {"client": ("10.0.0.9", 1), "server": ("10.0.0.1", 8080)}
    headers = {"Origin": "null", "Cookie": "a=b"}
    app = QuartTrio("test")
    async with app.test_request_context("/x", headers=headers, scheme="https", scope_base=scope):
        asker = current_asker()
    assert (asker.method, asker.address, asker.port) == ("GET", "10.0.0.9", 8080)
    assert asker.is_encrypted
    assert asker.headers["origin"] == "null"
    assert (asker.cookies["a"], asker.cookie_name) == ("b", "gamebridge_key_8080")


@pytest.mark.parametrize("target", ["/v1/ingest/cam-1", "/v1/ingest/cam-1?x=1&y=%20"])
async def test_the_target_is_as_it_was_sent(target: str) -> None:
    app = QuartTrio("test")
    async with app.test_request_context(target, method="POST", data=b"body"):
        assert current_target() == target
        assert await current_body() == b"body"
