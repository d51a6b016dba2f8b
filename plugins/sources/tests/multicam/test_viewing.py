"""What a viewer has joined: subscriptions, the cached picture, names, bounds."""

import json

from bridge.api import Event, FaultFound, ReplyDue, SamplesWanted
from bridge_sources.multicam.discovered import FOUND_TOPIC, DiscoveredCamera
from bridge_sources.multicam.viewing import MAX_JOINED, Viewing
from bridge_sources.multicam.words import Wish, write_plain
from plugins.sources.tests.multicam.conftest import (
    DOOR,
    DOOR_ID,
    DOOR_TOPIC,
    Room,
    camera_state,
    door_record,
    sighting,
)


def viewing(room: Room) -> Viewing:
    return Viewing(room.streams, write_plain)


def join(name: str = DOOR) -> Wish:
    return Wish(True, name)


def patterns(events: list[Event]) -> list[tuple[str, ...]]:
    return [event.patterns for event in events if isinstance(event, SamplesWanted)]


def test_viewer_wants_news_of_cameras_from_the_start(room: Room) -> None:
    assert patterns(viewing(room).begin()) == [(FOUND_TOPIC,)]


def test_join_subscribes_and_leave_ends_it(room: Room) -> None:
    viewer = viewing(room)
    (wanted,) = viewer.grant(join())
    assert isinstance(wanted, SamplesWanted)
    assert wanted.patterns == (DOOR_TOPIC,)
    assert viewer.grant(Wish(False, DOOR)) == [SamplesWanted((), sub=wanted.sub)]
    assert viewer.joined == ()


def test_cached_picture_comes_right_after_the_join_and_before_others(room: Room) -> None:
    room.show(number=3)
    cached, wanted = viewing(room).grant(join())
    assert isinstance(cached, ReplyDue)
    assert json.loads(str(cached.message))["data"]["stream_name"] == DOOR
    assert isinstance(wanted, SamplesWanted)


def test_big_cached_picture_is_left_to_the_next_sample(room: Room) -> None:
    room.show(length=200_000)
    assert patterns(viewing(room).grant(join())) == [(DOOR_TOPIC,)]


def test_unknown_names_are_ignored(room: Room) -> None:
    viewer = viewing(room)
    assert viewer.grant(join("nobody")) == []
    assert viewer.grant(Wish(False, "nobody")) == []


def test_joining_twice_changes_nothing(room: Room) -> None:
    viewer = viewing(room)
    viewer.grant(join())
    assert viewer.grant(join()) == []


def test_stream_that_is_joined_by_name_and_by_id_is_shown_under_both(room: Room) -> None:
    viewer = viewing(room)
    viewer.grant(join())
    assert viewer.grant(join(DOOR_ID)) == []
    shown = [json.loads(text)["data"]["stream_name"] for text in viewer.show(room.show())]
    assert shown == [DOOR, DOOR_ID]
    assert viewer.grant(Wish(False, DOOR)) == []
    assert len(viewer.show(room.show())) == 1


def test_any_camera_of_the_bridge_can_be_joined(room: Room) -> None:
    room.devices.known.append(camera_state("cam-1", "Desk cam"))
    viewer = viewing(room)
    assert patterns(viewer.grant(join("Desk cam"))) == [("device/cam-1/camera/jpeg",)]
    (text,) = viewer.show(room.show("device/cam-1/camera/jpeg"))
    assert json.loads(text)["data"]["stream_name"] == "Desk cam"


def test_sample_of_a_stream_that_was_left_is_not_shown(room: Room) -> None:
    viewer = viewing(room)
    viewer.grant(join())
    viewer.leave_all()
    assert list(viewer.show(room.show())) == []


def test_streams_of_one_viewer_are_bounded(room: Room) -> None:
    for number in range(MAX_JOINED + 1):
        name = f"cam {number}"
        room.sources.put(door_record().__class__(name=name, host="h", id=f"cam-{number}"))
    viewer = viewing(room)
    for number in range(MAX_JOINED):
        assert len(patterns(viewer.grant(join(f"cam {number}")))) == 1
    (fault,) = viewer.grant(join(f"cam {MAX_JOINED}"))
    assert isinstance(fault, FaultFound)
    assert len(viewer.begin()) == 1 + MAX_JOINED


def test_discovered_camera_is_told_as_multicam_does(room: Room) -> None:
    sample = room.hub.publish(FOUND_TOPIC, DiscoveredCamera("Cam", "10.0.0.7", 80))
    (text,) = viewing(room).show(sample)
    told = json.loads(text)
    assert told["event"] == "camera_discovered"
    assert list(told["data"]) == ["name", "ip", "port", "timestamp"]


def test_offers_of_before_are_told_to_who_comes_late(room: Room) -> None:
    room.found.note(sighting(), 1_000_000)
    (text,) = viewing(room).offers()
    assert json.loads(text)["data"]["ip"] == "192.168.1.88"
