"""`gamebridge run` as a program: signals, ports, settings."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.skipif(sys.platform == "win32", reason="these signals are of POSIX systems"),
]
RUN = [sys.executable, "-m", "bridge", "run", "--port", "0", "--log-level", "warning"]


@contextmanager
def running(state: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the program; yield it and its port once it says where it is."""
    program = subprocess.Popen(
        [*RUN, "--state", str(state), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert program.stdout is not None
        line = program.stdout.readline()
        yield program, int(line.split("127.0.0.1:")[1].split("/")[0])
    finally:
        program.kill()
        program.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_cleanly_with_a_stalled_reader(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path) as (program, port):
        with socket.create_connection(("127.0.0.1", port)) as stalled:
            stalled.sendall(b"GET /healthz HTTP/1.1\r\n")
            program.send_signal(number)
            _, said = program.communicate(timeout=15)
        assert program.returncode == 0
    assert "Traceback" not in said


def test_a_taken_port_is_named_with_the_remedy(tmp_path: Path) -> None:
    with running(tmp_path) as (_, port):
        words = [*RUN, "--state", str(tmp_path), "--port", str(port), "--no-plugins"]
        second = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode == 1
    assert f"port {port}" in second.stderr
    assert "--port" in second.stderr
    assert "Traceback" not in second.stderr


def test_an_unreadable_settings_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "game.toml"
    path.write_text("[bridge]\nport = 'eighty'\n")
    words = [*RUN, "--config", str(path)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert str(path) in ended.stderr
    assert "bridge.port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_plugins_the_bridge_runs_all_the_same(tmp_path: Path) -> None:
    with running(tmp_path, "--no-plugins") as (program, port):
        with socket.create_connection(("127.0.0.1", port)) as link:
            link.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert b"200" in link.recv(64)
        program.send_signal(signal.SIGTERM)
        assert program.wait(15) == 0
