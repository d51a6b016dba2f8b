"""Plugins whose routes are for one port only, in a whole bridge."""

import socket
from pathlib import Path
from types import ModuleType

import pytest
import trio
import trustme
from quart import Blueprint

from bridge.plugin.context import PluginContext
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import HttpRoutes
from bridge.testing.harness import running_bridge

pytestmark = pytest.mark.sockets


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def site(name: str, port: int | None, *paths: str) -> ModuleType:
    """Return a plugin that answers its name at each of `paths`."""

    def register(routes: HttpRoutes, context: PluginContext) -> None:
        async def answer() -> str:
            return name

        blueprint = Blueprint("pages", __name__)
        for path in paths:
            blueprint.add_url_rule(path, f"show{path.replace('/', '-')}", answer)
        routes.add(blueprint, public=True, port=port)
        if port is not None:
            routes.add_port(port, plain=True)

    module = ModuleType(f"bridge_{name}.plugin")
    module.bridge_register_http = hookimpl(register)  # type: ignore[attr-defined]
    return module


async def get(port: int, path: str) -> tuple[int, str]:
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = b""
    async with stream:
        await stream.send_all(request.encode())
        while piece := await stream.receive_some():
            answer += piece
    head, _, body = answer.decode().partition("\r\n\r\n")
    return int(head.split()[1]), body


async def test_the_same_path_may_be_another_page_on_each_port() -> None:
    one, two = free_port(), free_port()
    plugins = [site("one", one, "/status"), site("two", two, "/status")]
    async with running_bridge(plugins) as running:
        assert await get(one, "/status") == (200, "one")
        assert await get(two, "/status") == (200, "two")
        assert (await get(running.port, "/status"))[0] == 404


async def test_a_port_with_a_site_serves_nothing_else() -> None:
    port = free_port()
    async with running_bridge([site("one", port, "/status")]) as running:
        assert (await get(port, "/healthz"))[0] == 404
        assert (await get(running.port, "/healthz"))[0] == 200
        assert (await get(running.port, f"/:{port}/status"))[0] == 404


async def test_two_plugins_share_a_port_and_the_first_name_has_the_shared_path() -> None:
    port = free_port()
    plugins = [site("alpha", port, "/", "/a"), site("beta", port, "/", "/b")]
    async with running_bridge(plugins):
        assert await get(port, "/a") == (200, "alpha")
        assert await get(port, "/b") == (200, "beta")
        assert await get(port, "/") == (200, "alpha")


async def test_a_plain_port_stays_without_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    port = free_port()
    settings = (
        f'[bridge]\nport = 0\ntls_certificate = "{tmp_path / "cert.pem"}"\n'
        f'tls_key = "{tmp_path / "key.pem"}"\n'
    )
    async with running_bridge([site("one", port, "/status")], settings) as running:
        assert await get(port, "/status") == (200, "one")
        assert (await get(running.port, "/healthz"))[0] == 400
