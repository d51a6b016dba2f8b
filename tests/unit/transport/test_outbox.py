"""The control lane of one session."""

import trio
import trio.testing

from bridge.transport.link_stream import LinkStream
from bridge.transport.outbox import Outbox
from bridge.transport.session_context import SessionLimits

LIMITS = SessionLimits(control_messages=3, control_bytes=200)


class Lane:
    """An outbox on a stream without a socket: nothing leaves by itself, everything waits."""

    def __init__(self) -> None:
        ours, self.peer = trio.testing.memory_stream_pair()
        self.overflows = 0
        self.outbox = Outbox(LinkStream(ours), LIMITS, self.count_overflow)

    def count_overflow(self) -> None:
        self.overflows += 1


async def test_messages_wait_in_order() -> None:
    outbox = Lane().outbox
    outbox.say("one")
    outbox.say(b"two")
    assert outbox.take() == b"\x81\x03one"
    assert not outbox.is_empty
    assert outbox.take() == b"\x82\x03two"
    assert outbox.is_empty
    assert outbox.take() is None


async def test_a_ping_is_a_control_frame_without_content() -> None:
    outbox = Lane().outbox
    outbox.ping()
    assert outbox.take() == b"\x89\x00"


async def test_a_peer_that_reads_nothing_is_told_to_go_once() -> None:
    lane = Lane()
    for number in range(6):
        lane.outbox.say(f"{number}")
    assert lane.overflows == 1


async def test_bytes_count_as_well_as_messages() -> None:
    lane = Lane()
    lane.outbox.say("x" * 250)
    assert lane.overflows == 1


async def test_what_was_taken_no_longer_counts() -> None:
    lane = Lane()
    for number in range(10):
        lane.outbox.say(f"{number}")
        lane.outbox.take()
    assert lane.overflows == 0


async def test_flushing_writes_what_waits_and_takes_nothing_more() -> None:
    lane = Lane()
    lane.outbox.say("last")
    await lane.outbox.flush()
    assert await lane.peer.receive_some() == b"\x81\x04last"
    lane.outbox.say("late")
    lane.outbox.ping()
    assert lane.outbox.take() is None
