"""Two machines on one network, as two network namespaces with a cable between them.

Knows: how to make them, and how to run a command in each. Does not know: what runs there.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

OURS, THEIRS = "192.168.77.1", "192.168.77.2"


def run(*command: str) -> str:
    """Run a command to its end and return what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


class Cable:
    """Two machines on one network. `bridge` and `board` are commands that run there."""

    def __init__(self) -> None:
        names = [f"gb{os.getpid()}{side}" for side in "ab"]
        self.bridge, self.board = [("ip", "netns", "exec", name) for name in names]
        self._names = names

    def lay(self, undo: ExitStack) -> None:
        """Make the namespaces and what is between them."""
        ends = [f"v{name}" for name in self._names]
        for name in self._names:
            run("ip", "netns", "add", name)
            undo.callback(run, "ip", "netns", "del", name)
        run("ip", "link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
        for name, end, address in zip(self._names, ends, (OURS, THEIRS), strict=True):
            run("ip", "link", "set", end, "netns", name)
            run("ip", "-n", name, "addr", "add", f"{address}/24", "brd", "+", "dev", end)
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "link", "set", end, "up")


@contextmanager
def laid_cable() -> Iterator[Cable]:
    """Lay a cable for the time of the block; the test is skipped where none can be made."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root: sudo make test")
    laid = Cable()
    with ExitStack() as undo:
        try:
            laid.lay(undo)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespace can be made here: {error.stderr}")
        yield laid
