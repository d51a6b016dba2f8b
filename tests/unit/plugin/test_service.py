from typing import TYPE_CHECKING

import trio

from bridge.hub.commands import CommandDesk
from bridge.hub.directory import DeviceDirectory
from bridge.testing.fakes import build_hub

if TYPE_CHECKING:
    from bridge.plugin.service import Service


class Minimal:
    """The least that a service is."""

    name = "minimal"

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Be ready, then wait."""
        task_status.started()
        await trio.sleep_forever()


async def test_a_service_is_ready_when_it_says_so_and_ends_when_cancelled() -> None:
    service: Service = Minimal()
    async with trio.open_nursery() as nursery:
        await nursery.start(lambda task_status: service.run(task_status=task_status))
        nursery.cancel_scope.cancel()


async def test_the_command_desk_runs_like_a_service() -> None:
    hub = build_hub()
    desk = CommandDesk(DeviceDirectory(hub), hub.clock)
    async with trio.open_nursery() as nursery:
        await nursery.start(desk.run)
        nursery.cancel_scope.cancel()
