"""Finders that work all the time or while somebody searches, and what is added then."""

import pytest
import trio

from bridge_sources.discovery.service import KEEP_SCANNED_US, Discovery
from bridge_sources.wishes import AddWish
from plugins.sources.tests.discovery.conftest import KEY, Bench, web_server

ADDRESS = "192.168.1.77"


async def test_nothing_works_until_somebody_searches(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    bench = Bench()
    await nursery.start(_run, bench.discovery)
    await trio.testing.wait_all_tasks_blocked()
    assert (bench.finder.running, bench.listener.running) == (0, 0)
    found = await bench.discovery.scan(3)
    assert [camera.key for camera in found] == [KEY]
    assert (bench.finder.running, bench.listener.running) == (0, 0)


async def _run(discovery: Discovery, *, task_status: trio.TaskStatus[None]) -> None:
    await discovery.run(task_status=task_status)


async def test_finders_that_are_switched_on_work_all_the_time(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    bench = Bench(asking=True, listening=True)
    await nursery.start(_run, bench.discovery)
    await trio.testing.wait_all_tasks_blocked()
    assert (bench.finder.running, bench.listener.running) == (1, 1)
    await bench.discovery.scan(3)
    assert (bench.finder.running, bench.listener.running, bench.finder.asked) == (1, 1, 1)


async def test_two_searches_at_a_time_are_one(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    bench = Bench()
    began_s = trio.current_time()
    nursery.start_soon(bench.discovery.scan, 3)
    await trio.testing.wait_all_tasks_blocked()
    assert bench.discovery.is_searching
    assert len(await bench.discovery.scan(30)) == 1
    assert trio.current_time() - began_s == 3
    assert not bench.discovery.is_searching


async def test_a_found_camera_is_added_with_what_was_found() -> None:
    bench = Bench()
    bench.finder.see()
    status = await bench.discovery.add(KEY, AddWish())
    assert status.record.name == f"ESP32 Camera ({ADDRESS})"
    assert (status.record.host, status.record.port, status.record.kind) == (ADDRESS, 80, "multicam")
    assert bench.discovery.cameras()[0].is_added


async def test_wishes_for_name_kind_and_rate_are_followed() -> None:
    bench = Bench()
    bench.finder.see()
    wish = AddWish(name="Porch", kind="cameraserver", hz=0.5)
    record = (await bench.discovery.add(KEY, wish)).record
    assert (record.name, record.kind, record.hz) == ("Porch", "cameraserver", 0.5)


async def test_a_second_camera_of_the_same_name_gets_its_address_behind() -> None:
    bench = Bench()
    for address in ("192.168.1.80", "192.168.1.81"):
        bench.discovery.note_announced(web_server("esp32cam", address))
        await bench.discovery.add(f"{address}-80", AddWish())
    names = [status.record.name for status in bench.book.added]
    assert names == ["esp32cam", "esp32cam (192.168.1.81)"]


async def test_a_suspicious_camera_is_not_added() -> None:
    bench = Bench()
    bench.finder.see(claimed="192.168.1.1")
    with pytest.raises(ValueError, match=r"says that it is 192\.168\.1\.1"):
        await bench.discovery.add(KEY, AddWish())
    assert bench.book.added == []


async def test_what_was_not_found_is_a_keyerror_and_a_bad_name_a_valueerror() -> None:
    bench = Bench()
    with pytest.raises(KeyError):
        await bench.discovery.add(KEY, AddWish())
    bench.finder.see()
    with pytest.raises(ValueError, match="name"):
        await bench.discovery.add(KEY, AddWish(name="<b>"))


async def test_an_unknown_web_server_is_asked_once_somebody_wants_it() -> None:
    bench = Bench()
    bench.discovery.note_announced(web_server("thing"))
    assert bench.discovery.cameras()[0].standing == "unknown"
    assert (await bench.discovery.add(KEY, AddWish())).record.kind == "auto"


def test_what_a_search_heard_by_mdns_is_forgotten_in_time() -> None:
    bench = Bench()
    bench.discovery.note_announced(web_server("esp32cam"))
    bench.clock.advance(KEEP_SCANNED_US)
    assert bench.discovery.cameras()
    bench.clock.advance(1)
    assert not bench.discovery.cameras()
    steady = Bench(listening=True)
    steady.discovery.note_announced(web_server("esp32cam"))
    steady.clock.advance(10 * KEEP_SCANNED_US)
    assert steady.discovery.cameras()


async def test_health_names_what_does_not_work(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    bench = Bench(asking=True, listening=True, fault="No such device")
    bench.finder.statistics.fault = "UDP port 8888: Address already in use"
    await nursery.start(_run, bench.discovery)
    await trio.testing.wait_all_tasks_blocked()
    (first, second, third) = bench.report()
    assert first[0] == second[0] == "warning"
    assert "8888: Address already in use" in first[1]
    assert "mDNS: No such device" in second[1]
    assert third == ("ok", "discovery: 1 found cameras are not added")


def test_health_has_nothing_to_say_while_nothing_is_switched_on() -> None:
    assert Bench().report() == []


async def test_listening_begins_again_in_another_network_and_after_a_failure(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    bench = Bench(listening=True, fault="No such device")
    await nursery.start(_run, bench.discovery)
    await trio.sleep(1)
    assert bench.discovery.faults == ["mDNS: No such device"]
    bench.listener.fault = ""
    await trio.sleep(20)
    assert (bench.listener.running, bench.listener.starts) == (1, 2)
    await trio.sleep(100)
    assert (bench.discovery.faults, bench.listener.starts) == ([], 2)
    bench.networks = ["10.0.0.255"]
    await trio.sleep(20)
    assert (bench.listener.running, bench.listener.starts) == (1, 3)
