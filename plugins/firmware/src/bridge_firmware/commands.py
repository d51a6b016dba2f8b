"""`gamebridge firmware`: images, updates over the air, boards by cable."""

from pathlib import Path

import click

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


@click.group()
def firmware() -> None:
    """Firmware of devices: images that the bridge keeps, and updates over the air.

    \b
    gamebridge firmware add IMAGE         give the bridge an image
    gamebridge firmware list              which images there are, and what runs where
    gamebridge firmware update DEVICE     bring a device to the newest image for its board

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
