"""`gamebridge run`: the bridge itself."""

from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from bridge.app.logs import set_up_logging
from bridge.app.settings import (
    BridgeSettings,
    Settings,
    find_config,
    find_state_dir,
    load_settings,
)
from bridge.model.errors import SettingsError
from bridge.plugin.legacy import ALL
from bridge.plugin.loader import (
    PluginChoice,
    PluginRecord,
    PluginState,
    discover,
    unknown_names,
)

ALL_INTERFACES = "0.0.0.0"  # noqa: S104 - chosen by --lan, never by default.
FIRST_PARTY = "gamebridge-"


class RunOptions(msgspec.Struct, frozen=True):
    """The options of `run`, as they were given."""

    config: Path | None
    state: Path | None
    host: str | None
    port: int | None
    lan: bool
    plugins: str | None
    no_plugins: bool
    safe_mode: bool
    legacy: str | None = None


@click.command()
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML).")
@click.option("--state", type=click.Path(path_type=Path), help="Private folder: keys, recordings.")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port.  [default: 8080; 0: any free]")
@click.option("--lan", is_flag=True, help="Listen to the whole local network.")
@click.option(
    "--legacy",
    metavar="[A,B]",
    is_flag=False,
    flag_value=ALL,
    help="Take devices and pages of other systems as they are: all, or those named.",
)
@click.option("--plugins", metavar="A,B", help="Load only these plugins.")
@click.option("--no-plugins", is_flag=True, help="Load no plugin.")
@click.option("--safe-mode", is_flag=True, help="Load only gamebridge's own plugins, no settings.")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="How much to say on standard error.",
)
def run(*, log_level: str, **options: object) -> None:
    """Run the bridge until Ctrl-C.

    Without options it listens on this machine only, port 8080, for devices, games and
    browsers alike. Give devices a key first with 'gamebridge devices add NAME'.

    '--lan --legacy' also takes devices that run the firmware of another system; they have
    no keys, so whoever is in the local network may send pictures and look at them.
    """
    set_up_logging(log_level)
    given = msgspec.convert(options, RunOptions)
    settings = settings_from(given)
    records = discover(choice_from(given, settings))
    check_choice(given, records)
    if given.safe_mode:
        keep_first_party(records)
    # A web server is not needed to print help, and takes most of a second to import.
    from bridge.app.serving import serve

    serve(settings, records, find_state_dir(given.state))


def settings_from(given: RunOptions) -> Settings:
    """Return the file's settings with the options laid over them."""
    settings = Settings() if given.safe_mode else load_settings(find_config(given.config))
    bridge = settings.bridge
    if given.lan and given.host:
        raise SettingsError("--lan and --host: give one of them; --lan means all interfaces")
    host = ALL_INTERFACES if given.lan else given.host or bridge.host
    port = bridge.port if given.port is None else given.port
    changed: BridgeSettings = msgspec.structs.replace(bridge, host=host, port=port)
    legacy = settings.legacy if given.legacy is None else laid_over(settings, given.legacy)
    return msgspec.structs.replace(settings, bridge=changed, legacy=legacy)


def laid_over(settings: Settings, named: str) -> dict[str, bool | Mapping[str, object]]:
    """Return the table [legacy] with the named systems switched on.

    A system that has a table of its own keeps it.
    """
    names = [name.strip() for name in named.split(",") if name.strip()]
    switched: dict[str, bool | Mapping[str, object]] = dict(settings.legacy)
    for name in names:
        if not isinstance(switched.get(name), Mapping):
            switched[name] = True
    return switched


def choice_from(given: RunOptions, settings: Settings) -> PluginChoice:
    """Return which plugins may load; options go before the file."""
    if given.no_plugins:
        return PluginChoice(only=frozenset())
    if given.plugins is not None:
        return PluginChoice(frozenset(filter(None, given.plugins.split(","))))
    only = frozenset(settings.plugins.only) if settings.plugins.only else None
    return PluginChoice(only, frozenset(settings.plugins.disabled))


def check_choice(given: RunOptions, records: list[PluginRecord]) -> None:
    """Refuse names that are not installed, because a typing error must not be silent."""
    if given.plugins is None:
        return
    unknown = unknown_names(PluginChoice(frozenset(given.plugins.split(","))), records)
    if unknown:
        installed = ", ".join(record.name for record in records) or "none"
        raise SettingsError(
            f"--plugins: {', '.join(sorted(unknown))} not installed; installed: {installed}"
        )


def keep_first_party(records: list[PluginRecord]) -> None:
    """Set every stranger's plugin aside."""
    for record in records:
        if not record.distribution.startswith(FIRST_PARTY):
            record.state = PluginState.DISABLED
