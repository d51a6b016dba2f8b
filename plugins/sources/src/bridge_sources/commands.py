"""`gamebridge capture` and `gamebridge sources`."""

from pathlib import Path

import click

from bridge.api import BridgeError, CommandLine
from bridge_sources.records import SOURCE_KINDS

DEFAULT_URL = "http://127.0.0.1:8080"

on_bridge_url = click.option(
    "--url",
    envvar="GAMEBRIDGE_URL",
    default=DEFAULT_URL,
    show_default=True,
    help="Address of the bridge.",
)
on_bridge_key = click.option(
    "--key", envvar="GAMEBRIDGE_KEY", help="Key of an operator, for bridges on other machines."
)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for other programs.")


def add_commands(commands: CommandLine) -> None:
    """Add the commands of the sources to the command line."""
    commands.add(capture)
    commands.add(sources)


@click.command()
@click.argument("camera", metavar="NAME|ADDRESS")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to save the picture: a file, a folder, or - for standard output.",
)
@click.option(
    "--every", type=click.FloatRange(min=0.1), help="Take a series, so many seconds apart."
)
@click.option(
    "--count", type=click.IntRange(min=1), help="How many; a series goes on until Ctrl-C."
)
@click.option("--open", "is_open", is_flag=True, help="Show the picture once it is saved.")
@click.option("--force", "is_forced", is_flag=True, help="Write over files that exist.")
@click.option(
    "--like-original",
    "is_like_original",
    is_flag=True,
    help="Save as received_image.jpg each time, as capture81's own script does.",
)
@on_bridge_url
@on_bridge_key
@as_json
def capture(
    camera: str,
    output: Path | None,
    every: float | None,
    count: int | None,
    url: str,
    key: str | None,
    *,
    is_open: bool,
    is_forced: bool,
    is_like_original: bool,
    is_json: bool,
) -> None:
    """Take a picture of a camera and save it.

    NAME is a source (see 'gamebridge sources list') or any other device of a running
    bridge. ADDRESS is asked at once, without a bridge: ws:// for firmwares with "capture"
    on port 81, http:// for all that give a JPEG.

    \b
    gamebridge capture porch                        porch-20270115-080000.jpg
    gamebridge capture porch -o now.jpg --open      save it there and show it
    gamebridge capture porch --every 60 --count 30  half an hour, a picture a minute
    gamebridge capture porch -o - | feh -           for another program
    gamebridge capture ws://192.168.1.50:81         no bridge needed
    gamebridge capture http://192.168.1.50/capture  likewise
    """
    from bridge_sources import capture_errand

    if output is not None and str(output) == "-" and (is_open or is_like_original):
        raise BridgeError("--output -: what goes to another program has no file to show or name")
    wish = capture_errand.CaptureWish(
        camera,
        output,
        count or (0 if every else 1),
        every or 0.0,
        is_open,
        is_json,
        is_forced,
        is_like_original,
    )
    capture_errand.capture(url, key, wish)


@click.group()
def sources() -> None:
    """Cameras that the bridge asks for pictures: find them, add them, list them.

    \b
    gamebridge sources scan                what is in this network
    gamebridge sources scan --add          add all of it
    gamebridge sources add 192.168.1.50    add one by its address
    gamebridge capture NAME                take a picture
    """


@sources.command("list")
@on_bridge_url
@on_bridge_key
@as_json
def list_all(url: str, key: str | None, *, is_json: bool) -> None:
    """List sources, by name, and say how they are."""
    from bridge_sources import sources_errands

    sources_errands.list_all(sources_errands.Bridge(url, key), is_json=is_json)


@sources.command()
@click.argument("address")
@click.option("--name", default="", help="What people call it; the address if left out.")
@click.option(
    "--kind",
    type=click.Choice(SOURCE_KINDS),
    default="auto",
    show_default=True,
    help="Its firmware; auto asks the camera.",
)
@click.option(
    "--hz",
    type=click.FloatRange(0, 60),
    default=0.0,
    help="Pictures per second; "
    "without it they are fetched as they come, and only while somebody looks.",
)
@click.option("--user", default="", help="Name for cameras that want one; asks for the password.")
@click.option("--stopped", "is_stopped", is_flag=True, help="Add it without starting it.")
@on_bridge_url
@on_bridge_key
@as_json
def add(
    address: str,
    name: str,
    kind: str,
    hz: float,
    user: str,
    url: str,
    key: str | None,
    *,
    is_stopped: bool,
    is_json: bool,
) -> None:
    """Add the camera at ADDRESS.

    ADDRESS is what you would type into a browser; ws:// is a firmware with "capture" on
    port 81. The password for --user is read from the terminal, or from
    GAMEBRIDGE_CAMERA_PASSWORD.

    \b
    gamebridge sources add 192.168.1.50
    gamebridge sources add 192.168.1.50 --name "Front door" --hz 2
    gamebridge sources add http://192.168.1.51:8080/video --kind mjpeg
    gamebridge sources add ws://192.168.1.52:81 --name Porch
    """
    from bridge_sources import sources_errands

    wish = sources_errands.wish_of(address, name, kind, hz, is_started=not is_stopped)
    if user:
        wish = sources_errands.with_password(wish, user)
    sources_errands.add(sources_errands.Bridge(url, key), wish, is_json=is_json)


@sources.command()
@click.argument("name")
@on_bridge_url
@on_bridge_key
def remove(name: str, url: str, key: str | None) -> None:
    """Forget the source NAME."""
    from bridge_sources import sources_errands

    sources_errands.remove(sources_errands.Bridge(url, key), name)


@sources.command()
@click.argument("name")
@on_bridge_url
@on_bridge_key
@as_json
def start(name: str, url: str, key: str | None, *, is_json: bool) -> None:
    """Let the source NAME fetch pictures when somebody looks, or at its rate."""
    from bridge_sources import sources_errands

    bridge = sources_errands.Bridge(url, key)
    sources_errands.set_started(bridge, name, is_started=True, is_json=is_json)


@sources.command()
@click.argument("name")
@on_bridge_url
@on_bridge_key
@as_json
def stop(name: str, url: str, key: str | None, *, is_json: bool) -> None:
    """Let the source NAME rest: its camera is left alone."""
    from bridge_sources import sources_errands

    bridge = sources_errands.Bridge(url, key)
    sources_errands.set_started(bridge, name, is_started=False, is_json=is_json)


@sources.command()
@click.option(
    "--seconds",
    type=click.FloatRange(min=1, max=30),
    default=4.0,
    show_default=True,
    help="How long to search.",
)
@click.option(
    "--add",
    "wanted",
    is_flag=False,
    flag_value="all",
    metavar="[CAMERA]",
    help="Add what is found: all of it, or the one of that key, name or address.",
)
@on_bridge_url
@on_bridge_key
@as_json
def scan(seconds: float, wanted: str | None, url: str, key: str | None, *, is_json: bool) -> None:
    """Search the network for cameras, and say how to add each.

    The bridge asks by broadcast (UDP 8888) and listens to mDNS while the search lasts.
    Nothing that is found is connected to before it is added.
    """
    from bridge_sources import sources_errands

    wish = sources_errands.ScanWish(seconds, wanted, is_json)
    sources_errands.scan(sources_errands.Bridge(url, key), wish)
