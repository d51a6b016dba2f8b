"""What those who keep the bridge may do: see folders, add games, remove and trust them.

Knows: Quart. Does not know: how games are kept, who asks (the application looks at that).
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import msgspec
import trio
from quart import Blueprint, Response, request

from bridge.api import SettingsError
from bridge_games.policy import is_loopback
from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish, Game, KeptGame, KeptList, Refusal

PREFIX = "/v1/games/folders"
# Two paths and a title; more is a mistake.
MAX_BODY_BYTES = 16 * 1024
_NAMELESS_ORIGINS = ("null", "file://")

T = TypeVar("T")
Answer = Callable[[], Awaitable[Response]]


class KeeperDesk:
    """Answers operators. What goes wrong becomes a status and a sentence in `_answer`."""

    def __init__(self, shelf: GameShelf, one_at_a_time: trio.CapacityLimiter) -> None:
        self._shelf = shelf
        self._one_at_a_time = one_at_a_time

    async def list_all(self) -> Response:
        """Return all games with their folders."""
        if (request.headers.get("Origin") or "").startswith(_NAMELESS_ORIGINS):
            # A game in its sandbox is at most a game, which may look at most things.
            return _refusal(403, "forbidden", "folders are not told to pages without an origin")
        games = await self._ask(self._shelf.games)
        return _json(KeptList([kept(game) for game in games], _is_at_this_machine()))

    async def add(self) -> Response:
        """Add what lies at a path of this machine."""

        async def answer() -> Response:
            if not _is_at_this_machine():
                # A path is a secret of the machine's owner, and a way to everything on it.
                text = "games are added on the bridge's own machine: gamebridge games add FOLDER"
                return _refusal(403, "not_here", text)
            body = await request.get_data()
            if len(body) > MAX_BODY_BYTES:
                return _refusal(413, "too_big", f"a wish has at most {MAX_BODY_BYTES} bytes")
            wish = msgspec.json.decode(body, type=AddWish)
            added = await self._ask(partial(self._shelf.add, wish))
            return _json(KeptList([kept(game) for game in added], may_add=True), 201)

        return await _answer(answer)

    async def remove(self, name: str) -> Response:
        """Forget a game."""

        async def answer() -> Response:
            await self._ask(partial(self._shelf.remove, name))
            return Response(b"", 204)

        return await _answer(answer)

    async def restore(self, name: str) -> Response:
        """Bring back a game that was forgotten."""
        return await self._change(partial(self._shelf.restore, name))

    async def trust(self, name: str) -> Response:
        """Let a game go without the sandbox."""
        return await self._change(partial(self._shelf.trust, name, is_trusted=True))

    async def distrust(self, name: str) -> Response:
        """Put a game back into the sandbox."""
        return await self._change(partial(self._shelf.trust, name, is_trusted=False))

    async def _change(self, work: Callable[[], Game]) -> Response:
        async def answer() -> Response:
            return _json(kept(await self._ask(work)))

        return await _answer(answer)

    async def _ask(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._one_at_a_time)


def build_keeper(desk: KeeperDesk) -> Blueprint:
    """Return the routes that need the key of a viewer (to look) or an operator."""
    blueprint = Blueprint("games_keeper", __name__, url_prefix=PREFIX)
    blueprint.add_url_rule("", "list", desk.list_all, methods=["GET"])
    blueprint.add_url_rule("", "add", desk.add, methods=["POST"])
    blueprint.add_url_rule("/<name>", "remove", desk.remove, methods=["DELETE"])
    blueprint.add_url_rule("/<name>/restore", "restore", desk.restore, methods=["POST"])
    blueprint.add_url_rule("/<name>/trust", "trust", desk.trust, methods=["POST"])
    blueprint.add_url_rule("/<name>/distrust", "distrust", desk.distrust, methods=["POST"])
    return blueprint


def kept(game: Game) -> KeptGame:
    """Return a game as those who keep the bridge see it."""
    record = game.record
    return KeptGame(
        name=record.name,
        title=game.title,
        folder=record.folder,
        standing=game.standing,
        is_trusted=record.is_trusted,
        fault=game.fault,
    )


def _is_at_this_machine() -> bool:
    return is_loopback(request.remote_addr or "")


async def _answer(answer: Answer) -> Response:
    try:
        return await answer()
    except KeyError as error:
        return _refusal(404, "no_such_game", f"there is no game {error.args[0]!r}")
    except ValueError as error:
        return _refusal(400, "bad_game", str(error))
    except SettingsError as error:
        return _refusal(507, "not_kept", str(error))


def _json(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def _refusal(status: int, code: str, text: str) -> Response:
    return _json(Refusal(code, text), status)
