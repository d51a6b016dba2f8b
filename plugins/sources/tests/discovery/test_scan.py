"""A search from the command line to the network and back."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import trio
from quart_trio import QuartTrio

from bridge.api import BridgeError, HealthReport
from bridge.client.rest import RestClient
from bridge.testing.fakes import FakeClock
from bridge.testing.harness import running_bridge
from bridge_sources import plugin
from bridge_sources.discovery.mdns import MdnsListener
from bridge_sources.discovery.multicam_udp import MulticamFinder
from bridge_sources.discovery.routes import build_found_blueprint
from bridge_sources.discovery.service import Discovery, DiscoveryChoice
from bridge_sources.remote import Remote
from bridge_sources.sources_errands import ScanWish, scan_with
from plugins.sources.tests.discovery.conftest import (
    LIMIT_S,
    LOOPBACK_BROADCAST,
    Bench,
    FakeBook,
    MulticamBoard,
    answering,
    free_udp_port,
    web_server,
)
from plugins.sources.tests.discovery.test_mdns import announcing, camera


@asynccontextmanager
async def remote_of(discovery: Discovery) -> AsyncIterator[Remote]:
    app = QuartTrio("test")
    app.register_blueprint(build_found_blueprint(discovery, lambda: 0))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # It names the same thing otherwise.
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
        yield Remote(RestClient(client))


async def test_a_search_shows_a_table_with_a_command_for_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench = Bench()
    bench.discovery.note_announced(web_server("thing", "192.168.1.9"))
    async with remote_of(bench.discovery) as remote:
        await scan_with(remote, ScanWish(0.01, None, is_json=False))
    shown = capsys.readouterr().out
    assert "gamebridge sources scan --add 192.168.1.77-80" in shown
    assert "unknown web server" in shown
    assert bench.book.added == []


async def test_everything_that_is_offered_is_added_when_asked_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench = Bench()
    bench.discovery.note_announced(web_server("thing", "192.168.1.9"))
    async with remote_of(bench.discovery) as remote:
        await scan_with(remote, ScanWish(0.01, "all", is_json=False))
        assert [s.record.host for s in bench.book.added] == ["192.168.1.77"]
        await scan_with(remote, ScanWish(0.01, "all", is_json=False))
    assert "Nothing to add." in capsys.readouterr().out


async def test_one_camera_is_added_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    bench = Bench()
    async with remote_of(bench.discovery) as remote:
        await scan_with(remote, ScanWish(0.01, "192.168.1.77", is_json=True))
        added = json.loads(capsys.readouterr().out)
        assert added["record"]["host"] == "192.168.1.77"
        with pytest.raises(BridgeError, match=r"'10\.0\.0\.1': was not found; found: 192"):
            await scan_with(remote, ScanWish(0.01, "10.0.0.1", is_json=True))


async def test_what_is_suspicious_is_not_added_by_a_command_either() -> None:
    bench = Bench()
    bench.finder.address = "192.168.1.5"
    bench.finder.see(claimed="192.168.1.1")
    bench.finder.address = "192.168.1.77"
    async with remote_of(bench.discovery) as remote:
        with pytest.raises(BridgeError, match=r"says that it is 192\.168\.1\.1"):
            await scan_with(remote, ScanWish(0.01, "192.168.1.5", is_json=True))


async def test_an_empty_search_says_what_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    bench = Bench()
    bench.finder.is_blind = True
    async with remote_of(bench.discovery) as remote:
        await scan_with(remote, ScanWish(0.01, None, is_json=False))
        await scan_with(remote, ScanWish(0.01, None, is_json=True))
    shown = capsys.readouterr().out
    assert "gamebridge sources add ADDRESS" in shown
    assert shown.endswith("[]\n")


@pytest.mark.sockets
async def test_both_finders_find_while_a_search_lasts() -> None:
    port, clock = free_udp_port(), FakeClock()
    finder = MulticamFinder(
        lambda seen: discovery.found.note(seen, clock.now_us()),
        port=port,
        targets=lambda: [LOOPBACK_BROADCAST],
    )
    listener = MdnsListener(
        lambda announced: discovery.note_announced(announced),  # noqa: PLW0108 - made below.
        lambda name: discovery.found.forget(name),  # noqa: PLW0108 - likewise.
        ["127.0.0.1"],
    )
    discovery = Discovery(
        FakeBook(), clock, DiscoveryChoice(port=port), finder=finder, listener=listener
    )
    with trio.fail_after(LIMIT_S):
        async with answering(MulticamBoard("127.0.0.77", port)), announcing(camera("porch-2")):
            found: set[tuple[str, str]] = set()
            while len(found) < 2:
                found |= {(c.how, c.address) for c in await discovery.scan(1.5)}
    assert found == {("udp", "127.0.0.77"), ("mdns", "127.0.0.1")}


@pytest.mark.sockets
async def test_a_whole_bridge_goes_on_without_the_port_and_says_so() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("0.0.0.0", 0))
        port = other.getsockname()[1]
        settings = (
            f"[bridge]\nport = 0\n[plugin.sources]\ndiscover_port = {port}\n"
            "[legacy.multicam]\nhttp_port = 0\n"
        )
        async with (
            running_bridge([plugin], settings) as running,
            httpx.AsyncClient(base_url=running.http_url, trust_env=False) as http,
        ):
            with trio.fail_after(LIMIT_S):
                while not (faults := (await http.get("/v1/sources/found")).json()["faults"]):
                    await trio.lowlevel.checkpoint()
            report = HealthReport()
            running.bridge.host.report_health(report)
    assert f"UDP port {port}" in faults[0]
    warnings = [item.text for item in report.items if item.level == "warning"]
    assert any(f"UDP port {port}" in text for text in warnings)
