"""Who is let in, as whom, and how much it may send."""

from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing
from trio.testing import MockClock

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

JPEG = b"\xff\xd8" + b"a" * 3000


async def test_a_reader_without_a_name_is_named_by_its_session(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.say("hello", role="viewer")
        assert (await peer.hear("welcome"))["id"] == "viewer-s1"


async def test_a_picture_may_come_right_behind_the_hello(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.say("hello", role="device", id="cam-1")
        await peer.ws.send_message(JPEG * 10)
        await peer.hear("welcome")
        await trio.testing.wait_all_tasks_blocked()
    assert room.hub.latest("device/cam-1/camera/jpeg") is not None


async def test_a_wrong_key_is_refused(room: "Room", autojump_clock: MockClock) -> None:
    async with room.peer() as peer:
        await peer.say("hello", role="device", id="cam-1", key="wrong")
        status = await peer.hear("status")
        assert (status["code"], status["text"]) == ("unauthorized", "wrong key")
        assert await peer.closed() == 4401
    assert room.directory.state("cam-1") is None


@pytest.mark.parametrize("message", ["x" * 4097, b"x" * 4097])
async def test_a_stranger_may_not_send_much(
    room: "Room", autojump_clock: MockClock, message: str | bytes
) -> None:
    async with room.peer() as peer:
        await peer.ws.send_message(message)
        assert (await peer.hear("status"))["code"] == "too_big"
        assert await peer.closed() == 4413


@pytest.mark.parametrize(
    ("role", "message"),
    [("device", "x" * 65_537), ("game", "x" * 65_537), ("game", b"\x96" * 67_000)],
)
async def test_an_admitted_peer_has_limits_too(
    room: "Room", autojump_clock: MockClock, role: str, message: str | bytes
) -> None:
    async with room.peer() as peer:
        await peer.hello(role, "peer-1")
        await peer.ws.send_message(message)
        assert await peer.closed() == 4413


async def test_a_picture_above_five_megabytes_is_too_much(
    room: "Room", autojump_clock: MockClock
) -> None:
    async with room.peer() as peer:
        await peer.hello()
        await peer.ws.send_message(b"\xff\xd8" + b"a" * 5 * 1024 * 1024)
        assert await peer.closed() == 1009
