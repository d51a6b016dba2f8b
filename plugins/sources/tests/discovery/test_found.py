"""Cameras that wait for somebody to add them."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bridge_sources.discovery.found import (
    MAX_FOUND,
    MAX_FOUND_PER_ADDRESS,
    FoundCamera,
    FoundCameras,
    Sighting,
    Standing,
)

KEEP_US = 60_000_000


def sighting(
    address: str = "192.168.1.77",
    port: int = 80,
    standing: Standing = "offered",
    rank: int = 3,
    origin: str = "udp",
) -> Sighting:
    return Sighting(
        how="udp",
        name=f"ESP32 Camera ({address})",
        address=address,
        port=port,
        kind="multicam",
        standing=standing,
        rank=rank,
        origin=origin,
        keep_us=KEEP_US,
    )


def test_seeing_a_camera_again_keeps_it() -> None:
    found = FoundCameras()
    found.note(sighting(), 0)
    found.note(sighting(), KEEP_US)
    (camera,) = found.list(2 * KEEP_US)
    assert (camera.first_seen_us, camera.last_seen_us) == (0, KEEP_US)
    assert found.list(2 * KEEP_US + 1) == []


def test_watchers_hear_of_a_camera_once_and_again_after_it_was_gone() -> None:
    found, heard = FoundCameras(), list[FoundCamera]()
    stop = found.watch(heard.append)
    for at_us in (0, KEEP_US, 3 * KEEP_US):
        found.note(sighting(), at_us)
    assert [camera.address for camera in heard] == ["192.168.1.77"] * 2
    stop()
    found.note(sighting("192.168.1.78"), 3 * KEEP_US)
    assert len(heard) == 2


def test_watchers_hear_nothing_of_what_is_not_offered() -> None:
    found, heard = FoundCameras(), list[FoundCamera]()
    found.watch(heard.append)
    found.note(sighting(standing="suspicious"), 0)
    found.note(sighting(port=81, standing="unknown"), 0)
    assert heard == []


def test_a_forged_answer_does_not_spoil_an_honest_camera() -> None:
    found = FoundCameras()
    found.note(sighting(), 0)
    found.note(sighting(standing="suspicious"), 1)
    (camera,) = found.list(2)
    assert (camera.standing, camera.last_seen_us) == ("offered", 0)


def test_an_honest_answer_clears_a_suspicion() -> None:
    found, heard = FoundCameras(), list[FoundCamera]()
    found.watch(heard.append)
    found.note(sighting(standing="suspicious"), 0)
    found.note(sighting(), 1)
    assert found.list(2)[0].standing == "offered"
    assert len(heard) == 1


def test_who_knows_less_does_not_overrule() -> None:
    found = FoundCameras()
    found.note(sighting(rank=3), 0)
    found.note(msgspec.structs.replace(sighting(rank=0), kind="auto", standing="unknown"), 5)
    (camera,) = found.list(6)
    assert (camera.kind, camera.standing, camera.last_seen_us) == ("multicam", "offered", 5)


def test_a_goodbye_drops_what_it_is_about() -> None:
    found = FoundCameras()
    found.note(msgspec.structs.replace(sighting(origin="cam._http"), keep_us=0), 0)
    found.note(sighting("192.168.1.78"), 0)
    found.forget("cam._http")
    assert [camera.address for camera in found.list(1)] == ["192.168.1.78"]


def test_the_list_says_what_is_added_and_puts_offers_first() -> None:
    found = FoundCameras(lambda address, port: (address, port) == ("192.168.1.78", 80))
    found.note(sighting("192.168.1.76", standing="suspicious"), 0)
    found.note(sighting("192.168.1.77", standing="unknown"), 0)
    found.note(sighting("192.168.1.78"), 0)
    assert [(c.standing, c.is_added) for c in found.list(1)] == [
        ("offered", True),
        ("unknown", False),
        ("suspicious", False),
    ]


def test_a_camera_is_found_by_key_name_or_address() -> None:
    found = FoundCameras()
    found.note(sighting(), 0)
    for wanted in ("192.168.1.77-80", "ESP32 Camera (192.168.1.77)", "192.168.1.77"):
        assert found.find(wanted, 1) is not None
    found.note(sighting(port=81), 0)
    assert found.find("192.168.1.77", 1) is None
    assert found.find("nobody", 1) is None


def test_one_address_gets_few_places_and_the_rest_is_counted() -> None:
    found = FoundCameras()
    for port in range(1, 100):
        found.note(sighting(port=port), 0)
    assert len(found.list(1)) == MAX_FOUND_PER_ADDRESS
    assert found.refused == 99 - MAX_FOUND_PER_ADDRESS
    assert found.note(sighting("192.168.1.78"), 1) is not None


def test_there_is_room_again_when_old_ones_are_gone() -> None:
    found = FoundCameras()
    for n in range(MAX_FOUND + 5):
        found.note(sighting(f"10.0.{n // 256}.{n % 256}"), 0)
    assert len(found.list(1)) == MAX_FOUND
    assert found.note(sighting("10.9.9.9"), KEEP_US + 1) is not None
    assert len(found.list(KEEP_US + 1)) == 1


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(1, 20),
            st.sampled_from(["offered", "unknown", "suspicious"]),
            st.integers(0, 40_000_000),
        ),
        max_size=80,
    )
)
def test_the_table_is_bounded_whatever_comes(steps: list[tuple[int, int, Standing, int]]) -> None:
    found, now_us = FoundCameras(), 0
    for host, port, standing, later_us in steps:
        now_us += later_us
        found.note(sighting(f"10.0.{host // 256}.{host % 256}", port, standing), now_us)
        listed = found.list(now_us)
        assert len(listed) <= MAX_FOUND
        assert all(now_us - camera.last_seen_us <= KEEP_US for camera in listed)
