"""Finding and importing plugins. A plugin's fault is written down; it never raises."""

import enum
import traceback
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TYPE_CHECKING

from bridge.plugin.markers import ENTRY_POINT_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable


class PluginState(enum.StrEnum):
    """Where a plugin stands."""

    LOADED = "loaded"
    FAILED = "failed"
    DISABLED = "disabled"


@dataclass(slots=True)
class PluginRecord:
    """One installed plugin, whether it works or not."""

    name: str
    distribution: str
    version: str
    state: PluginState
    error: str = ""
    trace: str = ""
    module: ModuleType | None = field(default=None, repr=False)
    hooks: tuple[str, ...] = ()
    faults: int = 0  # Exceptions of its hooks since it was loaded.

    def fail(self, error: str) -> None:
        """Note why the plugin cannot be used."""
        self.state = PluginState.FAILED
        self.error = error


@dataclass(frozen=True, slots=True)
class PluginChoice:
    """Which installed plugins may load: all, or only `only`; never `disabled`."""

    only: frozenset[str] | None = None
    disabled: frozenset[str] = frozenset()

    def allows(self, name: str) -> bool:
        """Tell whether a plugin of this name may load."""
        return name not in self.disabled and (self.only is None or name in self.only)


def discover(choice: PluginChoice) -> list[PluginRecord]:
    """Import each installed plugin that may load; return a record of every one, by name."""
    found: Iterable[EntryPoint] = entry_points(group=ENTRY_POINT_GROUP)
    return [_load(entry, choice) for entry in sorted(found, key=lambda entry: entry.name)]


def unknown_names(choice: PluginChoice, records: list[PluginRecord]) -> set[str]:
    """Return the names that were chosen but are not installed."""
    return set(choice.only or ()) - {record.name for record in records}


def _load(entry: EntryPoint, choice: PluginChoice) -> PluginRecord:
    distribution = entry.dist.name if entry.dist else "?"
    version = entry.dist.version if entry.dist else "?"
    record = PluginRecord(entry.name, distribution, version, PluginState.LOADED)
    if not choice.allows(entry.name):
        record.state = PluginState.DISABLED
        return record
    try:
        record.module = entry.load()
    # A stranger's import may raise anything, SystemExit included; the start goes on.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        record.fail(f"import failed: {type(error).__name__}: {error}")
        record.trace = traceback.format_exc(limit=-4)
    return record


def record_of(name: str, module: ModuleType) -> PluginRecord:
    """Return a record of a module at hand, as tests use it: nothing is discovered."""
    return PluginRecord(name, "(in test)", "0", PluginState.LOADED, module=module)
