import json
import re

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import TagsArrived
from bridge.testing.fakes import FakeClock, FakeDevices
from bridge_dialects.taghub.datagrams import PER_SENDER_PER_S, Datagrams, UdpDoor, plain_address
from bridge_dialects.taghub.device_names import DeviceNames
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.visitors import Visitors
from plugins.dialects.tests.taghub.conftest import WALL_S, WAVESHARE

DATAGRAM = json.dumps(WAVESHARE).encode()
SENDER = "192.168.1.50"


class Post:
    """The UDP side without its socket."""

    def __init__(self, settings: TaghubSettings | None = None) -> None:
        self.clock, self.devices = FakeClock(), FakeDevices()
        settings = settings or TaghubSettings()
        visitors = Visitors(self.devices, self.clock, DeviceNames(SYSTEM), 15.0)
        board = Noticeboard(settings, lambda: WALL_S)
        self.datagrams = Datagrams(settings, visitors, board, self.clock)

    def hear(self, datagram: bytes, sender: str = SENDER) -> bytes | None:
        """Let a datagram arrive."""
        return self.datagrams.hear(datagram, sender)


@pytest.fixture
def post() -> Post:
    return Post()


def test_tag_is_taken_and_acknowledged(post: Post) -> None:
    answer = post.hear(DATAGRAM)
    assert answer is not None
    assert len(answer) < 256
    assert json.loads(answer) == {
        "event": "apriltag_ack",
        "status": "received",
        "tag_id": 5,
        "server_timestamp": WALL_S,
    }
    (told,) = post.devices.hosted["taghub-192-168-1-50"].events
    assert isinstance(told, TagsArrived)
    assert told.tags.tags[0].raw == WAVESHARE | {"smartcam_ip": SENDER}
    assert post.devices.claims[0].channel == "udp"
    assert post.devices.hosted["taghub-192-168-1-50"].presence.transport == "udp"


@given(st.integers(0, 400), st.integers(0, 586))
def test_no_answer_is_longer_than_its_question(padding: int, tag_id: int) -> None:
    words = {"tag_id": tag_id} | ({"pad": "x" * padding} if padding else {})
    datagram = json.dumps(words, separators=(",", ":")).encode()
    answer = Post().hear(datagram)
    assert answer is None or len(answer) <= len(datagram)
    if answer is not None:
        assert json.loads(answer)["event"] == "apriltag_ack"
    assert (answer is None) == (len(datagram) < len(b'{"event":"apriltag_ack"}'))


def test_six_numbers_are_enough_for_an_acknowledgement_with_the_tag(post: Post) -> None:
    shortest = b'{"tag_id":5,"yaw":1,"pitch":2,"roll":3,"x_cm":1,"y_cm":2,"z_cm":-4}'
    answer = post.hear(shortest)
    assert answer is not None
    assert json.loads(answer)["tag_id"] == 5


@pytest.mark.parametrize("datagram", [b"", b"x", b"{}", b"\xff" * 99, b'{"tag_id":"x"}'])
def test_what_is_no_tag_has_no_answer(post: Post, datagram: bytes) -> None:
    assert post.hear(datagram) is None
    assert post.devices.hosted == {}


def test_stranger_has_no_answer() -> None:
    post = Post(TaghubSettings(networks=("192.168.1.0/24",)))
    assert post.hear(DATAGRAM, "8.8.8.8") is None
    assert post.hear(DATAGRAM, "192.168.2.1") is None
    assert post.datagrams.counts == {"foreign": 2}
    assert post.hear(DATAGRAM, "::ffff:192.168.1.50") is not None


def test_sender_has_a_rate(post: Post) -> None:
    answers = [post.hear(DATAGRAM) for _ in range(200)]
    assert sum(answer is not None for answer in answers) == PER_SENDER_PER_S
    assert post.hear(DATAGRAM, "192.168.1.51") is not None
    post.clock.advance(1_000_000)
    assert post.hear(DATAGRAM) is not None


def test_refused_device_has_no_answer(post: Post) -> None:
    post.devices.refusal = "no"
    assert post.hear(DATAGRAM) is None
    assert post.datagrams.counts == {"refused": 1}


@given(st.binary(max_size=300))
def test_no_bytes_are_an_error(datagram: bytes) -> None:
    Post().hear(datagram)


def test_address_in_ipv6_dress_is_plain() -> None:
    assert plain_address("::ffff:10.0.0.1") == "10.0.0.1"
    assert plain_address("fe80::1%eth0") == "fe80::1"
    assert plain_address("?") == "?"


@pytest.mark.sockets
async def test_port_that_is_taken_is_told_and_tried_again(post: Post) -> None:
    with trio.socket.socket(type=trio.socket.SOCK_DGRAM) as taken:
        await taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        door = UdpDoor("127.0.0.1", port, post.datagrams)
        async with trio.open_nursery() as nursery:
            await nursery.start(door.run)
            assert re.search(rf"UDP port {port} is taken", door.fault)
            nursery.cancel_scope.cancel()
