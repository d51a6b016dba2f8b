"""`gamebridge devices add`, `keys`, `rotate` and `revoke`. None of them needs a running bridge;
one that runs sees the change at the next knock, and ends sessions within a second."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import platformdirs

from bridge.api import Role, SettingsError, parse_display_name
from bridge_auth.records import PeerRecord
from bridge_auth.store import KeyStore, open_store, parse_topics
from bridge_auth.wall import text_from_wall, wall_s

STATE_VARIABLE = "GAMEBRIDGE_STATE"
DEFAULT_OVERLAP_HOURS = 24.0
# Wider than any row: an id that is cut is of no use to whoever copies it.
TABLE_WIDTH = 240
ROLES = [str(role) for role in (Role.DEVICE, Role.GAME, Role.VIEWER, Role.OPERATOR)]

as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for other programs.")


on_store = click.option(
    "--state",
    "state_dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar=STATE_VARIABLE,
    help="Folder in which the bridge keeps its keys, if it is not the usual one.",
)


@click.group()
def devices() -> None:
    """List the devices of a running bridge; subcommands manage their keys."""


@devices.command()
@click.argument("name")
@click.option("--id", "peer_id", help="Id in topic names; made from NAME if not given.")
@click.option("--role", type=click.Choice(ROLES), default="device", show_default=True)
@click.option("--topics", multiple=True, help="All that it may read, as in 'device/cam-1/**'.")
@on_store
@as_json
def add(
    name: str,
    peer_id: str | None,
    role: str,
    topics: tuple[str, ...],
    state_dir: Path | None,
    *,
    is_json: bool,
) -> None:
    """Make a key for a device, game, viewer or operator and show it, this once."""
    with _open(state_dir) as store:
        chosen = peer_id or _id_from_name(name)
        peer = PeerRecord(chosen, parse_display_name(name), Role(role), topics=parse_topics(topics))
        _show_key(peer.id, role, store.add(peer), is_json=is_json)


@devices.command()
@on_store
@as_json
def keys(state_dir: Path | None, *, is_json: bool) -> None:
    """List who has a key. The keys themselves are kept nowhere."""
    with _open(state_dir) as store:
        peers = store.peers()
    if is_json:
        click.echo(json.dumps([_json_of(peer) for peer in peers], indent=2))
        return
    if not peers:
        click.echo("Nobody has a key yet. Make one with 'gamebridge devices add NAME'.")
        return
    _print_table(peers)


@devices.command()
@click.argument("peer_id", metavar="ID")
@click.option(
    "--overlap-hours",
    type=click.FloatRange(0, 24 * 365),
    default=DEFAULT_OVERLAP_HOURS,
    show_default=True,
    help="How long the older key still works.",
)
@on_store
@as_json
def rotate(peer_id: str, overlap_hours: float, state_dir: Path | None, *, is_json: bool) -> None:
    """Make a new key for somebody who has one and show it, this once."""
    with _open(state_dir) as store:
        key = store.rotate(peer_id, int(overlap_hours * 3600))
        role = next(str(peer.role) for peer in store.peers() if peer.id == peer_id)
    _show_key(peer_id, role, key, is_json=is_json)


@devices.command()
@click.argument("peer_id", metavar="ID")
@on_store
def revoke(peer_id: str, state_dir: Path | None) -> None:
    """Take the key of somebody away for good."""
    with _open(state_dir) as store:
        store.revoke(peer_id)
    click.echo(f"{peer_id} can no longer join. 'devices add' may give the id away again.")


def _print_table(peers: list[PeerRecord]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("ID", "NAME", "ROLE", "SINCE", "LAST SEEN", "STATE", box=None, pad_edge=False)
    for peer in peers:
        seen = text_from_wall(peer.last_seen_s)
        where = f"{seen} from {peer.last_address}" if peer.last_address else seen
        since = text_from_wall(peer.created_s)
        state = "revoked" if peer.revoked_s else "valid"
        table.add_row(peer.id, peer.name, str(peer.role), since, where, state)
    Console(width=TABLE_WIDTH).print(table)


@contextlib.contextmanager
def _open(state_dir: Path | None) -> Iterator[KeyStore]:
    folder = state_dir or platformdirs.user_state_path("gamebridge")
    try:
        with open_store(folder, wall_s) as store:
            yield store
    except (ValueError, SettingsError) as error:
        raise click.ClickException(str(error)) from None


def _id_from_name(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32].strip("-")
    if not words:
        raise ValueError(f"name {name!r} gives no id: choose one with --id, as in --id cam-1")
    return words


def _show_key(peer_id: str, role: str, key: str, *, is_json: bool) -> None:
    if is_json:
        click.echo(json.dumps({"id": peer_id, "role": role, "key": key}))
        return
    click.echo(f"Key of the {role} {peer_id}. Copy it now: it is kept nowhere.", err=True)
    click.echo(key)


def _json_of(peer: PeerRecord) -> dict[str, object]:
    return {
        "id": peer.id,
        "name": peer.name,
        "role": str(peer.role),
        "created_s": peer.created_s,
        "last_seen_s": peer.last_seen_s,
        "last_address": peer.last_address,
        "is_revoked": bool(peer.revoked_s),
        "topics": [pattern.text for pattern in peer.topics],
    }
