import socket
from pathlib import Path

import pytest
import trustme

from bridge.app.assembly import Bridge
from bridge.app.doorway import Doorway, load_certificate, ports_of
from bridge.app.settings import BridgeSettings, Settings
from bridge.model.errors import SettingsError
from bridge.testing.fakes import FakeClock

pytestmark = pytest.mark.sockets


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def build(port: int, *extra_ports: int) -> Doorway:
    settings = Settings(bridge=BridgeSettings(port=port))
    bridge = Bridge(settings, [], FakeClock(), Path())
    for extra in extra_ports:
        bridge.registries.routes.add_port(extra)
    return Doorway(bridge)


async def test_a_plugins_port_is_opened_beside_the_main_one() -> None:
    listeners = await build(0, 0).open_listeners()
    assert len(set(ports_of(listeners))) == 2
    for listener in listeners:
        await listener.aclose()


async def test_a_port_that_two_want_is_opened_once(unused_port: int) -> None:
    listeners = await build(0, unused_port, unused_port).open_listeners()
    assert ports_of(listeners)[1:] == [unused_port]
    for listener in listeners:
        await listener.aclose()


async def test_the_main_port_is_not_opened_twice(unused_port: int) -> None:
    (listener,) = await build(unused_port, unused_port).open_listeners()
    await listener.aclose()


async def test_a_taken_port_is_named_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} .*--port"):
            await build(port).open_listeners()


async def test_a_taken_port_of_a_plugin_does_not_stop_the_start(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (listener,) = await build(0, port).open_listeners()
        await listener.aclose()
    assert f"plugin core goes without its port: port {port}" in caplog.text


def test_a_certificate_is_loaded_and_a_bad_one_is_named(tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert("127.0.0.1")
    pem, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.cert_chain_pems[0].write_to_path(pem)
    certificate.private_key_pem.write_to_path(key)
    assert load_certificate(BridgeSettings()) is None
    assert load_certificate(BridgeSettings(tls_certificate=str(pem), tls_key=str(key)))
    with pytest.raises(SettingsError, match=r"k\.pem"):
        load_certificate(BridgeSettings(tls_certificate=str(key), tls_key=str(key)))
