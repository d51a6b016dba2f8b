"""Games of a real bridge, over real sockets: raw requests, as no browser sends them."""

from pathlib import Path

import pytest
import trio

import bridge_auth.plugin
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_games import plugin
from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish

pytestmark = pytest.mark.sockets

TAKEN_OUT = "HTTP/1.1 404"


async def ask(bridge: RunningBridge, target: str, method: str = "GET", *headers: str) -> str:
    """Return the answer to a request whose target is sent as it is."""
    stream = await trio.open_tcp_stream("127.0.0.1", bridge.port)
    lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{bridge.port}", "Connection: close"]
    async with stream:
        await stream.send_all("\r\n".join([*lines, *headers, "", ""]).encode())
        parts = [part async for part in stream]
    return b"".join(parts).decode(errors="replace")


async def test_game_added_while_the_bridge_runs_is_played_at_once(
    state_dir: Path, tilt: Path
) -> None:
    async with running_bridge([plugin], state_dir=state_dir) as bridge:
        assert (await ask(bridge, "/games/tilt/")).startswith(TAKEN_OUT)
        GameShelf(state_dir).add(AddWish(str(tilt)))
        answer = await ask(bridge, "/games/tilt/")
        assert answer.startswith("HTTP/1.1 200")
        assert answer.endswith("<title>Page</title>")
        GameShelf(state_dir).remove("tilt")
        assert (await ask(bridge, "/games/tilt/")).startswith(TAKEN_OUT)


async def test_head_tells_the_size_and_sends_nothing(state_dir: Path, tilt: Path) -> None:
    (tilt / "film.mp4").write_bytes(bytes(3_000_000))
    GameShelf(state_dir).add(AddWish(str(tilt)))
    async with running_bridge([plugin], state_dir=state_dir) as bridge:
        head, _, body = (await ask(bridge, "/games/tilt/film.mp4", "HEAD")).partition("\r\n\r\n")
        whole = await ask(bridge, "/games/tilt/film.mp4")
    assert "content-length: 3000000" in head.lower()
    assert body == ""
    assert len(whole.partition("\r\n\r\n")[2]) == 3_000_000


@pytest.mark.parametrize(
    "target",
    [
        "/games/tilt/../../../etc/passwd",
        "/games/tilt/%2e%2e/%2e%2e/state/games.sqlite3",
        "/games/tilt/..%2f..%2fstate%2fgames.sqlite3",
        "/games/tilt/%252e%252e/secret",
        "/games/tilt/..%5c..%5cstate",
        "/games/../state/games.sqlite3",
        "/games/tilt/index.html%00",
        "/games/%2e%2e/state",
        "/games/tilt/%c0%ae%c0%ae/secret",
        "/games/_/..%2f..%2fplugin.py",
    ],
)
async def test_no_request_leads_out_of_a_game(state_dir: Path, tilt: Path, target: str) -> None:
    GameShelf(state_dir).add(AddWish(str(tilt)))
    async with running_bridge([plugin], state_dir=state_dir) as bridge:
        answer = await ask(bridge, target)
    assert answer.startswith(TAKEN_OUT)
    assert "SQLite" not in answer


async def test_page_in_a_sandbox_reads_its_files_and_changes_nothing(
    state_dir: Path, tilt: Path
) -> None:
    GameShelf(state_dir).add(AddWish(str(tilt)))
    async with running_bridge([bridge_auth.plugin, plugin], state_dir=state_dir) as bridge:
        own = await ask(bridge, "/games/tilt/data.js", "GET", "Origin: null")
        assert own.startswith("HTTP/1.1 200")
        assert (
            own.count("Access-Control-Allow-Origin: null\r\n".lower())
            + own.count("Access-Control-Allow-Origin: null\r\n")
            == 1
        )
        for method, target in (
            ("POST", "/v1/games/folders/tilt/trust"),
            ("DELETE", "/v1/games/folders/tilt"),
        ):
            answer = await ask(bridge, target, method, "Origin: null")
            assert answer.startswith("HTTP/1.1 401"), answer
            own_page = f"Origin: http://127.0.0.1:{bridge.port}"
            assert not (await ask(bridge, target, method, own_page)).startswith("HTTP/1.1 401")


async def test_who_may_not_look_sees_games_and_no_folders(state_dir: Path, tilt: Path) -> None:
    GameShelf(state_dir).add(AddWish(str(tilt)))
    settings = '[bridge]\nport = 0\n[plugin.auth]\nloopback_role = "none"\n'
    plugins = [bridge_auth.plugin, plugin]
    async with running_bridge(plugins, settings, state_dir) as bridge:
        for target in ("/games/", "/games/tilt/", "/v1/games"):
            assert (await ask(bridge, target)).startswith("HTTP/1.1 200")
        folders = await ask(bridge, "/v1/games/folders")
    assert folders.startswith("HTTP/1.1 401")
    assert str(tilt) not in folders
