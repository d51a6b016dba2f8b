"""What the bridge says about its own parts: plugins, stages, services, panel cards."""

from collections.abc import Mapping
from dataclasses import asdict

from bridge.app.assembly import Bridge
from bridge.plugin.loader import PluginRecord


def describe_plugins(bridge: Bridge) -> Mapping[str, object]:
    """Return plugins, stages, services and cards as plain values, each list in order."""
    stages = [asdict(status) for status in bridge.pipeline.statuses()]
    waiting = [
        {"stage": name, "reason": reason}
        for name, reason in sorted(bridge.pipeline.missing_decoders.items())
    ]
    return {
        "plugins": [describe_record(record) for record in bridge.host.records],
        "stages": stages,
        "waiting_stages": waiting,
        "services": [asdict(supervisor.status) for supervisor in bridge.supervisors],
        "cards": [
            {"plugin": plugin, "title": card.title, "module_url": card.module_url}
            for plugin, card in bridge.registries.panels.cards
        ],
    }


def describe_record(record: PluginRecord) -> dict[str, object]:
    """Return one plugin as plain values, with its error if it has one."""
    return {
        "name": record.name,
        "distribution": record.distribution,
        "version": record.version,
        "state": str(record.state),
        "error": record.error,
        "hooks": record.hooks,
        "faults": record.faults,
    }
