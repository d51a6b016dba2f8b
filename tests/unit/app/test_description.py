from pathlib import Path
from types import ModuleType

from bridge.app.assembly import Bridge
from bridge.app.description import describe_plugins
from bridge.app.settings import Settings
from bridge.plugin.loader import PluginRecord, PluginState, record_of
from bridge.plugin.registry import PanelCard
from bridge.testing.fakes import FakeClock


def test_everything_that_works_and_everything_that_does_not_is_told() -> None:
    broken = PluginRecord("broken", "acme-broken", "1.0", PluginState.FAILED, "import failed: x")
    records = [record_of("good", ModuleType("bridge_good.plugin")), broken]
    bridge = Bridge(Settings(), records, FakeClock(), Path())
    bridge.registries.panels.add(PanelCard("Acme", "/acme/card.js"))
    bridge.pipeline.missing_decoders["tags"] = "no decoder"
    found = describe_plugins(bridge)
    assert [(p["name"], p["state"], p["error"]) for p in found["plugins"]] == [  # type: ignore[attr-defined]
        ("good", "loaded", ""),
        ("broken", "failed", "import failed: x"),
    ]
    assert found["waiting_stages"] == [{"stage": "tags", "reason": "no decoder"}]
    assert found["cards"] == [{"plugin": "core", "title": "Acme", "module_url": "/acme/card.js"}]
    assert found["stages"] == found["services"] == []
