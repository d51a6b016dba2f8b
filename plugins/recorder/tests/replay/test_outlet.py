"""Where recorded samples go, and what is counted when they cannot."""

from pathlib import Path

import pytest
from trio.testing import MockClock

from bridge.api import FLAG_DISCONTINUITY, DeviceClock, SampleRefused, ValueArrived
from bridge.model.values import Mark
from bridge.testing.fakes import Number
from bridge_recorder.replay.outlet import Written
from bridge_recorder.values import Recordings
from plugins.recorder.tests.replay.conftest import (
    STARTED_US,
    Script,
    Watched,
    build_theatre,
    replay_hub,
)

MARK = "session/game-1/mark"


async def test_samples_of_devices_come_from_devices_and_others_from_the_hub(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    script = Script().picture(1, 1).number(7, 2).add(MARK, 3, value=Mark("goal"))
    show = build_theatre(script.save(tmp_path))
    await show.run()
    assert show.cam.said() == ["jpeg 1"]
    number, mark = show.hub.latest("x/stream/a"), show.hub.latest(MARK)
    assert number is not None
    assert mark is not None
    assert (number.value, mark.value) == (Number(7), Mark("goal"))
    assert (show.player.outlet.published, show.player.outlet.left_out) == (3, {})


async def test_the_bridge_s_own_topics_are_not_played(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    script = Script().add("sys/recordings", 1, value=Recordings()).picture(1, 3)
    show = build_theatre(script.save(tmp_path))
    await show.run()
    assert (show.player.outlet.published, show.player.outlet.left_out) == (1, {"own_topic": 1})


@pytest.mark.parametrize("old", [b"device/cam-1/camera", b"x/stream/a"])
async def test_a_name_that_is_none_any_more_is_undeclared(
    tmp_path: Path, autojump_clock: MockClock, old: bytes
) -> None:
    show = build_theatre(Script().picture(1, 1).number(1, 2).save(tmp_path))
    index = show.player.reader.index
    for number, channel in index.channels.items():
        if channel.topic.encode().startswith(old):
            renamed = channel.topic.replace("device/cam-1", "device/bridge").replace("x/", "Y/")
            index.channels[number] = type(channel)(
                renamed, channel.kind, channel.schema_id, channel.schema_name
            )
    await show.run()
    assert show.player.outlet.left_out == {"undeclared": 1}


async def test_a_topic_that_others_write_is_left_to_them(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    hub, written = replay_hub(), Written()
    own = hub.publish("x/stream/a", Number(99))
    hub.publish(MARK, Mark("live"))
    script = Script().number(1, 1).number(2, 2).add(MARK, 3, value=Mark("goal"))
    show = build_theatre(script.save(tmp_path), hub, written)
    await show.run()
    assert show.player.outlet.left_out == {"written_by_others": 2}
    assert hub.latest("x/stream/a") is own
    mark = hub.latest(MARK)
    assert mark is not None
    assert mark.value == Mark("goal")


async def test_a_second_replay_writes_what_the_first_one_has_written(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    hub, written = replay_hub(), Written()
    path = Script().number(1, 1).save(tmp_path)
    for _ in range(2):
        show = build_theatre(path, hub, written)
        await show.run()
        assert show.player.outlet.left_out == {}


async def test_a_sample_that_the_device_may_not_send_is_counted(
    tmp_path: Path, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Watched, event: object, received_us: int | None = None) -> None:
        raise SampleRefused("bad_value", "not a picture")

    monkeypatch.setattr(Watched, "publish", refuse)
    show = build_theatre(Script().picture(1, 1).save(tmp_path))
    await show.run()
    assert show.player.outlet.left_out == {"bad_value": 1}


async def test_a_device_s_clock_is_told_against_today_s(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    clock = DeviceClock("locked", offset_us=1000, error_us=5)
    script = Script().add("device/cam-1/clock", 0, value=clock)
    show = build_theatre(script.save(tmp_path))
    await show.run()
    (event,) = show.cam.events
    assert isinstance(event, ValueArrived)
    assert isinstance(event.value, DeviceClock)
    # The bridge's clock was at STARTED_US then, and is at 0 now.
    assert event.value.offset_us == 1000 - STARTED_US


async def test_late_pictures_are_left_out_and_the_next_one_says_so(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    show = build_theatre(Script().picture(1, 1).press(1, 2).save(tmp_path))
    outlet, channels = show.player.outlet, show.player.reader.index.channels
    outlet.open(channels)
    skipped = {channels[number].tail: outlet.skip(number) for number in channels}
    assert skipped == {"camera/jpeg": True, "input/button": False}
    await show.run()
    (picture,) = show.cam.pictures()
    assert outlet.left_out == {"late": 1}
    assert not picture.times.flags & FLAG_DISCONTINUITY  # `open` began anew.


async def test_video_waits_for_a_key_frame_after_a_jump(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    script = Script().video(1, 1).video(2, 2, is_key=True).video(3, 3)
    show = build_theatre(script.save(tmp_path))
    show.player.outlet.open(show.player.reader.index.channels)
    await show.run()
    assert show.cam.said() == ["h264 1", "h264 2", "h264 3"]
    outlet = show.player.outlet
    outlet.jump()
    for number in show.player.reader.index.channels:
        assert outlet.skip(number)
    assert outlet.left_out == {"late": 1}
