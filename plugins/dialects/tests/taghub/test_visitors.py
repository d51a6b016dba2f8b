import pytest
import trio
import trio.testing

from bridge.api import AdmissionRefused, Claim, FrameArrived, Role, SampleRefused
from bridge.testing.fakes import FakeDevices, TrioClock
from bridge_dialects.taghub.device_names import DeviceNames, display_name
from bridge_dialects.taghub.noticeboard import SYSTEM
from bridge_dialects.taghub.visitors import MAX_VISITORS, Visitors

JPEG = FrameArrived(b"\xff\xd8")


def claim(address: str) -> Claim:
    return Claim(Role.DEVICE, "", address, False, False, "http", dialect=SYSTEM)


def visitors(devices: FakeDevices, names: DeviceNames | None = None) -> Visitors:
    return Visitors(devices, TrioClock(), names or DeviceNames(SYSTEM), 15.0)


async def test_device_is_here_from_its_first_word_until_it_falls_silent(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    devices = FakeDevices()
    here = visitors(devices)
    await nursery.start(here.run)
    assert here.hear(claim("192.168.1.50"), "http", "Camera", lambda _n: JPEG) is JPEG
    await trio.sleep(10)
    assert here.hear(claim("192.168.1.50"), "http", "Camera", lambda _n: JPEG) is JPEG
    await trio.sleep(10)
    hosted = devices.hosted["taghub-192-168-1-50"]
    assert hosted.presence.name == "Camera"
    assert hosted.presence.dialect == SYSTEM
    assert len(hosted.events) == 2
    assert hosted.is_current
    await trio.sleep(10)
    assert hosted.left == "fell silent"
    assert len(here) == 0
    nursery.cancel_scope.cancel()


async def test_messages_of_a_device_are_numbered() -> None:
    here, numbers = visitors(FakeDevices()), []

    def read(number: int) -> FrameArrived:
        numbers.append(number)
        return JPEG

    for _ in range(3):
        here.hear(claim("192.168.1.50"), "udp", "", read)
    assert numbers == [0, 1, 2]


async def test_who_says_nothing_or_is_refused_is_not_here() -> None:
    devices = FakeDevices()
    here = visitors(devices)
    assert here.hear(claim("192.168.1.50"), "udp", "", lambda _n: None) is None
    devices.refusal = "no"
    with pytest.raises(AdmissionRefused):
        here.hear(claim("192.168.1.50"), "udp", "", lambda _n: JPEG)
    assert devices.hosted == {}


async def test_there_is_room_for_so_many() -> None:
    here = visitors(FakeDevices())
    for number in range(MAX_VISITORS):
        here.hear(claim(f"192.168.1.{number}"), "udp", "", lambda _n: JPEG)
    with pytest.raises(SampleRefused, match="64"):
        here.hear(claim("192.168.2.1"), "udp", "", lambda _n: JPEG)


def test_visitor_has_the_name_of_the_link_from_the_same_address() -> None:
    names = DeviceNames(SYSTEM)
    assert names.take("192.168.1.50") == names.visit("192.168.1.50") == "taghub-192-168-1-50"
    assert names.visit("127.0.0.1") == "taghub-1"
    assert names.take("127.0.0.1") == "taghub-1"
    assert names.take("127.0.0.1") == "taghub-2"
    names.give_back("taghub-1")
    assert names.visit("127.0.0.1") == "taghub-2"


@pytest.mark.parametrize(
    ("told", "shown"),
    [("OV2640", "OV2640"), ("<b>x</b>", "b-x-b"), ("", "?"), (5, "?"), ("é" * 90, "?")],
)
def test_name_that_is_shown_has_no_markup(told: object, shown: str) -> None:
    assert display_name(told, "?") == shown
