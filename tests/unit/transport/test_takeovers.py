"""Two things that share one device key."""

from bridge.transport.takeovers import (
    MAX_DEVICES,
    MAX_TAKEOVERS,
    QUARANTINE_US,
    WINDOW_US,
    TakeoverWatch,
)


def test_a_board_that_roams_may_take_its_own_place() -> None:
    watch = TakeoverWatch()
    assert not any(watch.note("cam-1", n) for n in range(MAX_TAKEOVERS))
    assert watch.wait_us("cam-1", MAX_TAKEOVERS) == 0


def test_one_takeover_too_many_in_a_minute_makes_both_wait() -> None:
    watch = TakeoverWatch()
    verdicts = [watch.note("cam-1", n) for n in range(MAX_TAKEOVERS + 1)]
    assert verdicts[-1]
    assert watch.wait_us("cam-1", MAX_TAKEOVERS) == QUARANTINE_US


def test_the_wait_ends() -> None:
    watch = TakeoverWatch()
    for _ in range(MAX_TAKEOVERS + 1):
        watch.note("cam-1", 0)
    assert watch.wait_us("cam-1", QUARANTINE_US - 1) == 1
    assert watch.wait_us("cam-1", QUARANTINE_US) == 0


def test_old_takeovers_are_forgotten() -> None:
    watch = TakeoverWatch()
    times = range(0, 10 * WINDOW_US, WINDOW_US // MAX_TAKEOVERS + 1)
    assert not any(watch.note("cam-1", now_us) for now_us in times)


def test_devices_are_counted_apart() -> None:
    watch = TakeoverWatch()
    for _ in range(MAX_TAKEOVERS + 1):
        watch.note("cam-1", 0)
    assert not watch.note("cam-2", 0)
    assert watch.wait_us("cam-2", 0) == 0


def test_invented_names_do_not_fill_the_memory() -> None:
    watch = TakeoverWatch()
    for number in range(2 * MAX_DEVICES):
        watch.note(f"cam-{number}", 0)
    assert len(watch._times) <= MAX_DEVICES
