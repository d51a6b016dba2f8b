"""`gamebridge topics`, `devices` and `plugins`."""

from importlib.metadata import PackageNotFoundError

import click

from bridge.app.cli.asking import JsonObject, ask, asks_bridge, echo_json, echo_table, rows_of
from bridge.app.description import describe_record
from bridge.model.errors import BridgeError
from bridge.plugin.loader import PluginChoice, discover

as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for other programs.")


@click.command()
@asks_bridge
@as_json
def topics(url: str, key: str | None, is_json: bool) -> None:
    """List the topics of a running bridge, with rates and readers."""
    found = rows_of(ask(url, "/v1/topics", key), "topics")
    if is_json:
        echo_json(found)
        return
    rows = [
        [_cell(t, "topic"), _cell(t, "kind"), _cell(t, "schema"), _rate(t), _cell(t, "subscribers")]
        for t in found
    ]
    nothing = "No topics yet. Start a device, or 'gamebridge simulate'."
    echo_table(["TOPIC", "KIND", "SCHEMA", "RATE", "READERS"], rows, nothing)


@click.group(invoke_without_command=True)
@asks_bridge
@as_json
@click.pass_context
def devices(ctx: click.Context, url: str, key: str | None, is_json: bool) -> None:
    """List the devices of a running bridge; subcommands manage their keys."""
    if ctx.invoked_subcommand is not None:
        return
    found = rows_of(ask(url, "/v1/devices", key), "devices")
    if is_json:
        echo_json(found)
        return
    rows = [
        [
            _cell(d, "id"),
            _cell(d, "name"),
            "online" if d.get("online") else "offline",
            _cell(d, "transport"),
            _cell(d, "address"),
            _cell(d, "reason"),
        ]
        for d in found
    ]
    nothing = "No device has joined yet. Give one a key with 'gamebridge devices add NAME'."
    echo_table(["ID", "NAME", "STATE", "BY", "FROM", "WHY AWAY"], rows, nothing)


@click.command()
@asks_bridge
@as_json
def plugins(url: str, key: str | None, is_json: bool) -> None:
    """List installed plugins, those that failed with their error."""
    try:
        found = rows_of(ask(url, "/v1/plugins", key), "plugins")
    except BridgeError:
        found = _installed()  # No bridge runs: what is installed can be told all the same.
    if is_json:
        echo_json(found)
        return
    rows = [
        [_cell(p, "name"), _cell(p, "distribution"), _cell(p, "version"), _cell(p, "state"),
         _cell(p, "error")]
        for p in found
    ]  # fmt: skip
    nothing = "No plugins are installed. Install one with 'pip install gamebridge[all]'."
    echo_table(["PLUGIN", "DISTRIBUTION", "VERSION", "STATE", "ERROR"], rows, nothing)


def _installed() -> list[JsonObject]:
    try:
        records = discover(PluginChoice())
    except PackageNotFoundError as error:
        raise BridgeError(f"the list of installed packages cannot be read: {error}") from None
    return [describe_record(record) for record in records]


def _cell(row: JsonObject, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _rate(row: JsonObject) -> str:
    hz = row.get("hz")
    return f"{hz:.1f}/s" if isinstance(hz, int | float) and hz else "-"
