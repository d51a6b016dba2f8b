import pytest

from bridge.pipeline.budget import (
    HANG_FLOOR_US,
    STRIKE_WINDOW_US,
    STRIKES,
    WALL_FLOOR_US,
    Cost,
    Ledger,
    hang_limit_us,
    percentile,
)

CHEAP = Cost(10, 10)
DEAR = Cost(2000, 2000)


def test_a_habit_of_overruns_is_one_too_many_and_a_hiccup_is_not() -> None:
    ledger = Ledger(1000)
    assert [ledger.succeeded(DEAR, now) for now in range(STRIKES)] == [False] * 4 + [True]
    ledger.forgive()
    assert not ledger.succeeded(DEAR, STRIKES)
    assert ledger.overruns == STRIKES + 1
    assert "took 2.0 ms, its budget is 1 ms" in ledger.last_fault


def test_strikes_that_lie_far_apart_do_not_add_up() -> None:
    ledger = Ledger(1000)
    gap_us = STRIKE_WINDOW_US // (STRIKES - 1) + 1
    assert not any(ledger.failed("x", n * gap_us) for n in range(20))
    assert ledger.failures == 20


def test_waiting_for_a_turn_on_a_busy_machine_is_no_overrun() -> None:
    ledger = Ledger(1000)
    ledger.succeeded(Cost(900, WALL_FLOOR_US), 0)
    assert ledger.overruns == 0
    ledger.succeeded(Cost(900, WALL_FLOOR_US + 1), 0)
    assert ledger.overruns == 1


def test_a_refused_sample_is_not_the_stages_fault() -> None:
    ledger = Ledger(1000)
    for _ in range(2 * STRIKES):
        ledger.refuse("truncated")
    assert (ledger.refused, ledger.failures) == ({"truncated": 2 * STRIKES}, 0)


def test_costs_are_summed_up_as_percentiles() -> None:
    ledger = Ledger(1000)
    for cpu_us in range(1, 101):
        ledger.succeeded(Cost(cpu_us, cpu_us), 0)
    assert ledger.cpu_percentiles_us() == (51, 100)
    assert percentile([], 0.5) == 0


@pytest.mark.parametrize(("budget", "limit"), [(1, HANG_FLOOR_US), (100_000, 5_000_000)])
def test_a_stage_is_given_time_before_it_counts_as_hung(budget: int, limit: int) -> None:
    assert hang_limit_us(budget) == limit
