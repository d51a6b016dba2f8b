"""From an address to a session: connect, say hello, prove the key, learn the time."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import trio

from bridge import __version__
from bridge.client.address import Connect, connect_with, parse_address
from bridge.client.client import Client
from bridge.client.errors import ABNORMAL, ClientClosed, ClientRefused
from bridge.client.link import Link, open_link
from bridge.client.nursery import open_plain_nursery
from bridge.client.session import ClientSession
from bridge.model.clock import Clock
from bridge.model.values import DeviceFeature
from bridge.wire.bridge_messages import Status, Welcome
from bridge.wire.client import ClientProtocol
from bridge.wire.clocksync import ClockOffset
from bridge.wire.constants import Encoding, RoleName
from bridge.wire.dialect import Closed, FaultFound, ReplyDue
from bridge.wire.peer_messages import Hello

WELCOME_DEADLINE_S = 10.0
SDK = f"gamebridge-py/{__version__}"


@dataclass(frozen=True, slots=True)
class Peer:
    """Who says hello. A device needs an `id`, and so does whoever has a key.

    With a `key` both sides prove that they know it, and it never travels. `boot` names
    this start of a device, so that the bridge notices a restart.
    """

    role: RoleName = "viewer"
    id: str | None = None
    name: str | None = None
    key: str | None = field(default=None, repr=False)
    encoding: Encoding = "msgpack"
    features: tuple[DeviceFeature, ...] = ()
    boot: str = ""
    sdk: str = SDK

    def hello(self) -> Hello:
        """Return the hello of a new session, with a new nonce."""
        return Hello(
            role=self.role,
            id=self.id,
            name=self.name,
            nonce=None if self.key is None else secrets.token_hex(16),
            sdk=self.sdk,
            boot=self.boot,
            features=self.features,
        )


class MonotonicClock:
    """This program's own clock: trio's, in microseconds."""

    def now_us(self) -> int:
        """Return the time now."""
        return round(trio.current_time() * 1_000_000)


def open_client(  # noqa: PLR0913 - the fields of `Peer`, for people who need no object.
    url: str,
    *,
    role: RoleName = "viewer",
    id: str | None = None,  # noqa: A002 - it is called so in the hello.
    name: str | None = None,
    key: str | None = None,
    encoding: Encoding = "msgpack",
    features: tuple[DeviceFeature, ...] = (),
    boot: str = "",
    sdk: str = SDK,
    clock: Clock | None = None,
    connect: Connect | None = None,
) -> AbstractAsyncContextManager[Client]:
    """Open a session with the bridge at `ws://host:port`.

    `clock` is our own clock, by default trio's; `device_us` of samples is on it.
    `connect` makes the byte stream, by default TCP (and TLS for wss). See `Peer` for the
    rest. Raises ClientRefused when the bridge says no, ClientClosed when it cannot be
    reached, ValueError when the address or an option makes no sense.
    """
    peer = Peer(role, id, name, key, encoding, features, boot, sdk)
    return open_peer(url, peer, clock=clock, connect=connect)


@asynccontextmanager
async def open_peer(
    url: str, peer: Peer, *, clock: Clock | None = None, connect: Connect | None = None
) -> AsyncIterator[Client]:
    """Open a session as `peer`; otherwise like `open_client`."""
    address = parse_address(url)
    if address.scheme not in ("ws", "wss"):
        raise ValueError(f"address {url!r}: expected ws://; open_http_device speaks http")
    if peer.id is None and (peer.key is not None or peer.role == "device"):
        raise ValueError("a device, and whoever has a key, needs an id")
    own_clock = clock or MonotonicClock()
    stream = await (connect or connect_with())(address)
    async with open_link(stream, address, peer.encoding) as link:
        protocol = ClientProtocol(peer.hello(), peer.key, ClockOffset())
        welcome = await _enter(link, protocol, own_clock)
        session = ClientSession(link, protocol, own_clock, peer.encoding)
        async with open_plain_nursery() as nursery:
            nursery.start_soon(session.run)
            await session.wait_ready()
            yield Client(session, welcome)
            nursery.cancel_scope.cancel()


async def _enter(link: Link, protocol: ClientProtocol, own_clock: Clock) -> Welcome:
    """Say hello and return the welcome; ClientRefused or ClientClosed instead of one."""
    refusal: ClientRefused | None = None
    with trio.move_on_after(WELCOME_DEADLINE_S):
        try:
            await link.send(protocol.begin())
            while True:
                events = protocol.receive(await link.receive(), own_clock.now_us())
                for event in events:
                    match event:
                        case Welcome():
                            return event
                        case ReplyDue():
                            await link.send(event.message)
                        case Status() if event.level == "error":
                            refusal = ClientRefused(event.code, event.text)
                        case FaultFound():
                            refusal = ClientRefused(event.code, event.text)
                        case Closed():
                            await link.close(event.code, event.reason)
        except ClientClosed:
            if refusal is not None:
                raise refusal from None
            raise
    raise ClientClosed(ABNORMAL, f"no welcome within {WELCOME_DEADLINE_S:.0f} s")
