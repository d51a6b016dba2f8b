import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest
import trio
from click.testing import CliRunner, Result

from bridge.app.cli.list_commands import devices, plugins, topics
from bridge.client import open_client
from bridge.testing.harness import running_bridge

if TYPE_CHECKING:
    import click

pytestmark = pytest.mark.sockets
NOWHERE = ["--url", "http://127.0.0.1:1"]
Invoke = Callable[["click.Command", list[str]], Awaitable[Result]]


@pytest.fixture
def invoke() -> Invoke:
    """Return a function that runs a command beside the bridge."""
    limiter = trio.CapacityLimiter(1)

    async def run(command: "click.Command", words: list[str]) -> Result:
        return await trio.to_thread.run_sync(CliRunner().invoke, command, words, limiter=limiter)

    return run


async def test_devices_and_topics_of_a_running_bridge_are_listed(invoke: Invoke) -> None:
    async with running_bridge() as running:
        where = ["--url", running.http_url]
        async with open_client(running.url, role="device", id="cam-1", name="Desk"):
            listed = await invoke(devices, where)
            as_json = await invoke(devices, [*where, "--json"])
            found = await invoke(topics, where)
    assert "cam-1  Desk  online" in listed.output
    assert json.loads(as_json.output)[0]["id"] == "cam-1"
    assert "device/cam-1/state" in found.output


async def test_an_empty_bridge_says_what_to_do_next(invoke: Invoke) -> None:
    async with running_bridge() as running:
        listed = await invoke(devices, ["--url", running.http_url])
    assert "gamebridge devices add" in listed.output


def test_plugins_are_listed_whether_a_bridge_runs_or_not() -> None:
    result = CliRunner().invoke(plugins, [*NOWHERE, "--json"])
    names = {plugin["name"]: plugin["state"] for plugin in json.loads(result.output)}
    assert names["video"] == "loaded"
    assert "DISTRIBUTION" in CliRunner().invoke(plugins, NOWHERE).output
