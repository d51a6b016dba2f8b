"""`gamebridge firmware`: images, updates over the air, boards by cable."""

import os
from pathlib import Path

import click

DEFAULT_URL = "http://127.0.0.1:8080"
_PASSWORD = "GAMEBRIDGE_WIFI_PASSWORD"  # noqa: S105 - the name of a variable.
_KEY = "GAMEBRIDGE_DEVICE_KEY"

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


@click.group()
def firmware() -> None:
    """Firmware of devices: images that the bridge keeps, and updates over the air.

    \b
    gamebridge firmware add IMAGE         give the bridge an image
    gamebridge firmware list              which images there are, and what runs where
    gamebridge firmware update DEVICE     bring a device to the newest image for its board
    gamebridge firmware provision         tell a board its network before its first start

    A device writes an image beside the one that runs, and goes back to that one unless the
    new one stays with the bridge for a minute.
    """


@firmware.command()
@click.argument(
    "images",
    metavar="IMAGE...",
    nargs=-1,
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
)
@on_bridge_url
@on_bridge_key
@as_json
def add(images: tuple[Path, ...], url: str, key: str | None, *, is_json: bool) -> None:
    """Give IMAGE, the .bin of an application, to the bridge."""
    from bridge_firmware import errands

    errands.add(errands.Bridge(url, key), images, is_json=is_json)


@firmware.command("list")
@on_bridge_url
@on_bridge_key
@as_json
def list_all(url: str, key: str | None, *, is_json: bool) -> None:
    """List images, and devices with what they run."""
    from bridge_firmware import errands

    errands.list_all(errands.Bridge(url, key), is_json=is_json)


@firmware.command()
@click.argument("device")
@click.argument("image", default="")
@on_bridge_url
@on_bridge_key
@click.option("--again", is_flag=True, help="Write the version anew that runs already.")
def update(device: str, image: str, url: str, key: str | None, *, again: bool) -> None:
    """Bring DEVICE to IMAGE: a version, or the beginning of a SHA-256; the newest if left out.

    It waits until the new firmware has proven itself, which takes a minute after the
    restart, or until the old one is back, and says why. Ctrl-C only stops the waiting.
    """
    from bridge_firmware import errands

    errands.update(errands.Bridge(url, key), device, image, again=again)


@firmware.command()
@click.argument("image")
@on_bridge_url
@on_bridge_key
def remove(image: str, url: str, key: str | None) -> None:
    """Delete IMAGE, named by its version or the beginning of its SHA-256."""
    from bridge_firmware import errands

    errands.remove(errands.Bridge(url, key), image)


def _number(_context: click.Context, _option: click.Parameter, value: str) -> int:
    """Return a number of bytes or a place in flash, decimal or hexadecimal."""
    try:
        return int(value, 0)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no number, as in 0x9000") from None


@firmware.command()
@click.option("--wifi", "networks", multiple=True, metavar="NAME", help="A network; repeatable.")
@click.option("--bridge", default="", metavar="HOST[:PORT]", help="Where the bridge is.")
@click.option("--with-key", is_flag=True, help="Ask for the device's key as well.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Repeatable.")
@click.option("--port", default="", help="Serial port of the board, as COM3 or /dev/ttyACM0.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Save the image here."
)
@click.option(
    "--offset", callback=_number, default="0x9000", show_default=True, help="Of the board's store."
)
@click.option(
    "--size", callback=_number, default="0x6000", show_default=True, help="Of the board's store."
)
@click.option(
    "--spare-offset", callback=_number, default="0x12000", show_default=True, help="Of its copy."
)
@click.option(
    "--spare-size", callback=_number, default="0x4000", show_default=True, help="0: it has none."
)
def provision(
    networks: tuple[str, ...],
    bridge: str,
    settings: tuple[str, ...],
    port: str,
    output: Path | None,
    offset: int,
    size: int,
    spare_offset: int,
    spare_size: int,
    *,
    with_key: bool,
) -> None:
    """Tell a board at a cable its networks, its bridge, its key and its settings.

    Passwords and the key are asked for and not shown. Programs set
    GAMEBRIDGE_WIFI_PASSWORD, for all networks, and GAMEBRIDGE_DEVICE_KEY instead. Without
    --port and --output it only says what it would do. It needs the extra `firmware`:
    pip install 'gamebridge[firmware]'
    """
    from bridge.api import BridgeError
    from bridge_firmware import provision_errands as errands
    from bridge_firmware import provisioning as told

    try:
        wanted = told.Provision(
            [told.Network(name, _secret(_PASSWORD, f"Password of {name}")) for name in networks],
            told.parse_bridge(bridge) if bridge else None,
            _secret(_KEY, "Key of the device").strip() if with_key else "",
            dict(told.parse_setting(text) for text in settings),
        )
        place = errands.Place(port, output, offset, size, spare_offset, spare_size)
        errands.provision(wanted, place)
    except ValueError as error:
        raise BridgeError(str(error)) from None


def _secret(variable: str, question: str) -> str:
    """Return a secret from the environment, or ask for it without showing it."""
    kept = os.environ.get(variable)
    if kept is not None:
        return kept
    answer: str = click.prompt(question, hide_input=True, default="", show_default=False)
    return answer
