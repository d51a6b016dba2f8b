"""Asking a running bridge over HTTP, for commands that list things."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from bridge.client.address import parse_address
from bridge.model.errors import BridgeError

DEFAULT_URL = "http://127.0.0.1:8080"
LIMIT_S = 5.0

JsonObject = dict[str, object]


P = ParamSpec("P")
R = TypeVar("R")


def asks_bridge(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--url` and `--key` to a command."""
    command = click.option(
        "--key", envvar="GAMEBRIDGE_KEY", help="Key of a viewer, for bridges on other machines."
    )(command)
    return click.option(
        "--url",
        envvar="GAMEBRIDGE_URL",
        default=DEFAULT_URL,
        show_default=True,
        help="Address of the bridge.",
    )(command)


def websocket_url(url: str) -> str:
    """Return the address at which a bridge with this web address speaks WebSocket."""
    return "ws" + url.removeprefix("http") if url.startswith("http") else url


def ask(url: str, path: str, key: str | None) -> JsonObject:
    """Return the JSON object at `path` of a running bridge; BridgeError says what to do."""
    try:
        base = parse_address(url).web_url
    except ValueError as error:
        raise BridgeError(f"--url: {error}") from None
    request = urllib.request.Request(base + path)  # noqa: S310 - http or https.
    if key:
        request.add_header("Authorization", f"Bearer {key}")
    try:
        with urllib.request.urlopen(request, timeout=LIMIT_S) as answer:  # noqa: S310
            found = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise BridgeError(f"{url}{path}: {error.code} {_text_of(error)}") from None
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise BridgeError(
            f"no bridge answers at {url} ({reason}); start one with 'gamebridge run', "
            "or name its address with --url"
        ) from None
    return found if isinstance(found, dict) else {"items": found}


def _text_of(error: urllib.error.HTTPError) -> str:
    try:
        body = json.loads(error.read())
    except ValueError:
        return error.reason
    return str(body.get("text", error.reason)) if isinstance(body, dict) else error.reason


def rows_of(found: JsonObject, name: str) -> list[JsonObject]:
    """Return the list of objects under `name`."""
    rows = found.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def echo_json(value: object) -> None:
    """Print a value as JSON for other programs."""
    click.echo(json.dumps(value, indent=2, sort_keys=True))


def echo_table(columns: list[str], rows: list[list[str]], nothing: str) -> None:
    """Print aligned columns for people, or the sentence `nothing`."""
    if not rows:
        click.echo(nothing)
        return
    widths = [max(len(cell) for cell in column) for column in zip(columns, *rows, strict=True)]
    for line in (columns, *rows):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
