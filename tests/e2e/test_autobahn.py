"""Autobahn's WebSocket suite against the front door: every case but compression, and over
TLS those that are about framing and closing.

The suite needs Python 2.7. It is installed into `.make/autobahn` the first time, when
such a Python is found (GAMEBRIDGE_PYTHON27, or one that pyenv has).
"""

import json
import os
import shutil
import ssl
import subprocess
from functools import partial
from pathlib import Path

import pytest
import trio
import trustme
from quart_trio import QuartTrio

from bridge.plugin.admission import LinkOpening
from bridge.transport.front_door import DoorSettings, FrontDoor
from bridge.transport.http_server import HttpServer
from bridge.transport.inbound_frames import MessageLimits
from bridge.transport.links import LinkClosed, LinkHandler, PendingLink
from bridge.transport.listeners import open_listeners

pytestmark = [pytest.mark.sockets, pytest.mark.autobahn, pytest.mark.slow, pytest.mark.timeout(300)]

HOME = Path(__file__).parents[2] / ".make" / "autobahn"
TOOLS = HOME.with_name("virtualenv27")
# The last line that supports Python 2.7.
VIRTUALENV = "virtualenv<20.22"
SUITE = "autobahntestsuite==25.10.1"
# The largest messages of the suite have 16 MiB.
ROOM = 20 * 1024 * 1024
# Compression is not negotiated, so these have nothing to test.
COMPRESSION = ["12.*", "13.*"]
FINE = {"OK", "NON-STRICT", "INFORMATIONAL"}


def find_python27() -> str:
    candidates = [os.environ.get("GAMEBRIDGE_PYTHON27"), pyenv_python(), shutil.which("python2.7")]
    for candidate in candidates:
        # pyenv puts a python2.7 on the path that only explains that there is none.
        if candidate is not None and output_of([candidate, "-c", "print(1)"]) == "1":
            return candidate
    pytest.skip("Autobahn needs Python 2.7: name one in GAMEBRIDGE_PYTHON27")


def pyenv_python() -> str | None:
    prefix = output_of(["pyenv", "prefix", "2.7.18"]) if shutil.which("pyenv") else None
    return f"{prefix}/bin/python" if prefix else None


def output_of(command: list[str]) -> str | None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


@pytest.fixture(scope="module")
def wstest() -> str:
    """Return the suite's program, installing it when it is not there yet."""
    program = HOME / "bin" / "wstest"
    if not program.exists():
        python = find_python27()
        steps = [
            [python, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), VIRTUALENV],
            [python, "-m", "virtualenv", "--quiet", str(HOME)],
            [str(HOME / "bin" / "pip"), "install", "--quiet", SUITE],
        ]
        for step in steps:
            # Only the second step may see the tools, or the suite would lack what they have.
            path = {"PYTHONPATH": str(TOOLS)} if "virtualenv" in step else {}
            done = subprocess.run(
                step, capture_output=True, text=True, check=False, env={**os.environ, **path}
            )
            if done.returncode != 0:
                pytest.skip(f"Autobahn could not be installed: {done.stderr[-300:]}")
    return str(program)


async def echo(pending: PendingLink) -> None:
    link = await pending.accept(limits=MessageLimits(ROOM, ROOM), on_oversize=lambda _limit: None)
    try:
        while True:
            await link.send(await link.receive())
    except LinkClosed:
        await link.close(1000)


def choose(_opening: LinkOpening) -> LinkHandler | None:
    return echo


async def run_suite(wstest: str, url: str, cases: list[str], folder: Path) -> None:
    spec = {
        "outdir": str(folder),
        "servers": [{"agent": "bridge", "url": url}],
        "cases": cases,
        "exclude-cases": COMPRESSION,
        "exclude-agent-cases": {},
    }
    path = trio.Path(folder / "spec.json")
    await path.write_text(json.dumps(spec))
    command = [wstest, "-m", "fuzzingclient", "-s", str(path)]
    # The program ends with 0 whatever it found; its report says the rest.
    await trio.run_process(command, capture_stdout=True, capture_stderr=True)


def build_settings(scheme: str) -> DoorSettings:
    if scheme == "ws":
        return DoorSettings(max_message_bytes=ROOM)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return DoorSettings(max_message_bytes=ROOM, tls=context)


@pytest.mark.parametrize(
    ("scheme", "cases", "count"), [("ws", ["*"], 301), ("wss", ["1.*", "2.*", "5.*", "7.*"], 84)]
)
async def test_every_case_is_fine(
    wstest: str, tmp_path: Path, scheme: str, cases: list[str], count: int
) -> None:
    http = HttpServer(QuartTrio("autobahn"))
    door = FrontDoor(build_settings(scheme), choose, http)
    listeners = await open_listeners(["127.0.0.1"], 0)
    port = listeners[0].socket.getsockname()[1]
    async with trio.open_nursery() as nursery:
        await nursery.start(partial(door.serve, listeners, nursery))
        await run_suite(wstest, f"{scheme}://127.0.0.1:{port}/echo", cases, tmp_path)
        nursery.cancel_scope.cancel()
    report = json.loads(await trio.Path(tmp_path / "index.json").read_text())["bridge"]
    found = {name: {case["behavior"], case["behaviorClose"]} for name, case in report.items()}
    assert not {name: verdicts - FINE for name, verdicts in found.items() if verdicts - FINE}
    assert len(found) >= count
