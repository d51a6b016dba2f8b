import pytest
import trio
from trio.testing import MockClock

from bridge.app.supervisor import MAX_RESTARTS, START_LIMIT_S, ServiceState, Supervisor


class Acting:
    """A service that does what its list of acts says, one act per start."""

    name = "acting"

    def __init__(self, *acts: str) -> None:
        self.acts = list(acts)
        self.starts_s: list[float] = []

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        self.starts_s.append(trio.current_time())
        act = self.acts.pop(0) if self.acts else "work"
        if act == "fail early":
            raise RuntimeError("told to fail")
        if act != "hang":
            task_status.started()
        if act == "fail":
            raise RuntimeError("told to fail")
        if act != "end":
            await trio.sleep_forever()


async def run_for(seconds: float, service: Acting) -> Supervisor:
    supervisor = Supervisor("acme", service)
    async with trio.open_nursery() as nursery:
        await nursery.start(supervisor.run)
        await trio.sleep(seconds)
        nursery.cancel_scope.cancel()
    return supervisor


@pytest.mark.parametrize("act", ["fail", "fail early"])
async def test_a_failing_service_is_restarted_after_growing_pauses(
    act: str, autojump_clock: MockClock
) -> None:
    service = Acting(act, act, act)
    supervisor = await run_for(10, service)
    start = service.starts_s[0]
    assert [round(s - start, 1) for s in service.starts_s] == [0, 0.5, 1.5, 3.5]
    assert (supervisor.status.state, supervisor.status.restarts) == (ServiceState.RUNNING, 3)
    assert supervisor.status.reason == "RuntimeError: told to fail"


async def test_a_hopeless_service_is_given_up_and_the_bridge_goes_on(
    autojump_clock: MockClock,
) -> None:
    supervisor = await run_for(1000, Acting(*["fail"] * 20))
    assert supervisor.status.state is ServiceState.GIVEN_UP
    assert supervisor.status.restarts == MAX_RESTARTS + 1


async def test_the_start_does_not_wait_for_a_service_that_hangs(autojump_clock: MockClock) -> None:
    begun_s = trio.current_time()
    await run_for(0, Acting("hang"))
    assert trio.current_time() - begun_s == pytest.approx(START_LIMIT_S)


async def test_a_service_may_end_by_itself(autojump_clock: MockClock) -> None:
    service = Acting("end")
    supervisor = await run_for(100, service)
    assert supervisor.status.state is ServiceState.ENDED
    assert len(service.starts_s) == 1
