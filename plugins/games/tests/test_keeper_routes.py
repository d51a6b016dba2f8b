"""What those who keep a bridge may do with games."""

from pathlib import Path

import msgspec
import pytest

from bridge_games.keeper_routes import MAX_BODY_BYTES, PREFIX
from bridge_games.shelf import GameShelf
from bridge_games.values import KeptGame, KeptList, Refusal
from plugins.games.tests.desks import FAR, Desks, build_desks


@pytest.fixture
def desks(shelf: GameShelf) -> Desks:
    """The routes of an empty shelf."""
    return build_desks(shelf)


async def listed(desks: Desks) -> KeptList:
    """Return what GET says."""
    answer = await desks.ask(PREFIX)
    return msgspec.json.decode(await answer.get_data(), type=KeptList)


async def test_game_is_added_by_its_folder(desks: Desks, tilt: Path) -> None:
    answer = await desks.ask(PREFIX, "POST", {"folder": str(tilt), "title": "Mine"})
    assert answer.status_code == 201
    added = msgspec.json.decode(await answer.get_data(), type=KeptList)
    assert added == await listed(desks)
    (game,) = added.games
    assert (game.name, game.title, game.folder) == ("tilt", "Mine", str(tilt))
    assert (game.standing, game.is_trusted, game.fault) == ("added", False, "")


async def test_games_are_added_at_the_bridges_own_machine_only(desks: Desks, tilt: Path) -> None:
    desks.address = FAR
    answer = await desks.ask(PREFIX, "POST", {"folder": str(tilt)})
    refusal = msgspec.json.decode(await answer.get_data(), type=Refusal)
    assert (answer.status_code, refusal.code) == (403, "not_here")
    assert await listed(desks) == KeptList([], may_add=False)


async def test_game_in_its_sandbox_learns_no_folders(desks: Desks, tilt: Path) -> None:
    await desks.ask(PREFIX, "POST", {"folder": str(tilt)})
    answer = await desks.ask(PREFIX, Origin="null")
    assert answer.status_code == 403
    assert str(tilt).encode() not in await answer.get_data()
    assert (await desks.ask(PREFIX, Origin="http://127.0.0.1:8080")).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        (b"", 400, ""),
        (b"[]", 400, "object"),
        (b'{"folder":"/","x":1}', 400, "unknown field"),
        (b'{"folder":"/"}', 400, "whole disk"),
        (b'{"folder":""}', 400, "name the folder"),
        (b" " * (MAX_BODY_BYTES + 1), 413, "at most"),
    ],
)
async def test_what_cannot_be_added_says_why(
    desks: Desks, body: bytes, status: int, text: str
) -> None:
    answer = await desks.ask(PREFIX, "POST", body)
    refusal = msgspec.json.decode(await answer.get_data(), type=Refusal)
    assert answer.status_code == status
    assert text in refusal.text


async def test_game_is_removed_and_brought_back_from_anywhere(desks: Desks, tilt: Path) -> None:
    await desks.ask(PREFIX, "POST", {"folder": str(tilt), "is_trusted": True})
    before = (await listed(desks)).games
    desks.address = FAR
    removed = await desks.ask(f"{PREFIX}/tilt", "DELETE")
    assert (removed.status_code, (await listed(desks)).games) == (204, [])
    restored = await desks.ask(f"{PREFIX}/tilt/restore", "POST")
    assert [msgspec.json.decode(await restored.get_data(), type=KeptGame)] == before
    assert (await listed(desks)).games == before


async def test_game_is_trusted_and_distrusted(desks: Desks, tilt: Path) -> None:
    await desks.ask(PREFIX, "POST", {"folder": str(tilt)})
    for word, is_trusted in (("trust", True), ("distrust", False)):
        answer = await desks.ask(f"{PREFIX}/tilt/{word}", "POST")
        assert answer.status_code == 200
        assert [game.is_trusted for game in (await listed(desks)).games] == [is_trusted]


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "x"), ("POST", "x/restore"), ("POST", "x/trust"), ("POST", "x/distrust")],
)
async def test_unknown_game_is_named(desks: Desks, method: str, path: str) -> None:
    answer = await desks.ask(f"{PREFIX}/{path}", method)
    refusal = msgspec.json.decode(await answer.get_data(), type=Refusal)
    assert (answer.status_code, refusal.text) == (404, "there is no game 'x'")


async def test_store_that_cannot_be_written_is_told(
    desks: Desks, tilt: Path, state_dir: Path
) -> None:
    (state_dir / "games.sqlite3").mkdir()
    answer = await desks.ask(PREFIX, "POST", {"folder": str(tilt)})
    refusal = msgspec.json.decode(await answer.get_data(), type=Refusal)
    assert (answer.status_code, refusal.code) == (507, "not_kept")
