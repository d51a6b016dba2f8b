from pathlib import Path
from types import ModuleType

import pytest
import trio
from quart import Blueprint

from bridge.app.assembly import Bridge
from bridge.app.settings import Settings, parse_settings
from bridge.model.topics import TopicKind, TopicSpec, parse_pattern
from bridge.plugin.context import PluginContext
from bridge.plugin.loader import PluginState, record_of
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import (
    HttpRoutes,
    PanelCard,
    PanelRegistry,
    PortWish,
    ServiceRegistry,
    StageRegistry,
    TopicRegistry,
)
from bridge.testing.fakes import FakeClock, Number, counting_stage

SPEC = TopicSpec(parse_pattern("x/acme/*"), TopicKind.STREAM, "Numbers.", Number)


class Waiting:
    """A service that waits."""

    name = "waiting"

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        await trio.sleep_forever()


class AcmePlugin:
    """A plugin that adds one of everything and remembers its context."""

    def __init__(self) -> None:
        self.context: PluginContext | None = None

    @hookimpl
    def bridge_register_topics(self, topics: TopicRegistry) -> None:
        topics.add(SPEC)

    @hookimpl
    def bridge_register_stages(self, stages: StageRegistry, context: PluginContext) -> None:
        self.context = context
        stages.add(counting_stage())

    @hookimpl
    def bridge_register_services(self, services: ServiceRegistry) -> None:
        services.add(Waiting())

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        routes.add(Blueprint("acme", __name__))
        routes.add_port(8081)

    @hookimpl
    def bridge_register_panels(self, panels: PanelRegistry) -> None:
        panels.add(PanelCard("Acme", "/acme/card.js"))


class AcmeModule(ModuleType):
    """The module whose `build_plugin` gives the plugin."""

    def __init__(self, plugin: AcmePlugin) -> None:
        super().__init__("acme_plugin.plugin")
        self.build_plugin = lambda: plugin


def build(plugin: AcmePlugin, text: str = "") -> Bridge:
    settings = parse_settings(text, "test") if text else Settings()
    records = [record_of("acme", AcmeModule(plugin))]
    return Bridge(settings, records, FakeClock(), Path("state"))


def test_bridge_register_topics_and_stages_reach_the_hub_and_the_pipeline() -> None:
    bridge = build(AcmePlugin())
    assert bridge.hub.announce("x/acme/a").spec is SPEC
    assert [(p, s.name) for p, s in bridge.registries.stages.stages] == [("acme", "count")]


def test_bridge_register_services_are_supervised_under_their_plugin() -> None:
    (supervisor,) = build(AcmePlugin()).supervisors
    assert (supervisor.status.plugin, supervisor.status.service) == ("acme", "waiting")


def test_bridge_register_http_and_bridge_register_panels_are_kept_with_their_plugin() -> None:
    registries = build(AcmePlugin()).registries
    assert [(site.plugin, site.is_public) for site in registries.routes.sites] == [("acme", False)]
    assert registries.routes.ports == [PortWish("acme", 8081, is_plain=False)]
    assert registries.panels.cards == [("acme", PanelCard("Acme", "/acme/card.js"))]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", "http://127.0.0.1:8080"),
        ('[bridge]\nhost = "0.0.0.0"\nport = 9000', "http://127.0.0.1:9000"),
        ('[bridge]\nhost = "192.0.2.7"', "http://192.0.2.7:8080"),
        ("[bridge]\ntls_certificate = 'c'\ntls_key = 'k'", "https://127.0.0.1:8080"),
    ],
)
def test_a_plugin_knows_where_a_browser_finds_the_bridge(text: str, url: str) -> None:
    plugin = AcmePlugin()
    build(plugin, text)
    assert plugin.context is not None
    assert plugin.context.base_url == url


def test_a_plugin_gets_its_own_table_and_no_other() -> None:
    plugin = AcmePlugin()
    build(plugin, "[plugin.acme]\nsize = 3\n[plugin.other]\nsize = 4\n")
    assert plugin.context is not None
    assert plugin.context.raw_settings == {"size": 3}


def test_a_plugin_that_breaks_while_registering_does_not_stop_the_bridge() -> None:
    class Broken(AcmePlugin):
        @hookimpl
        def bridge_register_topics(self, topics: TopicRegistry) -> None:
            topics.add(TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "", Number))

    bridge = build(Broken())
    (record,) = bridge.host.records
    assert record.state is PluginState.FAILED
    assert "'device/*/state' is declared already" in record.error
    assert bridge.registries.services.services == []
