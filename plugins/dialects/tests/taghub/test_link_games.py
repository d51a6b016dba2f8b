"""Games on a WebSocket: who they are, and what they are told."""

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from bridge.api import (
    DeviceState,
    Intrinsics,
    Pose,
    PoseSolution,
    Quaternion,
    RemoteProtocolError,
    SamplesWanted,
    TagDetection,
    TagDetections,
    TagsArrived,
    Vector3,
)
from bridge_dialects.taghub.settings import TaghubSettings
from plugins.dialects.tests.taghub.conftest import (
    JPEG,
    TOKEN,
    WALL_S,
    WAVESHARE,
    Hub,
    tags_sample,
)

LENS = Intrinsics.from_field_of_view(640, 480, math.radians(60))
CORNERS = ((300.0, 220.0), (340.0, 220.0), (340.0, 260.0), (300.0, 260.0))


def found_tag(tag_id: int = 5) -> TagDetection:
    """Return a tag that the bridge found half a metre in front of a camera."""
    pose = Pose(Vector3(0.1, -0.05, 0.5), Quaternion(1, 0, 0, 0))
    return TagDetection(tag_id, "tag36h11", 0.1, CORNERS, 55.55, 0, (PoseSolution(pose, 0.2),))


def told_by_device(hub: Hub) -> TagDetections:
    """Return what the dialect makes of a device's words."""
    talk = hub.device()
    talk.hear({"event": "apriltag_data", **WAVESHARE})
    told = talk.taken[-1]
    assert isinstance(told, TagsArrived)
    return told.tags


def test_identified_game_is_welcomed_and_told_the_latest_tag(hub: Hub) -> None:
    talk = hub.talk("192.168.1.9")
    told = talk.hear({"event": "identify", "data": {"type": "gdevelop", "name": "MyGame"}})
    assert [json.loads(text) for text in told] == [
        {"event": "identify_success", "client_type": "gdevelop"}
    ]
    assert talk.claims[0].bearer is None
    (wish,) = talk.taken
    assert isinstance(wish, SamplesWanted)
    assert wish.patterns == ("device/*/tags",)
    hub.board.note_tags(tags_sample(told_by_device(hub)))
    later = hub.talk("192.168.1.10")
    welcome, latest = later.hear("{'event':'identify','data':{'type':'gdevelop'}}")
    assert json.loads(welcome)["event"] == "identify_success"
    assert json.loads(latest) == {
        "event": "apriltag_data",
        **WAVESHARE,
        "server_timestamp": WALL_S,
    }


def test_tag_of_a_device_is_told_flat_with_all_its_fields(hub: Hub) -> None:
    game = hub.game()
    (text,) = game.link.send_sample(tags_sample(told_by_device(hub)), 0)
    assert isinstance(text, str)
    assert json.loads(text) == {"event": "apriltag_data", **WAVESHARE, "server_timestamp": WALL_S}


def test_nested_copy_is_told_when_wanted() -> None:
    hub = Hub(TaghubSettings(token=TOKEN, nested=True))
    (text,) = hub.game().link.send_sample(tags_sample(told_by_device(hub)), 0)
    told = json.loads(text)
    assert told["tag_id"] == told["data"]["tag_id"] == 5
    assert "event" not in told["data"]


def test_tag_that_the_bridge_found_is_told_in_the_firmware_s_words(
    hub: Hub, camera_state: DeviceState
) -> None:
    hub.board.note_camera(camera_state)
    sample = tags_sample(TagDetections(1, LENS, (found_tag(),)), camera_state.id, 7_000_000)
    (text,) = hub.game().link.send_sample(sample, 0)
    assert json.loads(text) == {
        "event": "apriltag_data",
        "tag_id": 5,
        "decision_margin": 55.5,
        "yaw": 0.0,
        "pitch": 0.0,
        "roll": 0.0,
        "x_cm": -10.0,
        "y_cm": 5.0,
        "z_cm": -50.0,
        "range_cm": 51.2,
        "distance_cm": 50.0,
        "tag_size_percent": 7.1,
        "timestamp": 7000,
        "camera_name": "Garden",
        "smartcam_ip": "192.168.1.60",
        "server_timestamp": WALL_S,
    }


def test_device_that_finds_tags_is_believed_before_the_bridge(hub: Hub) -> None:
    game, own = hub.game(), told_by_device(hub)
    seen = TagDetections(1, LENS, (found_tag(),))
    assert len(game.link.send_sample(tags_sample(own, received_us=0), 0)) == 1
    assert game.link.send_sample(tags_sample(seen, received_us=1_000_000), 1_000_000) == []
    late_us = 20_000_000
    assert len(game.link.send_sample(tags_sample(seen, received_us=late_us), late_us)) == 1


def test_cameras_may_be_chosen() -> None:
    hub = Hub(TaghubSettings(token=TOKEN, cameras=("cam-1",)))
    talk = hub.talk("192.168.1.9")
    talk.hear({"event": "request_latest_data"})
    (wish,) = talk.taken
    assert isinstance(wish, SamplesWanted)
    assert wish.patterns == ("device/cam-1/tags",)
    hub.board.note_tags(tags_sample(TagDetections(1, LENS, (found_tag(),)), "cam-2"))
    assert hub.board.latest_message is None


def test_game_is_known_by_its_first_event(hub: Hub) -> None:
    for event in ("request_latest_data", "event_FromGDevelop", "anything"):
        talk = hub.talk("192.168.1.9")
        told = [json.loads(text) for text in talk.hear({"event": event})]
        expected = [{"event": "no_data_available"}] if event == "request_latest_data" else []
        assert told == expected
        assert talk.claims[0].role == "game"
        assert talk.hear({"event": "event_FromGDevelop", "data": {"x": 1}}) == []
        assert not talk.faults


def test_ping_alone_does_not_tell_who_somebody_is(hub: Hub) -> None:
    talk = hub.talk()
    (pong,) = talk.hear({"event": "ping"})
    assert json.loads(pong)["event"] == "pong"
    assert talk.claims == []


def test_latest_tag_is_told_on_request(hub: Hub) -> None:
    game = hub.game()
    hub.board.note_tags(tags_sample(told_by_device(hub)))
    (latest,) = game.hear({"event": "request_latest_data"})
    assert json.loads(latest)["tag_id"] == 5


def test_game_from_elsewhere_is_refused(hub: Hub) -> None:
    talk = hub.talk("8.8.8.8")
    (text,) = talk.hear({"event": "identify", "data": {"type": "gdevelop"}})
    assert json.loads(text)["event"] == "auth_failed"
    assert talk.taken == []
    assert talk.hear({"event": "request_latest_data"}) == []
    assert len(talk.claims) == 1


def test_game_cannot_send_tags_or_pictures(hub: Hub) -> None:
    game = hub.game()
    game.hear({"event": "apriltag_data", **WAVESHARE})
    game.hear(JPEG)
    assert game.faults == ["not_a_device", "not_a_device"]


def test_game_gets_no_more_than_its_rate_and_the_newest_of_each_tag(hub: Hub) -> None:
    game, told = hub.game(), 0
    for picture in range(300):
        now_us = picture * 10_000  # A hundred pictures a second, ten tags in each.
        tags = TagDetections(picture, LENS, tuple(found_tag(tag) for tag in range(10)))
        messages = game.link.send_sample(tags_sample(tags, "cam-1", now_us), now_us)
        assert all(isinstance(message, str) for message in messages)
        told += len(messages)
    assert 140 <= told <= 3 * 50 + 10
    due_us = game.link.next_timer_us
    assert due_us is not None
    (late,) = game.tick(due_us)
    assert json.loads(late)["timestamp"] >= 2_800


@given(st.lists(st.text() | st.binary() | st.sampled_from([JPEG, "{'event':'identify'}"])))
def test_nothing_that_is_said_raises_anything_else(messages: list[str | bytes]) -> None:
    hub = Hub(TaghubSettings())
    for address in ("127.0.0.1", "192.168.1.9"):
        talk = hub.talk(address)
        for message in messages:
            try:
                talk.hear(message)
            except RemoteProtocolError:
                return


@given(
    st.lists(
        st.fixed_dictionaries(
            {"event": st.sampled_from(["identify", "apriltag_data", "ping", "x"]) | st.none()},
            optional={
                "data": st.dictionaries(
                    st.sampled_from(["type", "auth_token", "tag_id"]),
                    st.none() | st.integers() | st.sampled_from(["esp32", "gdevelop", TOKEN]),
                ),
                "tag_id": st.integers() | st.none() | st.text(),
                "tags": st.lists(st.none() | st.dictionaries(st.text(), st.integers())),
            },
        )
    )
)
def test_no_order_of_events_breaks_a_link(words: list[dict[str, object]]) -> None:
    talk = Hub(TaghubSettings(token=TOKEN)).talk()
    for said in words:
        talk.hear(said)
    talk.link.close(0)
