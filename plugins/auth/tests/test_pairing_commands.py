"""`gamebridge devices requests`, `approve` and `refuse` at a real bridge."""

import json
from functools import partial
from pathlib import Path

import httpx
import pytest
import trio
from click.testing import CliRunner, Result

from bridge.api import BridgeError
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_auth import plugin
from bridge_auth.pairing.values import WaitingPeer
from bridge_auth.pairing_commands import devices
from bridge_auth.remote import find_request
from plugins.auth.tests.pairing.asking import AskingPeer

pytestmark = pytest.mark.sockets


async def run(bridge: RunningBridge, *words: str) -> Result:
    command, *rest = words
    line = [command, "--url", bridge.http_url, *rest]
    return await trio.to_thread.run_sync(partial(CliRunner().invoke, devices, line))


async def ask(bridge: RunningBridge, peer: AskingPeer) -> str:
    """Ask as a game does; return the path at which it looks."""
    wish = {"role": str(peer.role), "id": peer.id, "name": peer.name}
    half = peer.half
    async with httpx.AsyncClient(base_url=bridge.http_url, trust_env=False) as client:
        body = {**wish, "commitment": half.commitment.hex()}
        opened = (await client.post("/v1/pairing", json=body)).json()
        path = f"/v1/pairing/{opened['pairing']}"
        said = {"public_key": half.public_key.hex(), "nonce": half.nonce.hex()}
        await client.post(f"{path}/reveal", json=said)
    return path


async def state(bridge: RunningBridge, path: str) -> str:
    async with httpx.AsyncClient(base_url=bridge.http_url, trust_env=False) as client:
        return str((await client.get(path)).json()["state"])


async def test_who_asks_is_listed_and_let_in_by_the_code(tmp_path: Path) -> None:
    async with running_bridge([plugin], state_dir=tmp_path) as bridge:
        assert "Nobody asks" in (await run(bridge, "requests")).stdout
        path = await ask(bridge, AskingPeer())
        (waiting,) = json.loads((await run(bridge, "requests", "--json")).stdout)
        listed = (await run(bridge, "requests")).stdout
        assert listed.startswith(f"{waiting['code']}  game quiz (Quiz) from 127.0.0.1, ")
        approved = await run(bridge, "approve", *waiting["code"].split(" "))
        assert approved.stdout == "Quiz may join as the game quiz.\n"
        assert await state(bridge, path) == "approved"


async def test_who_asks_is_let_in_as_less_or_sent_away_by_the_id(tmp_path: Path) -> None:
    async with running_bridge([plugin], state_dir=tmp_path) as bridge:
        first, second = await ask(bridge, AskingPeer()), await ask(bridge, AskingPeer("puzzle"))
        approved = await run(bridge, "approve", "quiz", "--role", "viewer")
        assert approved.stdout == "Quiz may join as the viewer quiz.\n"
        assert "may not join" in (await run(bridge, "refuse", "puzzle")).stdout
        assert [await state(bridge, path) for path in (first, second)] == ["approved", "refused"]


async def test_a_wrong_code_and_a_bridge_that_is_not_there_are_told(tmp_path: Path) -> None:
    async with running_bridge([plugin], state_dir=tmp_path) as bridge:
        result = await run(bridge, "approve", "123", "456")
        assert "no request has the code or id '123 456'" in str(result.exception)
    result = await run(bridge, "requests")
    assert "no bridge answers" in str(result.exception)


async def test_who_may_not_decide_is_told_what_is_missing(tmp_path: Path) -> None:
    settings = '[bridge]\nport = 0\n[plugin.auth]\nloopback_role = "game"\n'
    async with running_bridge([plugin], settings, tmp_path) as bridge:
        result = await run(bridge, "requests")
        assert "--key" in str(result.exception)


def test_an_id_that_two_ask_with_is_told_apart_by_the_code() -> None:
    def waiting(code: str) -> WaitingPeer:
        return WaitingPeer(code * 16, "game", "quiz", "Quiz", "192.168.1.7", code, 1000)

    both = [waiting("00"), waiting("11")]
    with pytest.raises(BridgeError, match="say the code, of 00, 11"):
        find_request(both, "quiz")
    assert find_request(both, "11") is both[1]
