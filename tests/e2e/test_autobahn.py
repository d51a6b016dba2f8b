"""Autobahn's WebSocket suite against the front door: every case but compression.

The suite needs Python 2.7. It is installed into `.make/autobahn` the first time, when
such a Python is found (GAMEBRIDGE_PYTHON27, or one that pyenv has).
"""

import json
import os
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest
import trio
from quart_trio import QuartTrio

from bridge.plugin.admission import LinkOpening
from bridge.transport.front_door import DoorSettings, FrontDoor
from bridge.transport.http_server import HttpServer
from bridge.transport.inbound_frames import MessageLimits
from bridge.transport.links import LinkClosed, LinkHandler, PendingLink
from bridge.transport.listeners import open_listeners

pytestmark = [pytest.mark.sockets, pytest.mark.autobahn, pytest.mark.slow, pytest.mark.timeout(300)]

HOME = Path(__file__).parents[2] / ".make" / "autobahn"
SUITE = "autobahntestsuite==25.10.1"
# The largest messages of the suite have 16 MiB.
ROOM = 20 * 1024 * 1024
# Compression is not negotiated, so these have nothing to test.
COMPRESSION = ["12.*", "13.*"]
FINE = {"OK", "NON-STRICT", "INFORMATIONAL"}


def find_python27() -> str:
    named = os.environ.get("GAMEBRIDGE_PYTHON27") or shutil.which("python2.7")
    if named is None and shutil.which("pyenv"):
        prefix = subprocess.run(
            ["pyenv", "prefix", "2.7.18"], capture_output=True, text=True, check=False
        )
        named = f"{prefix.stdout.strip()}/bin/python" if prefix.returncode == 0 else None
    if named is None:
        pytest.skip("Autobahn needs Python 2.7: name one in GAMEBRIDGE_PYTHON27")
    return named


@pytest.fixture(scope="module")
def wstest() -> str:
    """Return the suite's program, installing it when it is not there yet."""
    program = HOME / "bin" / "wstest"
    if not program.exists():
        python = find_python27()
        steps = [
            [python, "-m", "pip", "install", "--quiet", "--user", "virtualenv<20.22"],
            [python, "-m", "virtualenv", "--quiet", str(HOME)],
            [str(HOME / "bin" / "pip"), "install", "--quiet", SUITE],
        ]
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True, check=False)
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


async def run_suite(wstest: str, port: int, folder: Path) -> None:
    spec = {
        "outdir": str(folder),
        "servers": [{"agent": "bridge", "url": f"ws://127.0.0.1:{port}/echo"}],
        "cases": ["*"],
        "exclude-cases": COMPRESSION,
        "exclude-agent-cases": {},
    }
    path = trio.Path(folder / "spec.json")
    await path.write_text(json.dumps(spec))
    command = [wstest, "-m", "fuzzingclient", "-s", str(path)]
    # The program ends with 0 whatever it found; its report says the rest.
    await trio.run_process(command, capture_stdout=True, capture_stderr=True)


async def test_every_case_is_fine(wstest: str, tmp_path: Path) -> None:
    http = HttpServer(QuartTrio("autobahn"))
    door = FrontDoor(DoorSettings(max_message_bytes=ROOM), choose, http)
    listeners = await open_listeners(["127.0.0.1"], 0)
    port = listeners[0].socket.getsockname()[1]
    async with trio.open_nursery() as nursery:
        await nursery.start(partial(door.serve, listeners, nursery))
        await run_suite(wstest, port, tmp_path)
        nursery.cancel_scope.cancel()
    report = json.loads(await trio.Path(tmp_path / "index.json").read_text())["bridge"]
    found = {name: {case["behavior"], case["behaviorClose"]} for name, case in report.items()}
    assert len(found) > 250
    assert not {name: verdicts - FINE for name, verdicts in found.items() if verdicts - FINE}
