"""The firmware's core in a program of its own, steered by tests.

Knows: how to start it, its events, its control socket. Does not know: any test.
"""

import json
import socket
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
import trio

BUILDS = Path(__file__).parents[1] / ".make" / "firmware"
PROGRAM = BUILDS / "sanitized" / "host" / "virtual_device"
PROGRAM_32 = BUILDS / "sanitized32" / "host" / "virtual_device"

needs_virtual_device = pytest.mark.skipif(
    not PROGRAM.exists(), reason="no virtual device; to build it: make firmware"
)


class Event(msgspec.Struct, frozen=True):
    """A line that the program told; fields that an event does not have are empty."""

    at_us: int
    event: str
    stage: str = ""
    reason: str = ""
    fate: str = ""
    sha256: str = ""
    control: str = ""
    code: str = ""
    version: str = ""
    network: str = ""
    http: int = 0
    dns: int = 0
    level: int = -1
    frames_sent: int = 0
    link_lost: int = 0
    refused: int = 0
    starts: int = 0
    heap_bytes: int = 0


class Answer(msgspec.Struct, frozen=True):
    """What the control socket says to a wish."""

    ok: bool
    text: str = ""
    said: str = ""
    stage: str = ""
    reason: str = ""
    frames_sent: int = 0


@dataclass
class VirtualDevice:
    """A running virtual device and what it told."""

    process: trio.Process
    events: list[Event] = field(default_factory=list)
    _changed: trio.Event = field(default_factory=trio.Event)
    _control: trio.SocketStream | None = None

    async def listen(self) -> None:
        """Collect its events until it ends."""
        assert self.process.stdout is not None
        async for line in lines_of(self.process.stdout):
            self.events.append(msgspec.json.decode(line, type=Event))
            self._changed.set()
            self._changed = trio.Event()

    async def wait(self, is_wanted: Callable[[Event], bool], since: int = 0) -> Event:
        """Return the first event of a kind, once it is there; `since` counts events."""
        while True:
            changed = self._changed
            for event in self.events[since:]:
                if is_wanted(event):
                    return event
            await changed.wait()

    async def wait_stage(self, stage: str, since: int = 0) -> Event:
        """Wait until it has got to a stage."""
        return await self.wait(lambda event: event.event == "stage" and event.stage == stage, since)

    async def wait_picture(self, digest: str) -> None:
        """Wait until it has told the fate of a picture."""
        await self.wait(lambda event: event.sha256 == digest)

    async def type(self, line: str) -> None:
        """Type a line into its console."""
        assert self.process.stdin is not None
        await self.process.stdin.send_all(line.encode() + b"\n")

    async def ask(self, do: str, **fields: object) -> Answer:
        """Wish something of it over its control socket, and return its answer."""
        if self._control is None:
            listening = await self.wait(lambda event: event.event == "listening")
            host, port = listening.control.split(":")
            self._control = await trio.open_tcp_stream(host, int(port))
        await self._control.send_all(json.dumps({"do": do, **fields}).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            chunk = await self._control.receive_some()
            assert chunk, f"the program ended before it answered {do}"
            answer += chunk
        return msgspec.json.decode(answer, type=Answer)

    async def hang_up(self) -> None:
        """Leave the control socket."""
        if self._control is not None:
            await trio.aclose_forcefully(self._control)

    def hashes(self, fate: str = "sent") -> list[str]:
        """Digests of the pictures that had a fate, in order."""
        return [event.sha256 for event in self.events if event.fate == fate]


async def lines_of(stream: trio.abc.ReceiveStream) -> AsyncIterator[bytes]:
    """Give the lines of a stream until it ends."""
    rest = b""
    async for chunk in stream:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line


@asynccontextmanager
async def virtual_device(
    address: str,
    frames: Path,
    *options: str,
    program: Path = PROGRAM,
    where: tuple[str, ...] = (),
    control: str = "0",
    answers: bool = False,
) -> AsyncGenerator[VirtualDevice]:
    """Run a virtual device while the block lasts; `where` is a command that runs it there.

    `answers` makes what it says on its serial line readable, at `process.stderr`.
    Without an address it is one that has yet to be told its network and its bridge.
    """
    fresh = () if "--store" in options else ("--wifi", "none")
    bridge = ("--bridge", address) if address else fresh
    command = [*where, str(program), *bridge, "--frames", str(frames)]
    async with trio.open_nursery() as nursery:
        steered = ("--control", control) if control else ()
        process = await nursery.start(_run, [*command, *steered, *options], answers)
        device = VirtualDevice(process)
        nursery.start_soon(device.listen)
        try:
            yield device
        finally:
            await device.hang_up()
        nursery.cancel_scope.cancel()


async def _run(
    command: list[str],
    answers: bool,
    *,
    task_status: trio.TaskStatus[trio.Process] = trio.TASK_STATUS_IGNORED,
) -> None:
    await trio.run_process(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if answers else None,
        check=False,
        task_status=task_status,
    )


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def draw_folder(folder: Path, count: int, width: int = 160, height: int = 120) -> Path:
    """Fill a folder with pictures that all differ."""
    noise = np.random.default_rng(5)
    for number in range(count):
        coarse = noise.integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
        picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        (folder / f"{number:04}.jpg").write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    return folder
