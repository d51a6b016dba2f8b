"""Tells the local network where the bridge is: `_gamebridge._tcp` by DNS-SD over mDNS.

The firmware asks for that when it knows no bridge. zeroconf brings an event loop and
threads of its own; they stay inside this module.
"""

import ipaddress
import logging
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import psutil
import trio

if TYPE_CHECKING:
    from zeroconf import ServiceInfo

SERVICE_TYPE = "_gamebridge._tcp.local."
# Laptops change networks; nobody looks for a bridge more often.
LOOK_EVERY_S = 30.0
CLOSE_LIMIT_S = 3.0
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - only compared with.


def lan_addresses(host: str) -> tuple[str, ...]:
    """Return the IPv4 addresses at which others find a bridge that listens on `host`."""
    if host not in EVERYWHERE:
        return (host,)
    states = psutil.net_if_stats()
    found = (
        ipaddress.ip_address(str(entry.address))
        for name, entries in psutil.net_if_addrs().items()
        if name in states and states[name].isup
        for entry in entries
        if entry.family == socket.AF_INET
    )
    return tuple(str(a) for a in found if not (a.is_loopback or a.is_unspecified))


def describe_service(name: str, port: int, addresses: Sequence[str]) -> "ServiceInfo":
    """Return what is announced; `name` is that of this machine."""
    from zeroconf import ServiceInfo  # noqa: PLC0415 - most bridges announce nothing.

    label = name.partition(".")[0] or "bridge"
    return ServiceInfo(
        SERVICE_TYPE,
        f"gamebridge on {label}.{SERVICE_TYPE}",
        addresses=[socket.inet_aton(address) for address in addresses],
        port=port,
        properties={"path": "/v1"},
        # A name of its own: the machine's own responder may have other plans for its name.
        server=f"gamebridge-{label}.local.",
    )


class Announcer:
    """Announces the bridge for as long as it runs. Satisfies `bridge.api.Service`."""

    name = "announcing"

    def __init__(
        self,
        port: int,
        logger: logging.Logger,
        find_addresses: Callable[[], tuple[str, ...]],
    ) -> None:
        self._port = port
        self._logger = logger
        self._find_addresses = find_addresses
        self._threads = trio.CapacityLimiter(1)
        self.addresses: tuple[str, ...] = ()  # Those that are announced now.

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Announce until cancelled, and anew whenever the machine's addresses change."""
        task_status.started()
        while True:
            addresses = self._find_addresses()
            if addresses:
                await self._announce(addresses)
            else:
                await trio.sleep(LOOK_EVERY_S)

    async def _announce(self, addresses: tuple[str, ...]) -> None:
        """Announce these addresses until there are others."""
        voice = _Voice(describe_service(socket.gethostname(), self._port, addresses))
        try:
            await trio.to_thread.run_sync(voice.begin, addresses, limiter=self._threads)
            self.addresses = addresses
            # The system tells nobody when an address changes.
            while self._find_addresses() == addresses:  # noqa: ASYNC110
                await trio.sleep(LOOK_EVERY_S)
        except OSError as error:
            self._logger.warning(
                "devices cannot find the bridge by themselves: mDNS: %s; name its address there",
                error,
            )
            await trio.sleep(LOOK_EVERY_S)
        finally:
            self.addresses = ()
            with trio.move_on_after(CLOSE_LIMIT_S, shield=True):
                await trio.to_thread.run_sync(
                    voice.end, limiter=self._threads, abandon_on_cancel=True
                )


class _Voice:
    """zeroconf and what it says. Everything here runs in threads that may block."""

    def __init__(self, info: "ServiceInfo") -> None:
        from zeroconf import Error, IPVersion, Zeroconf  # noqa: PLC0415 - see above.

        self._info = info
        self._failures = Error
        self._ip_version = IPVersion.V4Only
        self._build = Zeroconf
        self._zeroconf: Zeroconf | None = None

    def begin(self, interfaces: Sequence[str]) -> None:
        self._zeroconf = self._build(
            interfaces=list(interfaces), ip_version=self._ip_version, use_asyncio=False
        )
        try:
            # Two bridges on one machine, or a name that is taken: the second gets a number.
            self._zeroconf.register_service(self._info, allow_name_change=True)
        except self._failures as error:
            raise OSError(str(error) or type(error).__name__) from error

    def end(self) -> None:
        if self._zeroconf is not None:
            self._zeroconf.close()
