"""Listening for cameras that announce themselves by mDNS.

zeroconf brings an event loop and threads of its own. They stay inside this module: what
they find is handed to trio's loop, which alone touches the table.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import trio

from bridge_sources.discovery.services import SERVICE_TYPES, Announced

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, ServiceStateChange, Zeroconf

# Most answers bring address and TXT along; others get one more question.
RESOLVE_LIMIT_MS = 1000
CLOSE_LIMIT_S = 3.0

OnAnnounced = Callable[[Announced], None]
OnGone = Callable[[str], None]  # With the service's full name.


class MdnsListener:
    """Asks for services of camera firmwares, and hears them come and go.

    `interfaces` are addresses of this machine; None means all. Both callbacks are called
    in trio's loop.
    """

    def __init__(
        self,
        on_announced: OnAnnounced,
        on_gone: OnGone,
        interfaces: Sequence[str] | None = None,
    ) -> None:
        self._on_announced = on_announced
        self._on_gone = on_gone
        self._interfaces = interfaces
        self._threads = trio.CapacityLimiter(1)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Listen until cancelled. OSError when the network does not allow it."""
        post = _Post(trio.lowlevel.current_trio_token(), self._on_announced, self._on_gone)
        ears = await trio.to_thread.run_sync(_Ears, post, self._interfaces, limiter=self._threads)
        try:
            task_status.started()
            await trio.sleep_forever()
        finally:
            post.is_open = False
            with trio.move_on_after(CLOSE_LIMIT_S, shield=True):
                await trio.to_thread.run_sync(
                    ears.close, limiter=self._threads, abandon_on_cancel=True
                )


class _Post:
    """Takes what zeroconf's threads find to trio's loop. Never waits for either side."""

    def __init__(
        self, token: trio.lowlevel.TrioToken, on_announced: OnAnnounced, on_gone: OnGone
    ) -> None:
        self._token = token
        self._on_announced = on_announced
        self._on_gone = on_gone
        self.is_open = True

    def announce(self, announced: Announced) -> None:
        self._send(lambda: self._on_announced(announced))

    def forget(self, name: str) -> None:
        self._send(lambda: self._on_gone(name))

    def _send(self, tell: Callable[[], None]) -> None:
        try:
            self._token.run_sync_soon(lambda: tell() if self.is_open else None)
        except trio.RunFinishedError:
            self.is_open = False


class _Ears:
    """zeroconf and its browser. Everything here runs in threads that may block."""

    def __init__(self, post: _Post, interfaces: Sequence[str] | None) -> None:
        from zeroconf import (  # noqa: PLC0415 - most bridges never listen.
            Error,
            InterfaceChoice,
            IPVersion,
            ServiceBrowser,
            Zeroconf,
        )

        self._post = post
        self._failures = Error
        self._zeroconf = Zeroconf(
            interfaces=InterfaceChoice.All if interfaces is None else list(interfaces),
            ip_version=IPVersion.V4Only,
            use_asyncio=False,
        )
        self._browser = ServiceBrowser(self._zeroconf, list(SERVICE_TYPES), handlers=[self._note])

    def close(self) -> None:
        # Without this its thread would go on after `Zeroconf.close`.
        self._browser.cancel()
        self._zeroconf.close()

    # The names of the arguments are zeroconf's.
    def _note(
        self,
        zeroconf: "Zeroconf",
        service_type: str,
        name: str,
        state_change: "ServiceStateChange",
    ) -> None:
        if state_change.name == "Removed":
            self._post.forget(name)
        elif self._post.is_open:
            try:
                info = zeroconf.get_service_info(service_type, name, timeout=RESOLVE_LIMIT_MS)
            except self._failures:
                return  # It is announced again, or it is nothing.
            if info is not None:
                self._post.announce(_announced(info))


def _announced(info: "ServiceInfo") -> Announced:
    fields = {key: value or "" for key, value in info.decoded_properties.items()}
    addresses = tuple(info.parsed_addresses())
    return Announced(info.type, info.name, info.server or "", addresses, info.port or 0, fields)
