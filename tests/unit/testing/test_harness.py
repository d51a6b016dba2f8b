from types import ModuleType

import pytest

from bridge.client import open_client
from bridge.plugin.loader import PluginState
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import TopicRegistry
from bridge.testing.harness import name_of, running_bridge

pytestmark = pytest.mark.sockets


def test_a_plugin_is_called_as_its_package_is() -> None:
    assert name_of(ModuleType("bridge_pose.plugin")) == "pose"
    assert name_of(ModuleType("acme.plugin")) == "acme"


async def test_a_whole_bridge_runs_for_a_block_of_code() -> None:
    async with running_bridge() as running, open_client(running.url, role="viewer") as client:
        assert client.session
        assert running.http_url.endswith(str(running.port))


async def test_a_broken_plugin_is_a_record_as_in_real_life() -> None:
    @hookimpl
    def bridge_register_topics(topics: TopicRegistry) -> None:
        raise KeyError("told to")

    module = ModuleType("bridge_broken.plugin")
    module.bridge_register_topics = bridge_register_topics  # type: ignore[attr-defined]  # a hook
    async with running_bridge([module]) as running:
        (record,) = running.bridge.host.records
    assert (record.name, record.state) == ("broken", PluginState.FAILED)
