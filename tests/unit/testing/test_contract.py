from types import ModuleType

import pytest
import trio
from trio.testing import MockClock

from bridge.model.topics import TopicKind, TopicSpec, parse_pattern
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import ServiceRegistry, StageRegistry, TopicRegistry
from bridge.testing.contract import READY_S, check_plugin
from bridge.testing.fakes import Item, Number, counting_stage


def plugin(*hooks: object) -> ModuleType:
    module = ModuleType("bridge_acme.plugin")
    for hook in hooks:
        setattr(module, hook.__name__, hook)  # type: ignore[attr-defined]  # a function
    return module


@hookimpl
def bridge_register_stages(stages: StageRegistry) -> None:
    stages.add(counting_stage())


def declare(schema: type[Number] | type[Item]) -> object:
    @hookimpl
    def bridge_register_topics(topics: TopicRegistry) -> None:
        topics.add(TopicSpec(parse_pattern("x/event/*"), TopicKind.EVENT, "Events.", schema))

    return bridge_register_topics


class Service:
    """A service that is ready at once, or never."""

    name = "acme"

    def __init__(self, *, is_ready: bool) -> None:
        self._is_ready = is_ready

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        if self._is_ready:
            task_status.started()
        await trio.sleep_forever()


def serve(*, is_ready: bool) -> object:
    @hookimpl
    def bridge_register_services(services: ServiceRegistry) -> None:
        services.add(Service(is_ready=is_ready))

    return bridge_register_services


async def test_a_good_plugin_passes() -> None:
    await check_plugin(plugin(declare(Number), bridge_register_stages, serve(is_ready=True)))


async def test_a_plugin_without_hooks_is_none() -> None:
    with pytest.raises(AssertionError, match="implements no hook"):
        await check_plugin(plugin())


async def test_a_stage_must_give_a_declared_topic() -> None:
    with pytest.raises(AssertionError, match="which nobody declares"):
        await check_plugin(plugin(bridge_register_stages))


async def test_a_stage_must_give_the_declared_type() -> None:
    with pytest.raises(AssertionError, match="carries"):
        await check_plugin(plugin(declare(Item), bridge_register_stages))


async def test_a_service_must_become_ready_in_time(autojump_clock: MockClock) -> None:
    with pytest.raises(AssertionError, match=f"not ready in {READY_S}"):
        await check_plugin(plugin(serve(is_ready=False)))
