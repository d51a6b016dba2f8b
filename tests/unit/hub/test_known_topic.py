import pytest

from bridge.testing.fakes import FakeClock, Number, build_hub


def test_the_rate_follows_what_was_published_lately() -> None:
    clock = FakeClock(10)
    hub = build_hub(clock)
    for n in range(300):
        hub.publish("x/stream/a", Number(n))
        clock.advance(33_333)
    (found,) = hub.topics()
    assert found.hz == pytest.approx(30, rel=0.05)
    assert (found.count, found.subscribers) == (300, 0)
    clock.advance(3_000_000)
    assert hub.topics()[0].hz == 0.0


def test_media_are_counted_in_bytes() -> None:
    hub = build_hub(FakeClock())
    hub.publish("device/a/camera/jpeg", payload=b"12345")
    hub.publish("device/a/camera/jpeg", payload=b"123")
    assert hub.topics()[0].bytes == 8
