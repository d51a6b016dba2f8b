"""What players are served."""

import os
from pathlib import Path
from shutil import rmtree

import msgspec
import pytest

from bridge_games.content_types import UNKNOWN
from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish, GameList
from plugins.games.tests.desks import FAR, Desks, build_desks
from plugins.games.tests.exports import build_game, build_png


@pytest.fixture
def desks(shelf: GameShelf, tilt: Path) -> Desks:
    """The routes of a shelf with one game."""
    (tilt / "code").mkdir()
    (tilt / "code" / "a b.js").write_text("1")
    (tilt / "physics.wasm").write_bytes(b"\0asm")
    (tilt / "beep.ogg").write_bytes(bytes(range(100)))
    shelf.add(AddWish(str(tilt)))
    return build_desks(shelf, "192.168.1.5", "fe80::1")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("", "text/html; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("code/a%20b.js", "text/javascript; charset=utf-8"),
        ("physics.wasm", "application/wasm"),
        ("beep.ogg", "audio/ogg"),
    ],
)
async def test_files_of_a_game_come_with_their_type(
    desks: Desks, path: str, content_type: str
) -> None:
    answer = await desks.ask(f"/games/tilt/{path}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_address_without_a_slash_leads_to_the_game(desks: Desks) -> None:
    for path in ("/games", "/games/tilt"):
        answer = await desks.ask(path)
        assert answer.status_code in (301, 307, 308)
        assert answer.headers["Location"].endswith(f"{path}/")


@pytest.mark.parametrize(
    "path",
    [
        "none.js",
        "code",
        "..%2f..%2fstate%2fgames.sqlite3",
        "%2e%2e/%2e%2e/state/games.sqlite3",
        "..%5cindex.html",
        "index.html%00.png",
        "index.html%3a%3a$DATA",
        "nul",
        ".env",
    ],
)
async def test_nothing_but_files_of_the_game_is_served(desks: Desks, path: str) -> None:
    answer = await desks.ask(f"/games/tilt/{path}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")


async def test_what_a_browser_has_already_is_not_sent_again(desks: Desks, tilt: Path) -> None:
    first = await desks.ask("/games/tilt/beep.ogg")
    again = await desks.ask("/games/tilt/beep.ogg", If_None_Match=first.headers["ETag"])
    assert (again.status_code, await again.get_data()) == (304, b"")
    (tilt / "beep.ogg").write_bytes(b"new")
    os.utime(tilt / "beep.ogg", ns=(1, 1))
    anew = await desks.ask("/games/tilt/beep.ogg", If_None_Match=first.headers["ETag"])
    assert (anew.status_code, await anew.get_data()) == (200, b"new")


@pytest.mark.parametrize(
    ("wanted", "status", "span"),
    [
        ("bytes=10-19", 206, (10, 20)),
        ("bytes=90-", 206, (90, 100)),
        ("bytes=-5", 206, (95, 100)),
        ("bytes=90-500", 206, (90, 100)),
        ("bytes=0-1,5-6", 200, (0, 100)),
        ("bytes=100-", 416, (0, 0)),
    ],
)
async def test_players_of_sound_get_the_range_that_they_ask_for(
    desks: Desks, wanted: str, status: int, span: tuple[int, int]
) -> None:
    answer = await desks.ask("/games/tilt/beep.ogg", Range=wanted)
    assert answer.status_code == status
    assert await answer.get_data() == bytes(range(*span))
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {span[0]}-{span[1] - 1}/100"


async def test_range_of_a_file_that_has_changed_is_the_whole_file(desks: Desks) -> None:
    tag = (await desks.ask("/games/tilt/beep.ogg")).headers["ETag"]
    for condition, status in ((tag, 206), ('"older"', 200)):
        answer = await desks.ask("/games/tilt/beep.ogg", Range="bytes=0-9", If_Range=condition)
        assert answer.status_code == status


async def test_large_file_comes_in_pieces_and_whole(desks: Desks, tilt: Path) -> None:
    content = os.urandom(1_500_000)
    (tilt / "film.mp4").write_bytes(content)
    whole = await desks.ask("/games/tilt/film.mp4")
    assert await whole.get_data() == content
    part = await desks.ask("/games/tilt/film.mp4", Range="bytes=700000-1300000")
    assert await part.get_data() == content[700_000:1_300_001]


@pytest.mark.parametrize("path", ["", "code/a%20b.js", "loading.png"])
async def test_every_file_says_what_a_page_of_it_may_do(desks: Desks, path: str) -> None:
    answer = await desks.ask(f"/games/tilt/{path}")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_box_is_for_the_bridges_machine_and_for_browsers_with_a_key(
    desks: Desks, shelf: GameShelf
) -> None:
    async def is_boxed(**headers: str) -> bool:
        answer = await desks.ask("/games/tilt/", **headers)
        return "sandbox" in answer.headers["Content-Security-Policy"]

    assert await is_boxed()
    desks.address = FAR
    assert not await is_boxed()
    assert await is_boxed(Cookie="gamebridge_key_8080=gbs1_x")
    shelf.trust("tilt", is_trusted=True)
    assert not await is_boxed(Cookie="gamebridge_key_8080=gbs1_x")
    desks.address = "127.0.0.1"
    assert not await is_boxed()


async def test_game_that_is_trusted_now_is_not_taken_from_the_cache(
    desks: Desks, shelf: GameShelf
) -> None:
    boxed = (await desks.ask("/games/tilt/")).headers["ETag"]
    shelf.trust("tilt", is_trusted=True)
    assert (await desks.ask("/games/tilt/", If_None_Match=boxed)).status_code == 200


async def test_list_tells_everybody_what_can_be_played(desks: Desks, tilt: Path) -> None:
    answer = await desks.ask("/v1/games")
    listed = msgspec.json.decode(await answer.get_data(), type=GameList)
    (game,) = listed.games
    assert (game.name, game.title, game.text) == ("tilt", "Tilt & Turn", "Roll the marble home.")
    assert (game.path, game.picture) == ("/games/tilt/", "/games/_/picture/tilt")
    assert (game.width_px, game.height_px, game.orientation) == (960, 540, "landscape")
    assert listed.addresses[0].startswith("http://192.168.1.5:")
    assert listed.addresses[1].startswith("http://[fe80::1]:")
    assert str(tilt).encode() not in await answer.get_data()
    rmtree(tilt)
    answer = await desks.ask("/v1/games")
    assert msgspec.json.decode(await answer.get_data(), type=GameList).games == []


async def test_page_lists_games(desks: Desks) -> None:
    answer = await desks.ask("/games/")
    assert 'href="/games/tilt/"' in await answer.get_data(as_text=True)
    style = await desks.ask("/games/_/page.css")
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"


async def test_tab_of_a_game_has_an_icon(desks: Desks) -> None:
    icon = await desks.ask("/favicon.ico")
    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/svg+xml")


async def test_game_that_is_not_there_has_a_page_with_a_way_back(desks: Desks, tilt: Path) -> None:
    for name, reason in (("kart", "no game of this name"), ("tilt", "its folder has gone")):
        rmtree(tilt, ignore_errors=True)
        answer = await desks.ask(f"/games/{name}/")
        text = await answer.get_data(as_text=True)
        assert (answer.status_code, reason in text, 'href="/games/"' in text) == (404, True, True)


async def test_picture_is_the_games_own_the_exports_or_drawn(
    desks: Desks, shelf: GameShelf, tmp_path: Path
) -> None:
    own = tmp_path / "own.png"
    own.write_bytes(build_png(32, 18))
    plain = build_game(tmp_path / "plain", data="")
    (plain / "loading.png").unlink()
    shelf.add(AddWish(str(plain)))
    exported = await desks.ask("/games/_/picture/tilt")
    assert await exported.get_data() == build_png()
    drawn = await desks.ask("/games/_/picture/plain")
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    shelf.add(AddWish(str(tmp_path / "plain"), picture=str(own)))
    assert await (await desks.ask("/games/_/picture/plain")).get_data() == own.read_bytes()
    own.unlink()
    assert (await desks.ask("/games/_/picture/plain")).status_code == 200
    assert (await desks.ask("/games/_/picture/kart")).status_code == 404


async def test_picture_that_is_a_page_runs_nothing(desks: Desks) -> None:
    answer = await desks.ask("/games/_/picture/tilt")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("name", ["none.css", "..%2fpage.py", "%2e%2e/page.py", "page.py"])
async def test_nothing_else_of_the_plugin_is_served(desks: Desks, name: str) -> None:
    assert (await desks.ask(f"/games/_/{name}")).status_code == 404


async def test_unknown_kinds_of_files_are_bytes(desks: Desks, tilt: Path) -> None:
    (tilt / "resources.gdpak").write_bytes(b"x")
    answer = await desks.ask("/games/tilt/resources.gdpak")
    assert answer.headers["Content-Type"] == UNKNOWN


async def test_the_extension_for_gdevelop_can_be_downloaded(desks: Desks) -> None:
    response = await desks.ask("/games/_/GameBridge.json")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    extension = msgspec.json.decode(await response.get_data())
    assert extension["name"] == "GameBridge"
