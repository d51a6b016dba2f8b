"""Plain HTTP/1.1 through hypercorn, one connection at a time.

Knows: hypercorn's trio server. Does not know: routes, plugins, WebSockets.
"""

import logging
from math import inf

import trio
from hypercorn.config import Config
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ASGIFramework, ASGIReceiveCallable, ASGISendCallable, Scope
from quart_trio import QuartTrio

from bridge.transport.http_link import HttpLink
from bridge.transport.http_sites import route_path
from bridge.transport.request_head import MAX_HEAD_BYTES

log = logging.getLogger("gamebridge.transport")

# A device that posts a picture every few seconds keeps its connection.
KEEP_ALIVE_S = 20.0


class HttpServer:
    """Serves one application on every connection that it is given.

    `site_ports` are the ports with routes of their own.
    """

    def __init__(self, app: QuartTrio, site_ports: frozenset[int] = frozenset()) -> None:
        self._app = app
        self._site_ports = site_ports
        self._config = _build_config()
        self._context = WorkerContext(None)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Start the application up, and shut it down when cancelled."""
        async with trio.open_nursery() as nursery:
            self._app.nursery = nursery
            await self._app.startup()
            task_status.started()
            try:
                await trio.sleep_forever()
            finally:
                with trio.move_on_after(1.0, shield=True):
                    await self._app.shutdown()

    async def serve(self, link: HttpLink) -> None:
        """Answer the requests of one connection until it ends."""
        app = _ConnectionApp(self._app, link, self._site_ports)
        # The stream stands in for the TLS stream of hypercorn's annotation: it offers
        # all that hypercorn uses of a plain one.
        server = TCPServer(app, self._config, self._context, {}, link)  # type: ignore[arg-type]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.run)
            # Left alone, hypercorn holds a connection that the client has closed until
            # its keep-alive time is over.
            await link.over.wait()
            nursery.cancel_scope.cancel()

    async def drain(self) -> None:
        """End idle connections now, and the others after the answer that they wait for."""
        await self._context.terminated.set()


class _ConnectionApp:
    """The application as one connection calls it."""

    def __init__(self, app: ASGIFramework, link: HttpLink, site_ports: frozenset[int]) -> None:
        self._app = app
        self._link = link
        self._site_ports = site_ports

    async def __call__(
        self,
        scope: Scope,
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
        _sync_spawn: object,
        _call_soon: object,
    ) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"the gate let a {scope['type']} request through")
        scope["scheme"] = "https" if self._link.is_encrypted else "http"
        scope["path"] = route_path(scope["path"], self._link.port, self._site_ports)
        try:
            await self._app(scope, receive, send)
        finally:
            self._link.count_answer()


def _build_config() -> Config:
    config = Config()
    config.accesslog = None
    config.errorlog = log
    config.include_server_header = False
    config.h11_max_incomplete_size = MAX_HEAD_BYTES
    config.keep_alive_timeout = KEEP_ALIVE_S
    # hypercorn would end a connection after a thousand requests: half a minute of
    # pictures.
    config.keep_alive_max_requests = inf  # type: ignore[assignment]
    config.alpn_protocols = ["http/1.1"]
    return config
