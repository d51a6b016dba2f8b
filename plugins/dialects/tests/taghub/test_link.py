"""Devices on a WebSocket, word by word."""

import json

import pytest

from bridge.api import Ack, AckStage, Call, CommandAcked, FrameArrived, TagsArrived
from bridge_dialects.taghub.settings import TaghubSettings
from plugins.dialects.tests.taghub.conftest import JPEG, TOKEN, WALL_S, WAVESHARE, Hub

GREETING = {"event": "connection_success", "message": "WebSocket connected - send identify event"}
ACK = {"event": "apriltag_ack", "status": "received"}
TAG = {"event": "apriltag_data", **WAVESHARE}


def identify(token: str | None = TOKEN, **more: object) -> dict[str, object]:
    data: dict[str, object] = {"type": "esp32", "device": "Waveshare-ESP32-S3-Touch-LCD-2", **more}
    if token is not None:
        data["auth_token"] = token
    return {"event": "identify", "data": data}


def auth_failed(error: str) -> dict[str, object]:
    return {
        "event": "auth_failed",
        "error": error,
        "message": "Authentication required - check your auth_token",
    }


def loads(messages: list[object]) -> list[object]:
    return [json.loads(message) for message in messages if isinstance(message, str)]


def test_conversation_of_the_current_firmware(hub: Hub) -> None:
    talk = hub.talk()
    assert loads([*talk.begin()]) == [GREETING]
    assert talk.link.manners.first_word_us > 0
    welcome = talk.hear(identify())
    assert loads([*welcome]) == [{"event": "identify_success", "client_type": "esp32"}]
    assert talk.claims[0].id == "taghub-192-168-1-50"
    assert talk.claims[0].name == "Waveshare-ESP32-S3-Touch-LCD-2"
    assert loads([*talk.hear(TAG)]) == [ACK]
    (told,) = talk.taken
    assert isinstance(told, TagsArrived)
    assert told.tags.tags[0].raw == WAVESHARE
    pong = loads([*talk.hear({"event": "ping", "uptime": 5})])
    assert pong == [{"event": "pong", "timestamp": WALL_S}]
    assert not talk.faults


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "Missing auth_token"), ("", "Missing auth_token"), ("wrong", "Invalid auth_token")],
)
def test_refused_device_keeps_its_link_and_its_data_is_not_taken(
    hub: Hub, token: str | None, error: str
) -> None:
    talk = hub.talk()
    assert talk.link.manners.stays_when_refused
    assert loads([*talk.hear(identify(token))]) == [auth_failed(error)]
    assert talk.hear(TAG) == []
    assert talk.hear(JPEG) == []
    assert talk.taken == []
    assert talk.faults == ["not_admitted", "not_admitted"]
    assert loads([*talk.hear(identify())]) == [
        {"event": "identify_success", "client_type": "esp32"}
    ]
    assert loads([*talk.hear(TAG)]) == [ACK]


def test_unidentified_device_is_known_by_its_tags_and_needs_the_token(hub: Hub) -> None:
    talk = hub.talk()
    assert loads([*talk.hear(TAG)]) == [auth_failed("Missing auth_token")]
    assert talk.hear(TAG) == []
    assert talk.taken == []
    assert len(talk.claims) == 1


def test_on_this_machine_no_token_is_needed_while_none_is_set() -> None:
    hub = Hub(TaghubSettings())
    talk = hub.talk("127.0.0.1")
    assert loads([*talk.hear(TAG)]) == [ACK]
    assert talk.claims[0].id == "taghub-1"
    assert talk.claims[0].name == "Waveshare-ESP32-S3"
    assert len(talk.taken) == 1
    assert loads([*talk.hear(identify("anything"))]) == [
        {"event": "identify_success", "client_type": "esp32"}
    ]
    stranger = hub.talk("192.168.1.50")
    assert loads([*stranger.hear(identify("anything"))]) == [auth_failed("Invalid auth_token")]


def test_picture_before_identify_shows_a_device() -> None:
    hub = Hub(TaghubSettings())
    talk = hub.talk("127.0.0.1")
    assert talk.hear(JPEG) == []
    assert talk.taken == [FrameArrived(JPEG)]
    assert talk.claims[0].role == "device"


def test_what_is_no_picture_is_a_fault(hub: Hub) -> None:
    talk = hub.device()
    talk.hear(b"GIF89a")
    assert talk.faults == ["not_jpeg"]


def test_list_of_the_first_firmware_is_taken_without_an_event(hub: Hub) -> None:
    talk = hub.device()
    tag = {"id": 5, "yaw": 1, "pitch": 2, "roll": 3, "x": 0.1, "y": 0.1, "z": -0.5}
    assert loads([*talk.hear({"tags": [tag, tag | {"id": 6}]})]) == [ACK]
    (told,) = talk.taken
    assert isinstance(told, TagsArrived)
    assert [found.tag_id for found in told.tags.tags] == [5, 6]


def test_nested_and_single_quoted_words_are_taken(hub: Hub) -> None:
    talk = hub.device()
    talk.hear({"event": "apriltag_data", "data": WAVESHARE})
    talk.hear("{'event':'apriltag_data','tag_id':9,'yaw':0}")
    ids = [t.tags.tags[0].tag_id for t in talk.taken if isinstance(t, TagsArrived)]
    assert ids == [5, 9]


def test_sloppy_words_are_faults_and_nothing_more(hub: Hub) -> None:
    talk = hub.device()
    talk.hear({"event": "video_frame"})
    talk.hear({"event": "pong"})
    assert talk.faults == []
    talk.hear("hello")
    talk.hear({"event": "apriltag_data", "tag_id": "five"})
    talk.hear(TAG | {"z_cm": 42})
    talk.hear({"event": "identify", "data": {"type": "toaster"}})
    talk.hear({"event": "identify", "data": {"type": "gdevelop"}})
    assert talk.faults == [
        "bad_json",
        "no_tag",
        "pose_behind_camera",
        "unknown_type",
        "claimed_twice",
    ]


def test_interval_is_set_in_the_device_s_words(hub: Hub) -> None:
    talk = hub.device()
    call = Call("c1", "taghub-192-168-1-50", "set", {"video_interval_ms": 2000})
    (text,) = talk.link.send_call(call)
    assert json.loads(text) == {"event": "set_video_interval", "interval_ms": 2000}
    assert talk.link.next_timer_us == 0
    talk.tick(5)
    (acked,) = talk.taken
    assert isinstance(acked, CommandAcked)
    assert acked.ack == Ack("c1", AckStage.APPLIED, text=acked.ack.text, value=2000)
    assert talk.link.next_timer_us is None
    for method, args in (("set", {"x": 1}), ("reboot", {}), ("set", {"video_interval_ms": "2"})):
        with pytest.raises(ValueError, match="video_interval_ms"):
            talk.link.send_call(Call("c2", "d", method, dict(args)))


def test_name_is_given_back() -> None:
    hub = Hub(TaghubSettings())
    first = hub.talk("127.0.0.1")
    first.hear(identify(None))
    second = hub.talk("127.0.0.1")
    second.hear(identify(None))
    assert [first.claims[0].id, second.claims[0].id] == ["taghub-1", "taghub-2"]
    assert hub.board.links["device"] == 2
    first.link.close(0)
    third = hub.talk("127.0.0.1")
    third.hear(identify(None))
    assert third.claims[0].id == "taghub-1"
    assert hub.board.links["device"] == 2
