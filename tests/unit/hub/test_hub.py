import pytest

from bridge.hub.hub import MAX_TOPICS
from bridge.hub.known_topic import KnownTopic
from bridge.model.delivery import Delivery
from bridge.model.sample import FLAG_KEY_FRAME, FLAG_RETAINED
from bridge.model.topics import TopicKind
from bridge.testing.fakes import FakeClock, Items, Number, build_hub


def test_a_sample_reaches_every_reader_whose_pattern_matches_and_each_once() -> None:
    hub = build_hub(FakeClock())
    with (
        hub.subscribe(["x/stream/a", "x/stream/*", "x/**"], name="many") as many,
        hub.subscribe(["x/event/*"], name="other") as other,
    ):
        sample = hub.publish("x/stream/a", Number(1))
        assert many.take_nowait() is sample
        assert many.take_nowait() is None
        assert other.take_nowait() is None


def test_sequence_numbers_rise_by_one_per_topic() -> None:
    hub = build_hub(FakeClock())
    seqs = [hub.publish(f"x/stream/{name}", Number(0)).seq for name in "aab"]
    assert seqs == [1, 2, 1]


def test_times_default_to_now_and_a_capture_is_never_in_the_future() -> None:
    clock = FakeClock(1000)
    hub = build_hub(clock)
    first = hub.publish("x/stream/a", Number(0))
    second = hub.publish("x/stream/a", Number(0), captured_us=2000, received_us=900)
    assert (first.captured_us, first.received_us) == (1000, 1000)
    assert (second.captured_us, second.received_us) == (1000, 900)


def test_every_picture_is_a_key_frame_and_has_a_frame_number() -> None:
    sample = build_hub(FakeClock()).publish("device/a/camera/jpeg", payload=b"j")
    assert sample.flags == FLAG_KEY_FRAME
    assert sample.frame_seq == sample.seq


def test_an_undeclared_topic_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="x/nothing/a"):
        build_hub(FakeClock()).publish("x/nothing/a", Number(1))


@pytest.mark.parametrize("topic", ["x/stream/a", "device/a/camera/jpeg"])
def test_a_topic_carries_only_what_it_was_declared_to(topic: str) -> None:
    with pytest.raises(TypeError, match=topic):
        build_hub(FakeClock()).publish(topic, Items())


def test_only_states_are_retained_for_late_readers() -> None:
    hub = build_hub(FakeClock())
    hub.publish("x/state/a", Number(1))
    hub.publish("x/stream/a", Number(2))
    with hub.subscribe(["x/**"], name="late") as late:
        first = late.take_nowait()
        assert first is not None
        assert (first.topic, first.flags) == ("x/state/a", FLAG_RETAINED)
        assert late.take_nowait() is None


def test_system_topics_are_hidden_from_those_who_ask_for_everything() -> None:
    hub = build_hub(FakeClock())
    with (
        hub.subscribe(["**"], name="all") as everything,
        hub.subscribe(["sys/**"], name="sys") as system,
    ):
        hub.publish("sys/number", Number(1))
        assert everything.take_nowait() is None
        assert system.take_nowait() is not None


def test_a_reader_may_restrict_the_kinds_of_topics() -> None:
    hub = build_hub(FakeClock())
    kinds = frozenset({TopicKind.STREAM})
    with hub.subscribe(["**"], name="values", kinds=kinds) as values:
        hub.publish("device/a/camera/jpeg", payload=b"j")
        assert values.take_nowait() is None
        assert hub.interest("device/a/camera/jpeg").count == 0


def test_interest_counts_readers_and_the_highest_rate_that_they_ask_for() -> None:
    hub = build_hub(FakeClock())
    interest = hub.interest("x/stream/a")
    seen: list[tuple[int, float]] = []
    stop = interest.watch(lambda i: seen.append((i.count, i.max_hz)))
    slow = hub.subscribe(["x/stream/*"], Delivery(hz=5), name="slow")
    fast = hub.subscribe(["x/**"], Delivery(hz=30), name="fast")
    free = hub.subscribe(["x/stream/a"], name="free")
    for subscription in (free, fast, slow):
        subscription.close()
    stop()
    assert seen == [(1, 5.0), (2, 30.0), (3, 0.0), (2, 30.0), (1, 5.0), (0, 0.0)]


def test_a_new_viewer_of_video_asks_for_a_key_frame() -> None:
    hub = build_hub(FakeClock())
    wishes: list[int] = []
    hub.set_key_frame_source("device/a/camera/h264", lambda: wishes.append(1))
    hub.announce("device/a/camera/h264")
    with hub.subscribe(["device/*/camera/h264"], name="viewer"):
        assert wishes == [1]
    hub.set_key_frame_source("device/a/camera/h264", None)
    hub.request_key_frame("device/a/camera/h264")
    assert wishes == [1]


def test_a_passive_reader_takes_what_flows_and_makes_nobody_work() -> None:
    hub = build_hub()
    asked: list[str] = []
    hub.announce("device/cam-1/camera/h264")
    hub.set_key_frame_source("device/cam-1/camera/h264", lambda: asked.append("key frame"))
    passive = hub.subscribe(["device/**"], name="meter", is_passive=True)
    assert hub.interest("device/cam-1/camera/jpeg").count == 0
    assert asked == []
    hub.publish("device/cam-1/camera/jpeg", payload=b"\xff\xd8")
    assert passive.take_nowait() is not None


def test_topic_watchers_see_old_and_new_topics_before_their_samples() -> None:
    hub = build_hub(FakeClock())
    hub.publish("x/stream/a", Number(1))
    seen: list[tuple[str, bool]] = []

    def watch(known: KnownTopic) -> None:
        seen.append((known.topic, known.latest is None))

    stop = hub.watch_topics(watch)
    hub.publish("x/stream/b", Number(1))
    stop()
    hub.publish("x/stream/c", Number(1))
    assert seen == [("x/stream/a", False), ("x/stream/b", True)]


def test_the_number_of_topics_is_bounded() -> None:
    hub = build_hub(FakeClock())
    for n in range(MAX_TOPICS):
        hub.announce(f"x/stream/t{n}")
    with pytest.raises(ValueError, match="topics already"):
        hub.announce("x/stream/more")


def test_drops_are_remembered_when_their_reader_is_gone() -> None:
    hub = build_hub(FakeClock())
    with hub.subscribe(["x/stream/*"], name="slow"):
        hub.publish("x/stream/a", Number(1))
        hub.publish("x/stream/a", Number(2))
    assert hub.drops() == {"replaced": 1, "closed": 1}


def test_a_subscription_without_topics_is_refused() -> None:
    with pytest.raises(ValueError, match="no topics"):
        build_hub(FakeClock()).subscribe([], name="nobody")


def test_interest_in_a_pattern_is_that_in_any_of_its_topics() -> None:
    hub = build_hub(FakeClock())
    interest = hub.interest("x/stream/*")
    with hub.subscribe(["x/**"], name="one"):
        assert interest.count == 1
        with hub.subscribe(["x/stream/b"], name="two"):
            assert interest.count == 2
        with hub.subscribe(["x/items/a"], name="other"):
            assert interest.count == 1
    assert interest.count == 0
