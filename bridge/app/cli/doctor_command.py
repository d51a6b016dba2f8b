"""`gamebridge doctor`: what is in order, what is not, and what to do about it."""

import socket
import sys
from pathlib import Path

import click

from bridge.app.addresses import game_addresses
from bridge.app.assembly import Bridge
from bridge.app.cli.asking import ask, asks_bridge, echo_json, rows_of
from bridge.app.clock import SystemClock
from bridge.app.settings import Settings, find_config, find_state_dir, load_settings
from bridge.model.errors import BridgeError
from bridge.plugin.loader import PluginChoice, PluginState, discover
from bridge.plugin.registry import HealthReport

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


@click.command()
@click.option("--config", type=click.Path(path_type=Path), help="Settings file to look at.")
@click.option("--state", type=click.Path(path_type=Path), help="The bridge's private folder.")
@asks_bridge
@click.option("--json", "is_json", is_flag=True, help="Print JSON for other programs.")
def doctor(
    config: Path | None, state: Path | None, url: str, key: str | None, *, is_json: bool
) -> None:
    """Look at settings, folders, ports and plugins, and say what to mend.

    Ends with status 1 when something does not work.
    """
    report = HealthReport()
    settings = _look_at_settings(report, config)
    folder = _look_at_state(report, state)
    _look_at_port(report, settings)
    _look_at_bridge(report, url, key)
    _look_at_plugins(report, settings, folder)
    _listen_to_bridge(report, url, key)
    if is_json:
        echo_json([_as_object(item.plugin, item.level, item.text, item.remedy)
                   for item in report.items])  # fmt: skip
    else:
        _print(report)
    if any(item.level == "error" for item in report.items):
        sys.exit(1)


def _as_object(plugin: str, level: str, text: str, remedy: str) -> dict[str, str]:
    return {"plugin": plugin, "level": level, "text": text, "remedy": remedy}


def _look_at_settings(report: HealthReport, config: Path | None) -> Settings:
    path = find_config(config)
    try:
        settings = load_settings(path)
    except BridgeError as error:
        report.error(str(error), "mend the file; nothing of it was used")
        return Settings()
    report.ok(f"settings: {path or 'defaults, there is no gamebridge.toml'}")
    if settings.is_exposed and not settings.bridge.tls_certificate:
        report.warning(
            f"the bridge listens on {settings.bridge.host} without TLS: neighbours can watch",
            "set bridge.tls_certificate and bridge.tls_key, or keep to 127.0.0.1",
        )
    _tell_where(report, settings)
    return settings


def _tell_where(report: HealthReport, settings: Settings) -> None:
    addresses = " or ".join(game_addresses(settings, settings.bridge.port))
    if not addresses:
        remedy = "join a network; then `gamebridge doctor` tells the address"
        report.warning("this machine has no address for phones and other machines", remedy)
    elif settings.is_exposed:
        report.ok(f"what to type into a game: {addresses}")
    else:
        report.ok(f"what to type into a game: {addresses}, here only; --lan lets phones in")


def _look_at_state(report: HealthReport, state: Path | None) -> Path | None:
    try:
        path = find_state_dir(state)
    except BridgeError as error:
        report.error(str(error), "name a folder that can be written with --state")
        return None
    mode = path.stat().st_mode & 0o777
    if sys.platform != "win32" and mode & 0o077:
        report.warning(f"{path} can be read by others (mode {mode:o})", f"chmod 700 {path}")
    else:
        report.ok(f"state folder: {path}")
    return path


def _look_at_port(report: HealthReport, settings: Settings) -> None:
    host, port = settings.bridge.host, settings.bridge.port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            remedy = "a running bridge, or choose another with --port"
            report.warning(f"port {port} on {host} is in use ({error.strerror})", remedy)
        else:
            report.ok(f"port {port} on {host} is free")


def _look_at_bridge(report: HealthReport, url: str, key: str | None) -> None:
    try:
        ask(url, "/healthz", key)
        found = ask(url, "/v1/plugins", key)
    except BridgeError as error:
        report.ok(f"not asked: {error}")
        return
    report.ok(f"a bridge answers at {url}")
    for stage in rows_of(found, "stages"):
        if stage.get("state") in ("quarantined", "given_up"):
            text = f"stage {stage.get('stage')} of {stage.get('topic')}: {stage.get('reason')}"
            report.error(text, f"see the log for plugin {stage.get('plugin')}")


def _look_at_plugins(report: HealthReport, settings: Settings, state: Path | None) -> None:
    records = discover(PluginChoice(disabled=frozenset(settings.plugins.disabled)))
    # A plugin can tell how it is only once it has its settings and its folder.
    bridge = Bridge(settings, records, SystemClock(), state) if state else None
    for record in records:
        report.plugin = record.name
        if record.state is PluginState.FAILED:
            report.error(record.error, f"reinstall {record.distribution}, or disable it")
        else:
            report.ok(f"{record.distribution} {record.version}")
    if bridge is None:
        return
    bridge.host.report_health(report)
    report.plugin = "core"
    for name in bridge.legacy.unknown:
        known = ", ".join(bridge.legacy.known)
        report.error(f"[legacy] names {name!r}, which no plugin knows", f"use one of {known}")


def _listen_to_bridge(report: HealthReport, url: str, key: str | None) -> None:
    """Add what a running bridge warns of and a look from outside cannot see: who waits."""
    try:
        items = rows_of(ask(url, "/v1/health", key), "items")
    except BridgeError:
        return  # Whether a bridge answers was told before; only operators are told this.
    known = {item.text for item in report.items}
    for item in items:
        plugin, text, remedy = (str(item.get(name, "")) for name in ("plugin", "text", "remedy"))
        if text in known:
            continue
        report.plugin = plugin
        if item.get("level") == "warning":
            report.warning(text, remedy)
        elif item.get("level") == "error":
            report.error(text, remedy)


def _print(report: HealthReport) -> None:
    for item in report.items:
        mark, colour = _MARKS[item.level]
        click.echo(f"{click.style(mark, fg=colour)} {item.plugin}: {item.text}")
        if item.remedy:
            click.echo(f"    → {item.remedy}")
