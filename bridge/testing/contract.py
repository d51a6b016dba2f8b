"""What every plugin must satisfy, as one call for its tests."""

from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import trio

from bridge.app.assembly import Bridge
from bridge.app.clock import SystemClock
from bridge.app.settings import parse_settings
from bridge.plugin.loader import PluginState, record_of
from bridge.plugin.service import Service
from bridge.plugin.stage import Stage
from bridge.testing.harness import name_of

READY_S = 5.0


async def check_plugin(module: ModuleType, settings: str = "") -> None:
    """Raise AssertionError, naming the fault, unless the plugin keeps the host's rules.

    Its hooks exist and are plain functions; it registers without an error; its stages
    give topics that are declared, with the types that they are declared with; its
    services become ready in time and can be cancelled and started again. `settings` is
    the text of a gamebridge.toml.
    """
    with TemporaryDirectory() as folder:
        record = record_of(name_of(module), module)
        bridge = Bridge(parse_settings(settings, "test"), [record], SystemClock(), Path(folder))
        assert record.state is PluginState.LOADED, record.error
        assert record.hooks, f"{module.__name__} implements no hook"
        for _plugin, stage in bridge.registries.stages.stages:
            _check_stage(bridge, stage)
        for _plugin, service in bridge.registries.services:
            await _check_service(service)


def _check_stage(bridge: Bridge, stage: Stage) -> None:
    wildcards = ("a",) * stage.gives.text.count("*")
    output = stage.gives.bind(wildcards)
    spec = bridge.registries.topics.find(output)
    assert spec is not None, f"stage {stage.name!r} gives {output!r}, which nobody declares"
    assert spec.schema is stage.schema, (
        f"stage {stage.name!r} gives {stage.schema}, but {output!r} carries {spec.schema}"
    )


async def _check_service(service: Service) -> None:
    for _ in range(2):
        with trio.move_on_after(READY_S) as limit:
            async with trio.open_nursery() as nursery:
                await nursery.start(_run_service, service)
                nursery.cancel_scope.cancel()
        assert not limit.cancelled_caught, f"service {service.name!r} is not ready in {READY_S} s"


async def _run_service(service: Service, *, task_status: trio.TaskStatus[None]) -> None:
    await service.run(task_status=task_status)
