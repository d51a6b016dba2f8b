"""What everybody may see: the page for players, the games themselves, their pictures.

Knows: Quart, headers. Does not know: how games are kept.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import trio
from quart import Blueprint, Response, request

from bridge_games.file_answer import answer_with_file
from bridge_games.page import build_missing_page, build_page
from bridge_games.paths import INDEX, find_file
from bridge_games.pictures import draw_tile, is_picture
from bridge_games.policy import PICTURE_POLICY, SANDBOXED, TRUSTED, needs_sandbox
from bridge_games.shelf import GameShelf
from bridge_games.values import Game, GameList, GameRecord, ShownGame

PREFIX = "/games"
LIST_ROUTE = "/v1/games"
# Names of games have no underscore in front, so this is nobody's.
OWN = "/games/_"
ICON = "icon.svg"
# What a game developer imports into GDevelop; whoever installed by pip has no checkout.
EXTENSION = "GameBridge.json"
FILE_THREADS = 8
_WEB = Path(__file__).parent / "web"
# What is not of this kind, and right in this folder, cannot be asked for.
_OWN_ENDINGS = (".css", ".js", ".svg")

T = TypeVar("T")


def find_extension() -> Path | None:
    """Return the extension for GDevelop: the package's own copy, or the checkout's."""
    checkout = Path(__file__).parents[4] / "clients" / "gdevelop"
    return next((f / EXTENSION for f in (_WEB, checkout) if (f / EXTENSION).is_file()), None)


class PublicDesk:
    """Answers players. `hosts` are the addresses by which others find the bridge."""

    def __init__(
        self, shelf: GameShelf, one_at_a_time: trio.CapacityLimiter, hosts: Sequence[str] = ()
    ) -> None:
        self._shelf = shelf
        self._one_at_a_time = one_at_a_time
        self._threads = trio.CapacityLimiter(FILE_THREADS)
        self._hosts = hosts
        self._own = {path.name: path for path in _WEB.iterdir() if path.suffix in _OWN_ENDINGS}
        extension = find_extension()
        if extension is not None:
            self._own[EXTENSION] = extension

    async def list_page(self) -> Response:
        """Return the page with all games."""
        return _html(build_page([shown(game) for game in await self._playable()]))

    async def list_all(self) -> Response:
        """Return all games for programs."""
        _, port = request.scope.get("server") or ("", 0)
        addresses = [f"{request.scheme}://{_in_url(host)}:{port}" for host in self._hosts]
        games = [shown(game) for game in await self._playable()]
        answer = Response(msgspec.json.encode(GameList(games, addresses)))
        answer.content_type = "application/json"
        return answer

    async def _playable(self) -> list[Game]:
        games = await self._ask(self._shelf.games)
        return [game for game in games if not game.fault]

    async def index(self, name: str) -> Response:
        """Return the first page of a game."""
        return await self.file(name, INDEX)

    async def file(self, name: str, path: str) -> Response:
        """Return a file of a game."""

        def look() -> tuple[GameRecord | None, Path | None]:
            record = self._shelf.find(name)
            return record, None if record is None else find_file(Path(record.folder), path)

        record, found = await self._ask(look)
        if record is None:
            return _missing(name, "There is no game of this name here.", path)
        if found is None:
            return _missing(name, "This game is away: its folder has gone.", path)
        is_sandboxed = needs_sandbox(
            request.remote_addr or "", request.cookies, is_trusted=record.is_trusted
        )
        try:
            answer = await answer_with_file(found, self._threads, "-s" if is_sandboxed else "")
        except OSError:
            return _missing(name, "This file cannot be read.", path)
        for header, value in SANDBOXED if is_sandboxed else TRUSTED:
            answer.headers[header] = value
        answer.headers.add("Vary", "Cookie")
        return answer

    async def picture(self, name: str) -> Response:
        """Return the picture of a game: its own, the export's, or one that is drawn."""

        def look() -> tuple[Game | None, Path | None]:
            try:
                game = self._shelf.describe(name)
            except KeyError:
                return None, None
            return game, picture_of(game)

        game, found = await self._ask(look)
        if game is None:
            return _missing(name, "There is no game of this name here.", "picture")
        try:
            answer = await answer_with_file(found, self._threads) if found else _drawn(game)
        except OSError:
            answer = _drawn(game)
        answer.headers["Content-Security-Policy"] = PICTURE_POLICY
        return answer

    async def own_file(self, name: str) -> Response:
        """Return a file of the page for players or of the panel's card, or the extension."""
        if name not in self._own:
            return Response("There is no such file.\n", 404, content_type="text/plain")
        return await answer_with_file(self._own[name], self._threads)

    async def icon(self) -> Response:
        """Return the icon of tabs in which a game runs: exports name none."""
        return await answer_with_file(self._own[ICON], self._threads)

    async def _ask(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._one_at_a_time)


def build_public(desk: PublicDesk) -> Blueprint:
    """Return the routes that need no key."""
    blueprint = Blueprint("games", __name__)
    for path, name, view in (
        (f"{PREFIX}/", "page", desk.list_page),
        (LIST_ROUTE, "list", desk.list_all),
        ("/favicon.ico", "icon", desk.icon),
        (f"{OWN}/<name>", "own_file", desk.own_file),
        (f"{OWN}/picture/<name>", "picture", desk.picture),
        (f"{PREFIX}/<name>/", "index", desk.index),
        (f"{PREFIX}/<name>/<path:path>", "file", desk.file),
    ):
        blueprint.add_url_rule(path, name, view, methods=["GET"])
    return blueprint


def shown(game: Game) -> ShownGame:
    """Return what everybody may know about a game."""
    name, facts = game.record.name, game.facts
    return ShownGame(
        name=name,
        title=game.title,
        text=facts.text,
        path=f"{PREFIX}/{name}/",
        picture=f"{OWN}/picture/{name}",
        width_px=facts.width_px,
        height_px=facts.height_px,
        orientation=facts.orientation,
    )


def picture_of(game: Game) -> Path | None:
    """Return the file of a game's picture, or None when one has to be drawn."""
    own = Path(game.record.picture) if game.record.picture else None
    if own is not None and is_picture(own):
        return own
    return find_file(Path(game.record.folder), game.facts.picture) if game.facts.picture else None


def _drawn(game: Game) -> Response:
    answer = Response(draw_tile(game.title), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _missing(name: str, reason: str, path: str) -> Response:
    if path == INDEX:
        return _html(build_missing_page(name, reason), 404)
    return Response("There is no such file.\n", 404, content_type="text/plain")


def _html(text: str, status: int = 200) -> Response:
    answer = Response(text, status, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
