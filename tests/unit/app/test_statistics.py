import logging

import pytest
import trio

from bridge.app.core_topics import CORE_TOPICS
from bridge.app.statistics import StatisticsService, Usage, measure_usage
from bridge.app.watchdog import Watchdog
from bridge.hub.hub import Hub
from bridge.model.values import BridgeStatistics, LogLine
from bridge.plugin.registry import TopicRegistry
from bridge.testing.fakes import FakeClock


class Links:
    """A front door that has counted something."""

    connection_count = 3
    bytes_in = 10
    bytes_out = 20


def build_service() -> tuple[Hub, StatisticsService]:
    topics = TopicRegistry()
    topics.add(*CORE_TOPICS)
    hub = Hub(FakeClock(7), topics.find)
    return hub, StatisticsService(hub, Links(), Watchdog({}))


async def test_statistics_are_published_for_everyone_who_asks_for_system_topics() -> None:
    hub, service = build_service()
    with hub.subscribe(["sys/**"], name="panel") as panel:
        async with trio.open_nursery() as nursery:
            await nursery.start(service.run)
            found = (await panel.receive()).value_as(BridgeStatistics)
            nursery.cancel_scope.cancel()
    assert (found.connections, found.bytes_in, found.bytes_out) == (3, 10, 20)
    assert (found.uptime_us, found.subscriptions) == (7, 1)
    assert found.rss_bytes > 1_000_000


def test_the_peak_is_remembered() -> None:
    _, service = build_service()
    service.statistics(Usage(1.0, 500))
    assert service.statistics(Usage(1.0, 400)).peak_rss_bytes == 500


def test_processor_time_only_rises() -> None:
    first = measure_usage()
    assert sum(range(300_000)) > 0
    assert measure_usage().cpu_s >= first.cpu_s > 0


async def test_a_slow_reader_is_told_once_per_second_and_not_per_drop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub, service = build_service()
    with (
        caplog.at_level(logging.DEBUG, "gamebridge.drops"),
        hub.subscribe(["device/**"], name="slow"),
    ):
        for n in range(20):
            hub.publish("device/a/log", LogLine("info", str(n)))
        async with trio.open_nursery() as nursery:
            await nursery.start(service.run)
            with hub.subscribe(["sys/**"], name="panel") as panel:
                await panel.receive()
            nursery.cancel_scope.cancel()
    assert [r.getMessage() for r in caplog.records] == ["slow is too slow: dropped 19 samples"]
