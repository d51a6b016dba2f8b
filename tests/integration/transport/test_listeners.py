"""Accepting connections while the machine is full."""

import errno
import logging
import os
import socket

import pytest
import trio
import trio.testing

from bridge.model.errors import SettingsError
from bridge.transport.listeners import accept_connections, open_listeners


class FullListener:
    """Fails as a process without free descriptors does, then accepts again."""

    def __init__(self, failures: int, code: int = errno.EMFILE) -> None:
        self.failures = failures
        self.code = code
        self.accepted = trio.Event()

    async def accept(self) -> trio.SocketStream:
        await trio.lowlevel.checkpoint()
        if self.failures:
            self.failures -= 1
            raise OSError(self.code, os.strerror(self.code))
        if self.accepted.is_set():
            await trio.sleep_forever()
        return "a stream"  # type: ignore[return-value]  # only passed on


async def test_a_full_machine_is_told_once_and_survived(
    caplog: pytest.LogCaptureFixture, autojump_clock: trio.testing.MockClock
) -> None:
    listener = FullListener(300)
    with caplog.at_level(logging.ERROR), trio.move_on_after(600):
        await accept_connections(listener, lambda _stream: listener.accepted.set())  # type: ignore[arg-type]
    assert listener.accepted.is_set()
    assert len(caplog.records) == 1
    assert "open files" in caplog.text


async def test_another_fault_of_a_listener_is_not_hidden() -> None:
    with pytest.raises(OSError, match="Bad file"):
        await accept_connections(FullListener(1, errno.EBADF), lambda _stream: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "--port"),
        (OSError(errno.EACCES, "denied"), "above 1023"),
        (OSError(errno.EADDRNOTAVAIL, "not here"), "no such address"),
        (OSError(errno.EIO, "broken"), "broken"),
        (socket.gaierror(-2, "unknown"), "no such host"),
    ],
)
async def test_a_port_that_cannot_be_had_names_the_remedy(
    monkeypatch: pytest.MonkeyPatch, error: OSError, remedy: str
) -> None:
    async def fail(_port: int, *, host: str) -> list[trio.SocketListener]:
        await trio.lowlevel.checkpoint()
        raise error

    monkeypatch.setattr(trio, "open_tcp_listeners", fail)
    with pytest.raises(SettingsError, match=f"port 80 on cellar.*{remedy}"):
        await open_listeners(["cellar"], 80)
