from bridge.app.clock import SystemClock


def test_time_starts_at_zero_and_never_steps_back() -> None:
    clock = SystemClock()
    times = [clock.now_us() for _ in range(1000)]
    assert 0 <= times[0] < 1_000_000
    assert times == sorted(times)
