"""Opening ports and accepting connections, whatever the machine runs out of.

Knows: listening sockets. Does not know: what is spoken on a connection.
"""

import errno
import logging
import socket
from collections.abc import Callable, Sequence

import trio

from bridge.model.errors import SettingsError

log = logging.getLogger("gamebridge.transport")

# A connection could not be accepted because the process or the machine is full.
_OUT_OF_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})
# Long enough not to spin while the machine is full, short enough to be back at once.
_PAUSE_S = 0.1
# Being full is told at most so often: it lasts, and every attempt fails the same way.
_TELL_AGAIN_S = 60.0


async def open_listeners(hosts: Sequence[str], port: int) -> list[trio.SocketListener]:
    """Return listeners on `port` of each of `hosts`; port 0 lets the kernel choose.

    SettingsError when a port cannot be had; it names the port and the remedy.
    """
    listeners: list[trio.SocketListener] = []
    try:
        for host in hosts:
            listeners += await trio.open_tcp_listeners(port, host=host)
    except OSError as error:
        for listener in listeners:
            await listener.aclose()
        raise SettingsError(_explain(error, hosts, port)) from error
    return listeners


def _explain(error: OSError, hosts: Sequence[str], port: int) -> str:
    where = f"port {port} on {', '.join(hosts)}"
    if isinstance(error, socket.gaierror):
        return f"{where}: no such host; use an address of this machine, such as 127.0.0.1"
    found = {error.errno, *(inner.errno for inner in _causes(error))}
    if errno.EADDRINUSE in found:
        return (
            f"{where} is taken by another program, perhaps another gamebridge: "
            "stop it, or choose another port with --port"
        )
    if errno.EACCES in found:
        return f"{where} needs administrator rights: choose a port above 1023 with --port"
    if errno.EADDRNOTAVAIL in found:
        return f"{where}: this machine has no such address; see `ip address` or `ipconfig`"
    return f"{where} cannot be opened: {error}"


def _causes(error: OSError) -> list[OSError]:
    # trio wraps the reasons when a name stands for several addresses.
    cause = error.__cause__
    if isinstance(cause, BaseExceptionGroup):
        return [inner for inner in cause.exceptions if isinstance(inner, OSError)]
    return [cause] if isinstance(cause, OSError) else []


async def accept_connections(
    listener: trio.SocketListener, welcome: Callable[[trio.SocketStream], None]
) -> None:
    """Call `welcome` with each new connection, until cancelled. It must not block."""
    told_at = -_TELL_AGAIN_S
    while True:
        try:
            stream = await listener.accept()
        except OSError as error:
            if error.errno not in _OUT_OF_ROOM:
                raise
            if trio.current_time() - told_at >= _TELL_AGAIN_S:
                told_at = trio.current_time()
                log.error("cannot accept connections: %s; raise the limit of open files", error)
            await trio.sleep(_PAUSE_S)
        else:
            welcome(stream)
