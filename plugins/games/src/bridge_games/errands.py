"""What `gamebridge games` does. Loaded when it runs."""

import shlex
import sys
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import list2cmdline

import click
import msgspec
import platformdirs
from rich.console import Console
from rich.table import Table

from bridge.api import BridgeError
from bridge.client import parse_address
from bridge_games.keeper_routes import kept
from bridge_games.names import parse_game_name
from bridge_games.public_routes import PREFIX, picture_of
from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish, Game

# Wider than any row: a path that is cut is of no use to whoever copies it.
TABLE_WIDTH = 240
LIMIT_S = 5.0


class Kept:
    """The games of a bridge that runs or not, by its private folder."""

    def __init__(self, state_dir: Path | None) -> None:
        folder = state_dir or platformdirs.user_state_path("gamebridge")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BridgeError(f"{folder}: {error.strerror}; name another with --state") from None
        self._state_dir = state_dir
        self._shelf = GameShelf(folder)

    def add(self, wishes: Sequence[AddWish], *, is_json: bool) -> None:
        """Add games and say where they can be played."""
        with _explaining():
            added = [game for wish in wishes for game in self._shelf.add(wish)]
        if is_json:
            click.echo(_json_of(added))
            return
        for game in added:
            click.echo(f"Added {game.title!r}: {PREFIX}/{game.record.name}/ on your bridge.")
        boxed = [game.record.name for game in added if not game.record.is_trusted]
        click.echo("A bridge that runs shows it at once: gamebridge games open")
        if boxed:
            click.echo(
                "On this machine it runs in a sandbox and saves nothing; if it is your own, "
                f"let it out: gamebridge games trust {boxed[0]}"
            )

    def list_all(self, *, is_json: bool) -> None:
        """Print all games."""
        with _explaining():
            games = self._shelf.games()
        if is_json:
            click.echo(_json_of(games))
        elif not games:
            click.echo("No games yet. Add one with 'gamebridge games add FOLDER'.")
        else:
            Console(width=TABLE_WIDTH).print(games_table(games))

    def show(self, name: str, *, is_json: bool) -> None:
        """Print what is known about one game."""
        with _explaining():
            game = self._shelf.describe(name)
        if is_json:
            click.echo(msgspec.json.encode(kept(game)))
            return
        for word, value in _lines_about(game):
            click.echo(f"{word + ':':<10}{value}")

    def remove(self, name: str) -> None:
        """Forget a game and say how to have it back."""
        with _explaining():
            record = self._shelf.remove(name)
        words = ["gamebridge", "games", "add", record.folder, "--name", record.name]
        words += ["--title", record.title] if record.title else []
        words += ["--picture", record.picture] if record.picture else []
        words += ["--trust"] if record.is_trusted else []
        words += ["--state", str(self._state_dir)] if self._state_dir else []
        click.echo(f"{name} is forgotten; {record.folder} is as it was. To have it back:")
        click.echo(f"  {list2cmdline(words) if sys.platform == 'win32' else shlex.join(words)}")

    def trust(self, name: str, *, is_trusted: bool) -> None:
        """Let a game out of the sandbox, or put it back."""
        with _explaining():
            game = self._shelf.trust(name, is_trusted=is_trusted)
        if is_trusted:
            click.echo(
                f"{game.title!r} goes without the sandbox: on this machine it can save its "
                "progress, and do with the bridge what you can."
            )
            click.echo(f"Back again: gamebridge games trust {name} --off")
        else:
            click.echo(f"{game.title!r} is in the sandbox again; what it saved, it does not see.")


@contextmanager
def _explaining() -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise BridgeError(
            f"there is no game {error.args[0]!r}; 'gamebridge games list' shows which there are"
        ) from None
    except ValueError as error:
        raise BridgeError(str(error)) from None


def games_table(games: Sequence[Game]) -> Table:
    """Return games as people read them."""
    table = Table("NAME", "TITLE", "FOLDER", "SANDBOX", "FAULT", box=None, pad_edge=False)
    for game in games:
        record = game.record
        sandbox = "no" if record.is_trusted else "yes"
        table.add_row(record.name, game.title, record.folder, sandbox, game.fault)
    return table


def _lines_about(game: Game) -> Iterator[tuple[str, str]]:
    record, facts = game.record, game.facts
    yield "Name", record.name
    yield "Title", game.title
    if facts.text:
        yield "Text", facts.text
    yield "Address", f"{PREFIX}/{record.name}/"
    yield "Folder", record.folder
    yield "Picture", str(picture_of(game) or "drawn from its title")
    if facts.width_px and facts.height_px:
        turn = f", {facts.orientation}" if facts.orientation else ""
        yield "Size", f"{facts.width_px} × {facts.height_px}{turn}"
    yield "Sandbox", "no: it may save, and do what you may" if record.is_trusted else "yes"
    if game.fault:
        yield "Fault", game.fault


def _json_of(games: Sequence[Game]) -> bytes:
    return msgspec.json.encode([kept(game) for game in games])


def open_in_browser(name: str, url: str) -> None:
    """Show a game, or the page with all of them; BridgeError when no bridge has it."""
    with _explaining():
        path = f"{PREFIX}/{parse_game_name(name)}/" if name else f"{PREFIX}/"
    try:
        address = parse_address(url).web_url + path
    except ValueError as error:
        raise BridgeError(f"--url: {error}") from None
    try:
        with urllib.request.urlopen(address, timeout=LIMIT_S):  # noqa: S310 - http or https.
            pass
    except urllib.error.HTTPError as error:
        what = f"has no game {name!r} to play" if name else "serves no games"
        raise BridgeError(f"the bridge at {url} {what} ({error.code})") from None
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise BridgeError(
            f"no bridge answers at {url} ({reason}); start one with 'gamebridge run', or name "
            "its address with --url"
        ) from None
    click.echo(address)
    webbrowser.open(address)
