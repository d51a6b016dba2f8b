"""gamebridge.toml → values. Every fault names the file, the key and what was expected."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

from bridge.model.errors import SettingsError

CONFIG_NAME = "gamebridge.toml"
CONFIG_VARIABLE = "GAMEBRIDGE_CONFIG"
STATE_VARIABLE = "GAMEBRIDGE_STATE"
DEFAULT_PORT = 8080


class BridgeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[bridge]`.

    `names` are host names, besides addresses and localhost, by which the bridge may be
    called. `tls_certificate` and `tls_key` are PEM files; both or neither.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()  # Web sites, besides its own, that may talk to it.
    allow_file_origin: bool = True  # And pages opened as files, or without an address.
    tls_certificate: str = ""
    tls_key: str = ""
    grace_s: float = 5.0  # How long goodbyes may take at the end.


class LimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[limits]`. The rates are of one device or other peer, per second."""

    connections: int = 512
    connections_per_address: int = 32
    pictures_per_s: float = 60.0
    messages_per_s: float = 200.0


class PluginSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[plugins]`: which installed plugins may load. `only` empty means all."""

    only: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `plugin` holds one table for each plugin, read by the plugin.

    `legacy` says which foreign systems are served: `all = true`, or true, false or a table
    for each; plugins read the tables.
    """

    bridge: BridgeSettings = BridgeSettings()
    limits: LimitSettings = LimitSettings()
    plugins: PluginSettings = PluginSettings()
    plugin: Mapping[str, Mapping[str, object]] = msgspec.field(default_factory=dict)
    legacy: Mapping[str, bool | Mapping[str, object]] = msgspec.field(default_factory=dict)

    @property
    def is_exposed(self) -> bool:
        """True when others than this machine can reach the bridge."""
        return self.bridge.host not in ("127.0.0.1", "::1", "localhost")


def find_config(given: Path | None) -> Path | None:
    """Return the file to read: the given one, the environment's, one in this folder, or
    the user's own; None when there is none of them."""
    if given is not None:
        return given
    variable = os.environ.get(CONFIG_VARIABLE)
    if variable:
        return Path(variable)
    here = Path(CONFIG_NAME)
    users = platformdirs.user_config_path("gamebridge") / CONFIG_NAME
    return next((path for path in (here, users) if path.is_file()), None)


def load_settings(path: Path | None) -> Settings:
    """Return the settings of a file, or the defaults. SettingsError says what is wrong."""
    if path is None:
        return Settings()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(
            f"{path}: cannot be read: {reason}; check the path given by --config"
        ) from None
    return parse_settings(text, str(path))


def parse_settings(text: str, name: str) -> Settings:
    """Return the settings of a file's text. SettingsError names `name`, key and remedy."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}: is not TOML: {error}") from None
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{name}: {error}; see docs/reference/settings.md") from None
    _check(settings, name)
    return settings


def _check(settings: Settings, name: str) -> None:
    bridge = settings.bridge
    if not 0 <= bridge.port <= 65535:
        raise SettingsError(f"{name}: bridge.port is {bridge.port}; expected 0 to 65535")
    if bool(bridge.tls_certificate) != bool(bridge.tls_key):
        raise SettingsError(f"{name}: bridge.tls_certificate and bridge.tls_key go together")
    for key in LimitSettings.__struct_fields__:
        value = getattr(settings.limits, key)
        if value <= 0:
            raise SettingsError(f"{name}: limits.{key} is {value}; expected more than 0")
    if not 0 < bridge.grace_s <= 60:
        raise SettingsError(f"{name}: bridge.grace_s is {bridge.grace_s}; expected 0 to 60")


def find_state_dir(given: Path | None) -> Path:
    """Return the bridge's private folder, made with mode 0700 if need be."""
    variable = os.environ.get(STATE_VARIABLE)
    path = given or (Path(variable) if variable else platformdirs.user_state_path("gamebridge"))
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be made: {error.strerror}; name another folder with --state"
        ) from None
    return path
