"""Start and stop: what lives inside what, and in which order it ends."""

import trio

from bridge.app.assembly import Bridge
from bridge.app.doorway import Doorway, ports_of

# How much of the grace time devices have to say that their outputs are off; goodbyes need
# the rest.
STOP_SHARE = 0.25


async def run_bridge(
    bridge: Bridge,
    stop: trio.Event,
    *,
    task_status: trio.TaskStatus[list[int]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Run until `stop` is set or the surrounding scope is cancelled.

    Ready, with the ports that are open, once a client could connect. SettingsError when a
    port cannot be had.
    """
    doorway = Doorway(bridge)
    listeners = await doorway.open_listeners()
    async with trio.open_nursery() as service_nursery:
        for run in (
            bridge.watchdog.run,
            bridge.desk.run,
            bridge.safe_stop.run,
            bridge.calls.run,
            bridge.pipeline.run,
            doorway.http.run,
            doorway.statistics.run,
            doorway.health.run,
        ):
            await service_nursery.start(run)
        for supervisor in bridge.supervisors:  # One by one: the log then reads in order.
            await service_nursery.start(supervisor.run)
        async with trio.open_nursery() as session_nursery:
            async with trio.open_nursery() as listener_nursery:
                await listener_nursery.start(doorway.door.serve, listeners, session_nursery)
                task_status.started(ports_of(listeners))
                await stop.wait()
                listener_nursery.cancel_scope.cancel()  # 1. No new connections.
            # 2. Calls end, sessions say goodbye, answers are written; but not for ever.
            session_nursery.cancel_scope.deadline = (
                trio.current_time() + bridge.settings.bridge.grace_s
            )
            bridge.desk.cancel_all()
            bridge.calls.cancel_all()
            await bridge.safe_stop.stop_all(bridge.settings.bridge.grace_s * STOP_SHARE)
            await doorway.say_goodbye()
        service_nursery.cancel_scope.cancel()  # 3. Nobody is left to serve.
