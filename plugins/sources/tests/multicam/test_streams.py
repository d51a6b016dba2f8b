"""Which cameras are listed, by which names, and how."""

from datetime import datetime

import msgspec

from bridge_sources.multicam.moments import LocalMoments
from bridge_sources.multicam.streams import Stream
from bridge_sources.records import SourceRecord
from plugins.sources.tests.multicam.conftest import (
    DOOR,
    DOOR_ID,
    DOOR_TOPIC,
    WALL_S,
    Room,
    camera_state,
    door_record,
    sighting,
)

LOCAL = datetime.fromtimestamp(WALL_S).isoformat()  # noqa: DTZ006 - naive is the point.
CAM_TOPIC = "device/cam-1/camera/jpeg"


def test_source_is_listed_as_multicam_does(room: Room) -> None:
    room.sources.put(
        door_record(),
        fps=9.8765,
        frames=42,
        viewers=2,
        is_online=True,
        last_frame_wall=WALL_S,
    )
    (row,) = room.streams.rows()
    assert row.__struct_fields__ == (
        "name",
        "ip_address",
        "port",
        "is_active",
        "fps",
        "frame_count",
        "connected_clients",
        "last_frame_time",
    )
    assert (row.name, row.ip_address, row.port) == (DOOR, "192.168.1.77", 80)
    assert (row.is_active, row.fps, row.frame_count) == (True, 9.88, 42)
    assert (row.connected_clients, row.last_frame_time) == (2, LOCAL)


def test_source_that_rests_and_never_sent_is_listed_too(room: Room) -> None:
    room.sources.put(door_record(is_started=False))
    (row,) = room.streams.rows()
    assert (row.is_active, row.fps, row.last_frame_time) == (False, 0.0, None)


def test_cameras_that_send_by_themselves_are_listed(room: Room) -> None:
    room.devices.known += [
        camera_state("cam-1", "Desk cam"),
        camera_state("cam-2", "Away", online=False),
        camera_state(DOOR_ID, "ESP32 Camera 192.168.1.77"),
    ]
    room.show(CAM_TOPIC)
    door, desk, away = room.streams.rows()
    assert door.name == DOOR
    assert (desk.name, desk.ip_address, desk.port) == ("Desk cam", "10.0.0.5", 0)
    assert (desk.is_active, desk.frame_count, desk.last_frame_time) == (True, 1, LOCAL)
    assert (away.name, away.is_active, away.last_frame_time) == ("Away", False, None)


def test_devices_without_a_camera_are_not(room: Room) -> None:
    state = camera_state("button-1", "Button")
    room.devices.known.append(type(state)("button-1", "Button", True, 0))
    assert len(room.streams.rows()) == 1


def test_sources_that_were_removed_are_forgotten(room: Room) -> None:
    gone = camera_state("old", "Old", online=False)
    room.devices.known.append(msgspec.structs.replace(gone, dialect="multicam"))
    assert [row.name for row in room.streams.rows()] == [DOOR]
    assert room.streams.find("old") is None


def test_names_are_unique_and_each_finds_its_camera(room: Room) -> None:
    room.sources.put(SourceRecord(name="Desk", host="h", id="desk"))
    room.devices.known += [camera_state("cam-1", "Desk"), camera_state("cam-2", "Desk")]
    names = [row.name for row in room.streams.rows()]
    assert names == [DOOR, "Desk", "Desk (cam-1)", "Desk (cam-2)"]
    assert room.streams.find("Desk") == Stream("Desk", "desk", "Desk")
    assert room.streams.find("Desk (cam-2)") == Stream("Desk (cam-2)", "cam-2")
    assert room.streams.find("cam-2") == Stream("Desk (cam-2)", "cam-2")
    assert room.streams.find(DOOR_ID) == Stream(DOOR, DOOR_ID, DOOR)
    assert room.streams.find("nobody") is None


def test_newest_picture_is_found_however_old(room: Room) -> None:
    stream = room.streams.find(DOOR)
    assert stream is not None
    assert stream.topic == DOOR_TOPIC
    assert room.streams.latest(stream) is None
    sample = room.show()
    assert room.streams.latest(stream) is sample
    assert room.streams.moment_of(sample) == LOCAL


def test_offers_are_what_may_be_added_and_is_not(room: Room) -> None:
    room.found.note(sighting(), 1_000_000)
    assert room.streams.offers() == [
        {
            "name": "ESP32 Camera (192.168.1.88)",
            "ip": "192.168.1.88",
            "port": 80,
            "timestamp": LOCAL,
        }
    ]


def test_moment_of_before_is_earlier_on_the_wall_too(room: Room) -> None:
    moments = LocalMoments(room.clock, lambda: WALL_S)
    earlier = datetime.fromisoformat(moments.at(0))
    later = datetime.fromisoformat(moments.now())
    assert (later - earlier).total_seconds() == 1.0
    assert later.tzinfo is None
