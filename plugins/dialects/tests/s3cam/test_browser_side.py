"""Pages of this system see any camera, and command it in their own words."""

import json
from collections.abc import Callable, Iterable, Sequence

import msgspec
import pytest

from bridge.api import (
    Admitted,
    CallRequested,
    ClaimMade,
    DeviceFeature,
    DeviceHealth,
    DeviceState,
    Event,
    FaultFound,
    Message,
    ReplyDue,
    Sample,
    SamplesWanted,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge_dialects.s3cam.dialect import S3camDialect
from bridge_dialects.s3cam.surroundings import Guest, Surroundings
from bridge_dialects.s3cam.tally import MAX_WAITING

MakeCamera = Callable[[str], DeviceState]
ADDRESS = "192.168.1.60"
REGISTER = '{"type":"register","device":"browser","timestamp":1}'
STATES = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "Who.", DeviceState)
HEALTH = TopicSpec(parse_pattern("device/*/health"), TopicKind.STATE, "How.", DeviceHealth)


def hear(dialect: S3camDialect, messages: Iterable[Message], now_us: int = 0) -> list[Event]:
    return [event for message in messages for event in dialect.receive(message, now_us)]


def show(dialect: S3camDialect, state: DeviceState, now_us: int = 0) -> Sequence[Message]:
    sample = Sample(f"device/{state.id}/state", STATES, 1, 0, 0, state)
    return dialect.send_sample(sample, now_us)


def wanted(events: Iterable[Event]) -> dict[int, tuple[str, ...]]:
    return {event.sub: event.patterns for event in events if isinstance(event, SamplesWanted)}


def command(cmd: str, val: object) -> str:
    return json.dumps({"type": "command", "cmd": cmd, "val": val, "timestamp": 1})


@pytest.fixture
def page(around: Surroundings) -> S3camDialect:
    return S3camDialect(around, Guest(ADDRESS))


def test_a_page_sees_the_last_picture_and_then_how_things_are(
    page: S3camDialect,
    known: list[DeviceState],
    pictures: dict[str, bytes],
    camera: MakeCamera,
    admitted: Admitted,
) -> None:
    known.append(camera("cam-1"))
    pictures["cam-1"] = b"picture"
    claim, *rest = hear(page, (REGISTER,))
    assert isinstance(claim, ClaimMade)
    assert (claim.role, claim.id) == ("game", "s3cam-page-192-168-1-60")
    assert wanted(rest) == {
        0: ("device/*/state",),
        1: ("device/cam-1/camera/jpeg",),
        2: ("device/cam-1/health",),
    }
    picture, status = page.admit(admitted)
    assert picture == b"picture"
    assert json.loads(status) == {
        "type": "status",
        "camera_connected": True,
        "stats": {"connected": True},
    }


def test_a_page_without_a_camera_is_told_so_and_then_of_its_coming(
    page: S3camDialect, camera: MakeCamera, admitted: Admitted, pictures: dict[str, bytes]
) -> None:
    assert wanted(hear(page, (REGISTER,)))[1] == ()
    (status,) = page.admit(admitted)
    assert json.loads(status)["camera_connected"] is False
    (status,) = show(page, camera("cam-1"), 7)
    assert json.loads(status)["camera_connected"] is True
    assert page.next_timer_us == 7
    pictures["cam-1"] = b"picture"
    *wishes, picture = page.check_timers(7)
    assert wanted(wishes)[1] == ("device/cam-1/camera/jpeg",)
    assert picture == ReplyDue(b"picture")
    assert page.next_timer_us is None
    (status,) = show(page, msgspec.structs.replace(camera("cam-1"), online=False), 9)
    assert json.loads(status)["camera_connected"] is False
    assert wanted(page.check_timers(9))[1] == ()


def test_a_page_may_ask_for_one_camera(
    around: Surroundings, known: list[DeviceState], camera: MakeCamera
) -> None:
    known += [camera("cam-1"), camera("cam-2")]
    page = S3camDialect(around, Guest(ADDRESS, "cam-2"))
    assert wanted(hear(page, (REGISTER,)))[1] == ("device/cam-2/camera/jpeg",)


def test_pages_are_counted_while_they_are_here(
    page: S3camDialect, around: Surroundings, admitted: Admitted
) -> None:
    hear(page, (REGISTER,))
    assert around.tally.pages == 0
    page.admit(admitted)
    hear(page, (REGISTER,))
    assert around.tally.pages == 1
    page.close(1)
    page.close(2)
    assert around.tally.pages == 0


def test_pictures_go_out_as_they_are(
    page: S3camDialect, known: list[DeviceState], camera: MakeCamera
) -> None:
    known.append(camera("cam-1"))
    hear(page, (REGISTER,))
    sample = Sample("device/cam-1/camera/jpeg", STATES, 1, 0, 0, None, b"picture")
    assert page.send_sample(sample, 0) == (b"picture",)


def test_health_of_any_camera_is_told_in_the_words_of_these(
    page: S3camDialect, known: list[DeviceState], camera: MakeCamera
) -> None:
    known.append(camera("cam-1"))
    hear(page, (REGISTER,))
    health = DeviceHealth(
        frames_sent=812,
        drops={"device": 2, "other": 1},
        heap_free_bytes=5,
        heap_min_bytes=4,
        rssi_dbm=-61,
        uptime_us=192_500_000,
        settings={"resolution": "XGA", "quality": 15, "model": "OV3660"},
    )
    (text,) = page.send_sample(Sample("device/cam-1/health", HEALTH, 1, 0, 0, health), 0)
    told = json.loads(text)
    assert (told["type"], set(told)) == ("camera_health", {"type", "data", "server_time"})
    assert told["data"] == {
        "type": "health",
        "frames": 812,
        "dropped": 3,
        "heap": 5,
        "minHeap": 4,
        "rssi": -61,
        "uptime": "0h 3m 12s",
        "ip": "192.168.1.50",
        "model": "OV3660",
        "resolution": "XGA (1024x768)",
        "quality": 15,
    }


@pytest.mark.parametrize(
    ("cmd", "val", "expected"),
    [
        ("quality", 12, ("set", {"quality": 12})),
        ("quality", "12", ("set", {"quality": 12})),
        ("QUALITY", 12.0, ("set", {"quality": 12})),
        ("resolution", 7, ("set", {"resolution": "XGA"})),
        ("mode", "Speed", ("set", {"mode": "speed"})),
        ("mode", "0", ("set", {"mode": "speed"})),
        ("mode", "estabilidad", ("set", {"mode": "stability"})),
        ("brightness", -2, ("set", {"brightness": -2})),
        ("hmirror", 1, ("set", {"hmirror": True})),
        ("vflip", "off", ("set", {"vflip": False})),
        ("gain", True, ("set", {"gain": True})),
        ("reboot", "", ("reboot", {})),
        ("stats", None, ("stats", {})),
    ],
)
def test_commands_become_calls(
    page: S3camDialect,
    known: list[DeviceState],
    camera: MakeCamera,
    cmd: str,
    val: object,
    expected: tuple[str, dict[str, object]],
) -> None:
    known.append(camera("cam-1"))
    hear(page, (REGISTER,))
    (event,) = hear(page, (command(cmd, val),))
    assert isinstance(event, CallRequested)
    assert event.call.target == "cam-1"
    assert (event.call.method, event.call.args) == expected


def test_another_system_is_commanded_in_its_words(
    page: S3camDialect, known: list[DeviceState]
) -> None:
    features = (
        DeviceFeature("framesize", "setting", "enum", choices=("QVGA", "VGA")),
        DeviceFeature("awb", "setting", "bool"),
        DeviceFeature("restart", "action"),
    )
    topics = ("device/cam-9/camera/jpeg",)
    known.append(DeviceState("cam-9", "Desk", True, 0, topics=topics, features=features))
    hear(page, (REGISTER,))
    messages = (command("resolution", 5), command("whitebalance", 1), command("reboot", ""))
    calls = [event.call for event in hear(page, messages) if isinstance(event, CallRequested)]
    assert [(call.method, call.args) for call in calls] == [
        ("set", {"framesize": "VGA"}),
        ("set", {"awb": True}),
        ("restart", {}),
    ]


@pytest.mark.parametrize(
    "text", [command("flash", 1), command("quality", "much"), command("", 1), command("mode", 7)]
)
def test_what_the_camera_does_not_take_is_a_fault(
    page: S3camDialect, known: list[DeviceState], camera: MakeCamera, text: str
) -> None:
    known.append(camera("cam-1"))
    hear(page, (REGISTER,))
    (event,) = hear(page, (text,))
    assert isinstance(event, FaultFound)
    assert event.code == "bad_command"


def test_commands_wait_for_a_camera_that_is_not_here(
    around: Surroundings, known: list[DeviceState], camera: MakeCamera, admitted: Admitted
) -> None:
    page = S3camDialect(around, Guest(ADDRESS))
    hear(page, (REGISTER,))
    page.admit(admitted)
    messages = [command("vflip", 1), command("quality", 12), command("reboot", "")]
    assert hear(page, messages) == []
    assert [w.cmd for w in around.waiting.peek(0)] == ["reboot", "quality", "vflip"]
    known.append(camera("cam-1"))
    (event,) = hear(page, (command("fps", 3),))
    assert isinstance(event, CallRequested)


def test_a_command_that_comes_first_waits_once_its_sender_is_let_in(
    page: S3camDialect, around: Surroundings, admitted: Admitted
) -> None:
    hear(page, (command("reboot", ""),))
    assert around.waiting.size(0) == 0
    page.admit(admitted)
    assert [w.cmd for w in around.waiting.peek(0)] == ["reboot"]


def test_a_page_of_no_origin_may_only_watch(
    around: Surroundings, known: list[DeviceState], camera: MakeCamera
) -> None:
    known.append(camera("cam-1"))
    page = S3camDialect(around, Guest(ADDRESS, may_command=False))
    claim, *wishes = hear(page, (REGISTER,))
    assert isinstance(claim, ClaimMade)
    assert claim.role == "viewer"
    assert wanted(wishes)[1] == ("device/cam-1/camera/jpeg",)
    (fault,) = hear(page, (command("reboot", ""),))
    assert isinstance(fault, FaultFound)
    assert fault.code == "forbidden"


def test_figures_are_told_on_request(page: S3camDialect) -> None:
    hear(page, (REGISTER,))
    (reply,) = hear(page, ('{"type":"request_stats"}',))
    assert isinstance(reply, ReplyDue)
    told = json.loads(reply.message)
    assert told == {
        "type": "server_stats",
        "data": {"connected": False},
        "timestamp": 1_767_096_000.5,
    }


def test_a_program_may_command_without_a_name_and_sees_no_pictures(
    page: S3camDialect, known: list[DeviceState], camera: MakeCamera, admitted: Admitted
) -> None:
    known.append(camera("cam-1"))
    claim, states, call = hear(page, (command("quality", 12),))
    assert isinstance(claim, ClaimMade)
    assert isinstance(call, CallRequested)
    assert wanted((states,)) == {0: ("device/*/state",)}
    assert page.admit(admitted) == ()
    assert show(page, msgspec.structs.replace(camera("cam-1"), online=False)) == ()
    status, pictures, _health = hear(page, (REGISTER,))
    assert isinstance(status, ReplyDue)
    assert wanted((pictures,)) == {1: ()}


def test_there_is_an_end_to_what_waits(
    page: S3camDialect, around: Surroundings, admitted: Admitted
) -> None:
    hear(page, (REGISTER,))
    page.admit(admitted)
    for number in range(MAX_WAITING):
        assert hear(page, (command(f"x{number}", 1),)) == []
    (fault,) = hear(page, (command("one-more", 1),))
    assert isinstance(fault, FaultFound)
    assert fault.code == "queue_full"
    assert around.waiting.size(0) == MAX_WAITING


def test_what_a_page_has_no_words_for_is_left_out(page: S3camDialect) -> None:
    hear(page, (REGISTER,))
    assert page.send_sample(Sample("device/cam-1/log", HEALTH, 1, 0, 0), 0) == ()
    (fault,) = hear(page, ('{"type":"sing"}',))
    assert isinstance(fault, FaultFound)
    assert fault.code == "unknown_message"
