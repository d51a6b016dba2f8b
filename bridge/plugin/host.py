"""The one place that calls hooks: plugin by plugin, each guarded, each blamed by name."""

import difflib
import inspect
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pluggy

from bridge.model.commands import Call
from bridge.model.errors import AdmissionRefused
from bridge.model.ids import BRIDGE_ID
from bridge.model.values import DeviceState
from bridge.plugin.admission import (
    Admission,
    Claim,
    LinkOpening,
    Role,
    Verb,
    grants_for,
    is_granted,
)
from bridge.plugin.bridge_methods import CallRegistry
from bridge.plugin.context import PluginContext
from bridge.plugin.hookspecs import Hookspecs
from bridge.plugin.loader import PluginRecord, PluginState
from bridge.plugin.markers import PROJECT
from bridge.plugin.registry import (
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    ServiceRegistry,
    StageRegistry,
    TopicRegistry,
)
from bridge.wire.dialect import ForeignDialect

logger = logging.getLogger("gamebridge.plugins")

ContextFor = Callable[[str], PluginContext]
TRACE_VARIABLE = "GAMEBRIDGE_TRACE_HOOKS"


class _HookFunction(Protocol):
    def __call__(self, *arguments: object) -> object: ...


@dataclass(frozen=True, slots=True)
class _Implementation:
    record: PluginRecord
    function: _HookFunction
    argnames: tuple[str, ...]

    def call(self, arguments: dict[str, object]) -> object:
        return self.function(*(arguments[name] for name in self.argnames))


def _plugin_of(module: object) -> object:
    """Return what has the hooks: the module itself, or what its `build_plugin` returns.

    A plugin whose decisions need state offers `build_plugin`, so that each bridge of a
    process has its own and no module keeps any.
    """
    build: Callable[[], object] | None = getattr(module, "build_plugin", None)
    return module if build is None else build()


class PluginHost:
    """The plugins of one bridge. There is no global one."""

    def __init__(self, records: list[PluginRecord]) -> None:
        self.records = records
        self._pluggy = pluggy.PluginManager(PROJECT)
        self._pluggy.add_hookspecs(Hookspecs)
        self._found: dict[str, tuple[_Implementation, ...]] = {}
        self._is_traced = bool(os.environ.get(TRACE_VARIABLE))
        for record in records:
            if record.state is PluginState.LOADED and record.module is not None:
                self._register(record)

    def _register(self, record: PluginRecord) -> None:
        plugin: object = record.module
        try:
            plugin = _plugin_of(record.module)
            self._pluggy.register(plugin, record.name)
            fault = self._find_fault(record, plugin)
        # Registering runs a stranger's descriptors and validates signatures.
        except Exception as error:  # noqa: BLE001
            fault = f"{type(error).__name__}: {error}"
        if fault is None:
            callers = self._pluggy.get_hookcallers(plugin) or []
            record.hooks = tuple(sorted(caller.name for caller in callers))
            return
        record.fail(fault)
        if self._pluggy.has_plugin(record.name):
            self._pluggy.unregister(name=record.name)
        logger.error("plugin %s is left out: %s", record.name, fault)

    def _find_fault(self, record: PluginRecord, plugin: object) -> str | None:
        for caller in self._pluggy.get_hookcallers(plugin) or []:
            for impl in caller.get_hookimpls():
                if impl.plugin_name == record.name and inspect.iscoroutinefunction(impl.function):
                    return f"hook {caller.name!r} is async; hooks must be plain functions"
        try:
            self._pluggy.check_pending()
        except pluggy.PluginValidationError as error:
            name = str(error).split("'")[1] if "'" in str(error) else str(error)
            known = [n for n in vars(Hookspecs) if n.startswith("bridge_")]
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            return f"there is no hook {name!r}{hint}"
        return None

    def _implementations(self, hook: str) -> tuple[_Implementation, ...]:
        # Plugins are registered once, before anyone asks; sessions ask every second.
        known = self._found.get(hook)
        if known is None:
            known = self._found[hook] = tuple(self._find_implementations(hook))
        return known

    def _find_implementations(self, hook: str) -> Iterator[_Implementation]:
        caller: pluggy.HookCaller = getattr(self._pluggy.hook, hook)
        by_name = {record.name: record for record in self.records}
        # By name, not by order of installation: the same plugins give the same bridge.
        for impl in sorted(caller.get_hookimpls(), key=lambda impl: impl.plugin_name):
            record = by_name[impl.plugin_name]
            yield _Implementation(record, impl.function, tuple(impl.argnames))

    def _each(self, hook: str, arguments: Callable[[PluginRecord], dict[str, object]]) -> None:
        """Call every implementation. An exception fails its plugin, and nothing else."""
        for implementation in self._implementations(hook):
            record = implementation.record
            if record.state is not PluginState.LOADED:
                continue
            self._trace(hook, record)
            try:
                implementation.call(arguments(record))
            # One plugin's exception must not silence the plugins after it.
            except Exception as error:
                record.faults += 1
                record.fail(f"{hook}: {type(error).__name__}: {error}")
                logger.exception("plugin %s failed in %s and is left out", record.name, hook)

    def _notify(self, hook: str, arguments: dict[str, object]) -> None:
        """Call every implementation of a notice. An exception is logged and counted."""
        for implementation in self._implementations(hook):
            self._trace(hook, implementation.record)
            try:
                implementation.call(arguments)
            # A notice has no say, so its failure changes nothing for the others.
            except Exception:
                implementation.record.faults += 1
                logger.exception("plugin %s failed in %s", implementation.record.name, hook)

    def _trace(self, hook: str, record: PluginRecord) -> None:
        if self._is_traced:
            logger.info("hook %s of %s", hook, record.name)

    def _decide(self, hook: str, arguments: dict[str, object]) -> object | None:
        """Return the first decision. AdmissionRefused passes through as one; any other
        exception becomes an AdmissionRefused, because a broken judge must not admit."""
        for implementation in self._implementations(hook):
            self._trace(hook, implementation.record)
            try:
                decision = implementation.call(arguments)
            except AdmissionRefused:
                raise
            # A judge that fails refuses; the log says which one it was.
            except Exception:
                implementation.record.faults += 1
                logger.exception("plugin %s failed in %s", implementation.record.name, hook)
                raise AdmissionRefused("the bridge could not decide; its log says why") from None
            if decision is not None:
                return decision
        return None

    def register_topics(self, topics: TopicRegistry) -> None:
        """Let plugins declare topics."""
        self._each("bridge_register_topics", lambda _record: {"topics": topics})

    def register_stages(self, stages: StageRegistry, context_for: ContextFor) -> None:
        """Let plugins add stages, decoders and gates."""

        def arguments(record: PluginRecord) -> dict[str, object]:
            stages.plugin = record.name
            return {"stages": stages, "context": context_for(record.name)}

        self._each("bridge_register_stages", arguments)

    def register_services(self, services: ServiceRegistry, context_for: ContextFor) -> None:
        """Let plugins add services."""

        def arguments(record: PluginRecord) -> dict[str, object]:
            services.plugin = record.name
            return {"services": services, "context": context_for(record.name)}

        self._each("bridge_register_services", arguments)

    def register_calls(self, calls: CallRegistry, context_for: ContextFor) -> None:
        """Let plugins add methods of the bridge itself."""

        def arguments(record: PluginRecord) -> dict[str, object]:
            calls.plugin = record.name
            return {"calls": calls, "context": context_for(record.name)}

        self._each("bridge_register_calls", arguments)

    def blame(self, plugin: str) -> None:
        """Count a fault that a plugin's own code had outside a hook."""
        for record in self.records:
            record.faults += record.name == plugin

    def register_http(self, routes: HttpRoutes, context_for: ContextFor) -> None:
        """Let plugins add HTTP routes and ports."""

        def arguments(record: PluginRecord) -> dict[str, object]:
            routes.plugin = record.name
            return {"routes": routes, "context": context_for(record.name)}

        self._each("bridge_register_http", arguments)

    def register_commands(self, commands: CommandLine) -> None:
        """Let plugins add commands to the command line."""

        def arguments(record: PluginRecord) -> dict[str, object]:
            commands.plugin = record.name
            return {"commands": commands}

        self._each("bridge_register_commands", arguments)

    def register_panels(self, panels: PanelRegistry) -> None:
        """Let plugins add cards to the panel."""

        def arguments(record: PluginRecord) -> dict[str, object]:
            panels.plugin = record.name
            return {"panels": panels}

        self._each("bridge_register_panels", arguments)

    def choose_dialect(self, opening: LinkOpening) -> ForeignDialect | None:
        """Return the dialect of a link, or None if no plugin knows it."""
        try:
            decision = self._decide("bridge_choose_dialect", {"opening": opening})
        except AdmissionRefused:
            return None
        return decision if isinstance(decision, ForeignDialect) else None

    def authenticate(self, claim: Claim) -> Admission:
        """Return the admission of a peer, or raise AdmissionRefused."""
        if claim.role is Role.DEVICE and claim.id == BRIDGE_ID:
            raise AdmissionRefused(
                f"the id {BRIDGE_ID!r} stands for the bridge itself: give the device another"
            )
        decision = self._decide("bridge_authenticate", {"claim": claim})
        if isinstance(decision, Admission):
            return decision
        if claim.is_loopback:
            return Admission(claim.id, claim.id, claim.role, grants_for(claim.role, claim.id))
        raise AdmissionRefused(
            "no plugin decides who may join, so only this machine is admitted; "
            "install one that does, or connect from the bridge's own machine"
        )

    def authorize(self, admission: Admission, verb: Verb, topic: str) -> bool:
        """Tell whether an admitted peer may do `verb` on a topic or pattern."""
        arguments: dict[str, object] = {"admission": admission, "verb": verb, "topic": topic}
        try:
            decision = self._decide("bridge_authorize", arguments)
        except AdmissionRefused:
            return False
        return is_granted(admission, verb, topic) if decision is None else bool(decision)

    def command_requested(self, call: Call, admission: Admission) -> Call:
        """Return the call to make, or raise AdmissionRefused."""
        arguments: dict[str, object] = {"call": call, "admission": admission}
        decision = self._decide("bridge_command_requested", arguments)
        return decision if isinstance(decision, Call) else call

    def device_joined(self, device: DeviceState) -> None:
        """Tell plugins that a device is here."""
        self._notify("bridge_device_joined", {"device": device})

    def device_left(self, device: DeviceState) -> None:
        """Tell plugins that a device is gone."""
        self._notify("bridge_device_left", {"device": device})

    def report_health(self, report: HealthReport) -> None:
        """Ask plugins how they are; a failing one reports that it failed."""
        for implementation in self._implementations("bridge_report_health"):
            report.plugin = implementation.record.name
            try:
                implementation.call({"report": report})
            # What a plugin cannot say about itself, its failure says.
            except Exception as error:
                implementation.record.faults += 1
                logger.exception("plugin %s cannot say how it is", implementation.record.name)
                report.error(f"{type(error).__name__}: {error}", "see the plugin's documentation")
