"""`gamebridge games`. Only `open` needs a running bridge; one that runs sees every change at
once.
"""

from pathlib import Path

import click

DEFAULT_URL = "http://127.0.0.1:8080"

on_state = click.option(
    "--state",
    "state_dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="GAMEBRIDGE_STATE",
    help="The bridge's private folder, if it is not the usual one.",
)
on_bridge_url = click.option(
    "--url",
    envvar="GAMEBRIDGE_URL",
    default=DEFAULT_URL,
    show_default=True,
    help="Address of the bridge.",
)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for other programs.")


@click.group()
def games() -> None:
    """Exported games that the bridge serves, at http://<bridge>:8080/games/.

    \b
    gamebridge games add FOLDER     serve the game that was exported to FOLDER
    gamebridge games list           which games there are
    gamebridge games open NAME      play it in a browser

    On the bridge's own machine a page of the bridge may do what its owner may. A game is
    therefore put into a sandbox there: it can talk to the bridge as a game, and save
    nothing. 'gamebridge games trust NAME' lets it out; that is like installing a program,
    so do it for games of your own.
    """


@games.command()
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True)
@click.option("--name", default="", help="Its name in addresses; made from FOLDER's if left out.")
@click.option("--title", default="", help="What people read; the game's own title if left out.")
@click.option("--picture", default="", help="A PNG, JPEG, WebP, GIF or SVG file; 16:9 looks best.")
@click.option("--trust", "is_trusted", is_flag=True, help="Without the sandbox: it is your own.")
@on_state
@as_json
def add(
    folders: tuple[str, ...],
    name: str,
    title: str,
    picture: str,
    state_dir: Path | None,
    *,
    is_trusted: bool,
    is_json: bool,
) -> None:
    """Serve the exported game in FOLDER, the games right below it, or a .zip of one.

    The folder stays where it is; export into it again, and the new game is played at the
    next reload. Of a .zip the bridge keeps a copy.

    \b
    gamebridge games add C:\\Games\\tilt
    gamebridge games add exported/tilt --title "Tilt!" --picture tilt.png
    gamebridge games add tilt.zip --name tilt
    """
    from bridge_games.errands import Kept
    from bridge_games.values import AddWish

    if len(folders) > 1 and (name or title or picture):
        raise click.UsageError("--name, --title and --picture are for one FOLDER at a time")
    wishes = [AddWish(folder, name, title, picture, is_trusted) for folder in folders]
    Kept(state_dir).add(wishes, is_json=is_json)


@games.command("list")
@on_state
@as_json
def list_all(state_dir: Path | None, *, is_json: bool) -> None:
    """List the games that were added, and say which have gone.

    Those of the settings file ([plugin.games] folders) are on the bridge's page.
    """
    from bridge_games.errands import Kept

    Kept(state_dir).list_all(is_json=is_json)


@games.command()
@click.argument("name")
@on_state
@as_json
def show(name: str, state_dir: Path | None, *, is_json: bool) -> None:
    """Say all that is known about the game NAME."""
    from bridge_games.errands import Kept

    Kept(state_dir).show(name, is_json=is_json)


@games.command("open")
@click.argument("name", default="")
@on_bridge_url
def open_game(name: str, url: str) -> None:
    """Play the game NAME in a browser; without NAME, show the page with all games."""
    from bridge_games.errands import open_in_browser

    open_in_browser(name, url)


@games.command()
@click.argument("name")
@on_state
def remove(name: str, state_dir: Path | None) -> None:
    """Forget the game NAME. Its folder stays as it is."""
    from bridge_games.errands import Kept

    Kept(state_dir).remove(name)


@games.command()
@click.argument("name")
@click.option("--off", "is_off", is_flag=True, help="Back into the sandbox.")
@on_state
def trust(name: str, state_dir: Path | None, *, is_off: bool) -> None:
    """Let the game NAME go without the sandbox, so that it can save its progress.

    In a browser on the bridge's own machine, and in one that has opened the panel with a
    key in its address, it may then do what you may do there: see cameras, move what is
    connected, change the bridge. Like installing a program, that is for games whose maker
    you know.
    """
    from bridge_games.errands import Kept

    Kept(state_dir).trust(name, is_trusted=not is_off)
