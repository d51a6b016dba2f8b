"""What cameras of this system say becomes events; what they are told is in their words."""

import json
from collections.abc import Callable, Iterable

import pytest

from bridge.api import (
    Admitted,
    ClaimMade,
    DeviceFeature,
    Event,
    FaultFound,
    FrameArrived,
    HealthArrived,
    LogArrived,
    Message,
    ReplyDue,
)
from bridge_dialects.s3cam.dialect import S3camDialect
from bridge_dialects.s3cam.surroundings import Guest, Surroundings

MakeJpeg = Callable[[int], bytes]
ADDRESS = "192.168.1.50"
NAME = "s3cam-192-168-1-50"
WALL_S = 1_767_096_000.5
REGISTER = '{"type":"register","device":"camera"}'
LISTED = ",".join(
    f"{number}:{name}"
    for number, name in enumerate(
        (
            "QQVGA(160x120)",
            "QCIF(176x144)",
            "HQVGA(240x176)",
            "QVGA(320x240)",
            "CIF(400x296)",
            "VGA(640x480)",
            "SVGA(800x600)",
            "XGA(1024x768)",
            "HD(1280x720)",
            "SXGA(1280x1024)",
            "UXGA(1600x1200)",
            "FHD(1920x1080)",
            "QXGA(2048x1536)",
        )
    )
)
INFO = f'{{"type":"info","resolutions":"{LISTED}","mode":"Estabilidad","fps":20}}'
HEALTH = (
    '{"type":"health","frames":812,"dropped":3,"heap":8123456,"minHeap":8011111,"rssi":-61,'
    '"uptime":"0h 3m 12s","ip":"10.0.0.1","model":"OV3660","resolution":"VGA (640x480)",'
    '"quality":15}'
)


def hear(dialect: S3camDialect, messages: Iterable[Message], now_us: int = 0) -> list[Event]:
    return [event for message in messages for event in dialect.receive(message, now_us)]


def without_replies(events: list[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, ReplyDue)]


@pytest.fixture
def dialect(around: Surroundings) -> S3camDialect:
    return S3camDialect(around, Guest(ADDRESS))


@pytest.fixture
def joined(dialect: S3camDialect, admitted: Admitted) -> S3camDialect:
    hear(dialect, (REGISTER, INFO))
    dialect.admit(admitted)
    return dialect


def test_a_camera_registers_and_says_what_it_can(dialect: S3camDialect, admitted: Admitted) -> None:
    assert hear(dialect, (REGISTER,)) == []
    (claim,) = hear(dialect, (INFO,))
    assert isinstance(claim, ClaimMade)
    assert (claim.role, claim.id) == ("device", NAME)
    features = {feature.name: feature for feature in claim.features}
    assert features["resolution"].choices[7] == "XGA"
    assert len(features["resolution"].choices) == 13
    assert features["quality"] == DeviceFeature("quality", "setting", "int", 5, 63)
    assert (features["fps"].minimum, features["fps"].maximum) == (1, 30)
    assert features["mode"].default == "stability"
    assert (features["contrast"].minimum, features["contrast"].maximum) == (-2, 2)
    for name in ("exposure", "gain", "whitebalance", "hmirror", "vflip"):
        assert features[name].type == "bool"
    assert [f.name for f in claim.features if f.kind == "action"] == ["stats", "reboot"]
    (reply,) = dialect.admit(admitted)
    assert json.loads(reply) == {
        "status": "ok",
        "message": "Camera registered",
        "server_time": json.loads(reply)["server_time"],
    }
    assert "T" in json.loads(reply)["server_time"]


def test_a_camera_that_says_no_more_is_taken_after_a_second(dialect: S3camDialect) -> None:
    hear(dialect, (REGISTER,), 5)
    assert dialect.next_timer_us == 1_000_005
    assert dialect.check_timers(999_999) == []
    (claim,) = dialect.check_timers(1_000_005)
    assert isinstance(claim, ClaimMade)
    assert len(claim.features) == 13
    assert dialect.next_timer_us is None


def test_a_bare_picture_registers_its_camera(
    dialect: S3camDialect, jpeg: MakeJpeg, admitted: Admitted
) -> None:
    claim, frame = hear(dialect, (jpeg(9_000),))
    assert isinstance(claim, ClaimMade)
    assert frame == FrameArrived(jpeg(9_000))
    assert dialect.admit(admitted) == []
    (reply,) = hear(dialect, (REGISTER,))
    assert isinstance(reply, ReplyDue)


def test_another_list_of_sizes_is_believed(dialect: S3camDialect) -> None:
    info = '{"type":"info","resolutions":"3:BIG(2592x1944),nonsense,9:SMALL(96x96)","fps":99}'
    (claim,) = hear(dialect, (info,))
    assert isinstance(claim, ClaimMade)
    sizes = next(f for f in claim.features if f.name == "resolution")
    assert sizes.choices == ("BIG", "SMALL")
    assert sizes.default == "BIG"


def conversation(jpeg: MakeJpeg, size: int, ending: bool) -> list[Message]:
    """Return how the firmware sends a picture of that size."""
    picture = jpeg(size)
    if size <= 10_000:
        return [picture]
    if size <= 30_000:
        opening = json.dumps({"type": "frame_start", "id": 3, "size": size})
        return [opening, picture, json.dumps({"type": "frame_end", "id": 3})]
    start: dict[str, object] = {"type": "img_start", "id": 7, "size": size}
    start |= {"chunks": -(-size // 1024), "chunkSize": 1024, "width": 1024, "height": 768}
    chunks: list[Message] = [picture[at : at + 1024] for at in range(0, size, 1024)]
    end = json.dumps({"type": "img_end", "id": 7, "size": size, "success": True})
    return [json.dumps(start), *chunks, *([end] if ending else [])]


@pytest.mark.parametrize("ending", [True, False])
@pytest.mark.parametrize("size", [9_999, 10_000, 20_000, 30_000, 48_211])
def test_pictures_of_every_size_arrive(
    joined: S3camDialect, jpeg: MakeJpeg, size: int, ending: bool
) -> None:
    messages = conversation(jpeg, size, ending) * 2
    events = without_replies(hear(joined, messages))
    assert events == [FrameArrived(jpeg(size))] * 2


def test_the_vector_has_48_pieces_and_a_last_one_of_83_bytes(jpeg: MakeJpeg) -> None:
    chunks = conversation(jpeg, 48_211, ending=False)[1:]
    assert (len(chunks), len(chunks[-1])) == (48, 83)


def test_a_start_of_pieces_is_acknowledged_and_counted(
    joined: S3camDialect, jpeg: MakeJpeg, around: Surroundings
) -> None:
    (reply,) = hear(joined, conversation(jpeg, 48_211, ending=False)[:1])
    assert isinstance(reply, ReplyDue)
    told = json.loads(reply.message)
    assert told == {"type": "img_ack", "status": "ready", "timestamp": WALL_S}
    assert around.tally.in_pieces[NAME] == 1


def test_a_restart_in_the_middle_loses_one_picture(
    joined: S3camDialect, jpeg: MakeJpeg, around: Surroundings
) -> None:
    messages = conversation(jpeg, 48_211, ending=True)
    events = without_replies(hear(joined, [*messages[:20], *messages]))
    assert isinstance(events[0], FaultFound)
    assert events[1:] == [FrameArrived(jpeg(48_211))]
    assert around.tally.failed[NAME] == 1


def test_a_reconnect_in_the_middle_begins_afresh(
    joined: S3camDialect, jpeg: MakeJpeg, around: Surroundings
) -> None:
    messages = conversation(jpeg, 48_211, ending=True)
    hear(joined, messages[:20])
    joined.close(1)
    again = S3camDialect(around, Guest(ADDRESS))
    events = without_replies(hear(again, [REGISTER, INFO, *messages]))
    assert isinstance(events[0], ClaimMade)
    assert events[0].id == NAME
    assert events[1:] == [FrameArrived(jpeg(48_211))]


def test_a_stall_of_half_a_minute_loses_one_picture(joined: S3camDialect, jpeg: MakeJpeg) -> None:
    messages = conversation(jpeg, 48_211, ending=True)
    hear(joined, messages[:20], 0)
    due_us = joined.next_timer_us
    assert due_us == 10_000_000
    (fault,) = joined.check_timers(due_us)
    assert isinstance(fault, FaultFound)
    rest = without_replies(hear(joined, messages[20:], 30_000_000))
    assert rest == []
    assert without_replies(hear(joined, messages, 31_000_000)) == [FrameArrived(jpeg(48_211))]


def test_a_lie_about_the_size_costs_no_more_than_the_picture(
    joined: S3camDialect, jpeg: MakeJpeg
) -> None:
    for size in (0, -1, 2**40, "big", None, 6 * 1024 * 1024, 1e300):
        start = json.dumps({"type": "img_start", "id": 1, "size": size, "chunks": 3})
        events = without_replies(hear(joined, (start,)))
        assert [type(event) for event in events] == [FaultFound]
        assert hear(joined, (jpeg(9_000),)) == [FrameArrived(jpeg(9_000))]


def test_health_is_told_with_the_measured_size(joined: S3camDialect, jpeg: MakeJpeg) -> None:
    hear(joined, (jpeg(9_000),))
    (event,) = hear(joined, (HEALTH,))
    assert isinstance(event, HealthArrived)
    health = event.health
    assert (health.frames_sent, health.drops) == (812, {"device": 3})
    assert (health.heap_free_bytes, health.heap_min_bytes) == (8_123_456, 8_011_111)
    assert (health.rssi_dbm, health.uptime_us) == (-61, 192_000_000)
    assert health.settings == {
        "mode": "stability",
        "fps": 20,
        "resolution": "XGA",
        "quality": 15,
        "model": "OV3660",
    }


def test_health_without_a_picture_says_what_the_camera_says(joined: S3camDialect) -> None:
    (event,) = hear(joined, (HEALTH,))
    assert isinstance(event, HealthArrived)
    assert event.health.settings["resolution"] == "VGA"


def test_health_that_is_nonsense_is_taken_as_far_as_it_goes(joined: S3camDialect) -> None:
    text = '{"type":"health","frames":"x","heap":1e300,"rssi":true,"uptime":7,"quality":-4}'
    (event,) = hear(joined, (text,))
    assert isinstance(event, HealthArrived)
    health = event.health
    assert (health.frames_sent, health.heap_free_bytes, health.rssi_dbm) == (None, None, None)
    assert (health.uptime_us, "quality" in health.settings) == (None, False)


def test_status_becomes_a_line_of_the_log(joined: S3camDialect) -> None:
    (event,) = hear(joined, ('{"type":"status","msg":"Dispositivo reiniciando..."}',))
    assert isinstance(event, LogArrived)
    assert event.line.text == "Dispositivo reiniciando..."


def test_cameras_on_this_machine_are_told_apart(around: Surroundings, jpeg: MakeJpeg) -> None:
    names = []
    links = [S3camDialect(around, Guest("127.0.0.1")) for _ in range(2)]
    for link in links:
        (claim, _frame) = link.receive(jpeg(500), 0)
        assert isinstance(claim, ClaimMade)
        names.append(claim.id)
    assert names == ["s3cam-1", "s3cam-2"]
    links[0].close(1)
    (claim, _frame) = S3camDialect(around, Guest("127.0.0.1")).receive(jpeg(500), 2)
    assert isinstance(claim, ClaimMade)
    assert claim.id == "s3cam-1"


def test_pieces_are_kept_for_nobody_without_a_name(
    dialect: S3camDialect, jpeg: MakeJpeg, around: Surroundings
) -> None:
    events = without_replies(hear(dialect, conversation(jpeg, 48_211, ending=False)[:1]))
    assert [type(event) for event in events] == [ClaimMade]
    hear(dialect, ("nonsense", b"nonsense"))
    assert (around.tally.in_pieces, around.tally.failed) == ({}, {})


def test_a_refused_peer_is_told_why(dialect: S3camDialect) -> None:
    (text,) = dialect.refuse("unauthorized", "wrong network")
    assert json.loads(text) == {"status": "error", "message": "wrong network"}
