"""A board made of bytes on a real socket, asked by the commands and by a whole bridge."""

import json
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import trio
from click.testing import CliRunner, Result

from bridge.api import AckStage, BridgeError
from bridge.client import open_client
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_sources import plugin
from bridge_sources.address import AddressPolicy
from bridge_sources.capture_dial import opener
from bridge_sources.commands import capture, sources
from bridge_sources.records import SourceRecord
from plugins.sources.tests.capture81.conftest import (
    BIG_JPEG,
    JPEG,
    LIMIT_S,
    TEXT,
    Board,
    frame,
    listening,
)
from plugins.sources.tests.pictures import build_jpeg

pytestmark = pytest.mark.sockets

SETTINGS = '[bridge]\nport = 0\n[plugin.sources]\nnetworks = ["127.0.0.0/8"]\n'
PICTURE = build_jpeg(1600, 1200)


async def run_command(work: Callable[[], Result]) -> Result:
    """Run a command, which has a trio of its own, beside this one."""
    with trio.fail_after(LIMIT_S):
        return await trio.to_thread.run_sync(work)


@asynccontextmanager
async def bridge_with(board: Board, **more: object) -> AsyncGenerator[RunningBridge]:
    """Run a bridge whose one source, `Porch`, is the board."""
    async with listening(board) as port, running_bridge([plugin], SETTINGS) as running:
        body = {"address": f"127.0.0.1:{port}", "name": "Porch", "kind": "capture81", **more}
        async with httpx.AsyncClient(base_url=running.http_url, trust_env=False) as http:
            answer = await http.post("/v1/sources", json=body)
            assert answer.status_code == 201, answer.text
        with trio.fail_after(LIMIT_S):
            yield running


@pytest.mark.parametrize("picture", [JPEG, BIG_JPEG, PICTURE], ids=["small", "200 kB", "real"])
async def test_a_picture_is_saved_from_an_address_without_a_bridge(
    tmp_path: Path, picture: bytes
) -> None:
    target = tmp_path / "now.jpg"
    async with listening(Board(pictures=[picture])) as port:
        args = [f"ws://127.0.0.1:{port}", "-o", str(target), "--json"]
        result = await run_command(lambda: CliRunner().invoke(capture, args))
    assert result.exit_code == 0, result.output
    assert target.read_bytes() == picture
    taken = json.loads(result.stdout)
    assert (taken["file"], taken["size_bytes"]) == (str(target), len(picture))


async def test_the_system_watches_an_idle_connection() -> None:
    async with listening(Board()) as port:
        record = SourceRecord(name="Porch", host="127.0.0.1", kind="capture81", port=port)
        stream = await opener(record, AddressPolicy(["127.0.0.0/8"]))()
        assert isinstance(stream, trio.SocketStream)
        assert stream.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        await stream.aclose()


async def test_a_series_goes_on_after_a_picture_that_failed(tmp_path: Path) -> None:
    async with listening(Board(pictures=[PICTURE, b"rubbish"])) as port:
        args = [f"ws://127.0.0.1:{port}", "-o", f"{tmp_path}/", "--every", "0.1", "--count", "3"]
        result = await run_command(lambda: CliRunner().invoke(capture, args))
    assert isinstance(result.exception, BridgeError)
    assert "1 of 3 pictures failed" in str(result.exception)
    assert "Picture 2" in result.stderr
    assert result.stdout.count("Saved as") == 2


async def test_the_original_file_name_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "received_image.jpg").write_bytes(b"old")
    async with bridge_with(Board(pictures=[PICTURE])) as running:
        args = ["porch", "-o", str(tmp_path), "--like-original", "--url", running.http_url]
        result = await run_command(lambda: CliRunner().invoke(capture, args))
    assert result.output == "Received image and saved.\n"
    assert (tmp_path / "received_image.jpg").read_bytes() == PICTURE


async def test_a_picture_for_another_program_comes_alone_on_standard_output() -> None:
    async with bridge_with(Board(pictures=[PICTURE])) as running:
        args = ["Porch", "-o", "-", "--url", running.http_url]
        result = await run_command(lambda: CliRunner().invoke(capture, args))
    assert result.stdout_bytes == PICTURE
    assert "1600×1200" in result.stderr


async def test_the_board_is_a_device_with_a_command() -> None:
    async with (
        bridge_with(Board(pictures=[PICTURE])) as running,
        open_client(running.url, role="game") as client,
    ):
        pictures = await client.subscribe(["device/porch/camera/jpeg"])
        assert bytes((await pictures.receive()).payload) == PICTURE
        ack = await client.call("porch", "capture")
        assert (ack.stage, ack.value) == (AckStage.APPLIED, len(PICTURE))
        assert bytes((await pictures.receive()).payload) == PICTURE


async def test_a_rate_makes_a_topic_of_it() -> None:
    board = Board(pictures=[build_jpeg(seed=n) for n in range(3)])
    async with (
        bridge_with(board, hz=20) as running,
        open_client(running.url, role="viewer") as client,
    ):
        pictures = await client.subscribe(["device/porch/camera/jpeg"])
        seen = {bytes((await pictures.receive()).payload) for _ in range(12)}
    assert len(seen) == 3
    assert board.connected == 1


async def test_sources_are_added_listed_stopped_and_removed_by_commands() -> None:
    board = Board(greeting=frame(TEXT, b"Connected"), pictures=[PICTURE])
    async with listening(board) as port, running_bridge([plugin], SETTINGS) as running:

        def run(*args: str) -> Result:
            return CliRunner().invoke(sources, [*args, "--url", running.http_url])

        added = await run_command(
            lambda: run("add", f"ws://127.0.0.1:{port}", "--name", "Front door (1)")
        )
        assert "Added 'Front door (1)': capture on port 81" in added.output
        assert "gamebridge capture front-door-1" in added.output
        listed = await run_command(lambda: run("list", "--json"))
        (status,) = json.loads(listed.stdout)
        assert status["record"]["kind"] == "capture81"
        stopped = await run_command(lambda: run("stop", "Front door (1)"))
        assert stopped.output == "Source Front door (1) is stopped.\n"
        assert "stopped" in (await run_command(lambda: run("list"))).output
        started = await run_command(lambda: run("start", "front-door-1", "--json"))
        assert json.loads(started.stdout)["record"]["is_started"]
        assert (await run_command(lambda: run("remove", "front-door-1"))).exit_code == 0
        assert "No sources yet" in (await run_command(lambda: run("list"))).output


async def test_commands_say_what_the_bridge_has_against_it() -> None:
    async with running_bridge([plugin], SETTINGS) as running:
        for args, words in (
            (["add", "192.0.2.7"], "outside the networks"),
            (["add", "ws://cam/%zz:99999"], "cam"),
            (["remove", "nobody"], "no source 'nobody'"),
        ):
            asked = [*args, "--url", running.http_url]
            result = await run_command(lambda asked=asked: CliRunner().invoke(sources, asked))  # type: ignore[misc] # Bound per round.
            assert isinstance(result.exception, BridgeError)
            assert words in str(result.exception)
