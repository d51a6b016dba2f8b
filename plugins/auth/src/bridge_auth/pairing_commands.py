"""`gamebridge devices requests`, `approve` and `refuse`: who asks a running bridge for a key.

A person compares six digits here with those that the peer shows.
"""

import click
import msgspec
import trio

from bridge_auth.commands import as_json, devices

DEFAULT_URL = "http://127.0.0.1:8080"
GRANTED = ["game", "viewer"]

__all__ = ["devices"]

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
code_or_id = click.argument("words", metavar="CODE|ID", nargs=-1, required=True)


@devices.command()
@on_bridge_url
@on_bridge_key
@as_json
def requests(url: str, key: str | None, *, is_json: bool) -> None:
    """List who asks a running bridge to be let in, each with its code.

    \b
    gamebridge devices requests
    gamebridge devices approve 482 913   if the game shows the same code
    """
    from bridge_auth.remote import find_waiting

    waiting = trio.run(find_waiting, url, key)
    if is_json:
        click.echo(msgspec.json.format(msgspec.json.encode(waiting)).decode())
        return
    if not waiting:
        click.echo("Nobody asks to be let in. A game asks when it connects without a key.")
        return
    for peer in waiting:
        left_s = peer.expires_in_ms // 1000
        click.echo(f"{peer.code}  {peer.role} {peer.id} ({peer.name}) from {peer.address}, "
                   f"{left_s} s left")  # fmt: skip


@devices.command()
@code_or_id
@click.option(
    "--role",
    type=click.Choice(GRANTED),
    help="Let a game in as less than it asked for.  [default: what it asked for]",
)
@on_bridge_url
@on_bridge_key
def approve(words: tuple[str, ...], role: str | None, url: str, key: str | None) -> None:
    """Let somebody in who asks, by its code or id.

    Compare the code with the one that the game shows: only then is it the same game.
    """
    from bridge_auth.pairing.values import Decision
    from bridge_auth.remote import let_in

    decision = msgspec.convert({"role": role}, Decision)
    peer, status = trio.run(let_in, url, key, " ".join(words), decision)
    click.echo(f"{peer.name} may join as the {status.role} {status.id}.")


@devices.command()
@code_or_id
@on_bridge_url
@on_bridge_key
def refuse(words: tuple[str, ...], url: str, key: str | None) -> None:
    """Send somebody away who asks, by its code or id."""
    from bridge_auth.remote import send_away

    peer = trio.run(send_away, url, key, " ".join(words))
    click.echo(f"{peer.name} ({peer.address}) may not join.")
