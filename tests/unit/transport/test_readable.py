from typing import TYPE_CHECKING

from bridge.model.topics import parse_pattern
from bridge.plugin.admission import Admission, Grant, Role, Verb
from bridge.transport.readable import may_read, readable_patterns

if TYPE_CHECKING:
    from tests.unit.transport.conftest import Room

NARROW = Admission(
    "v", "v", Role.VIEWER, (Grant(Verb.SUBSCRIBE, parse_pattern("device/cam-1/**")),)
)


async def test_what_is_granted_whole_is_readable_as_it_is(room: "Room") -> None:
    wanted = ["device/cam-1/tags", "device/cam-1/camera/*"]
    assert readable_patterns(room.context, NARROW, wanted) == wanted


async def test_a_wide_wish_is_cut_down_to_the_grants(room: "Room") -> None:
    assert readable_patterns(room.context, NARROW, ["device/*/tags", "device/**"]) == [
        "device/cam-1/tags",
        "device/cam-1/**",
    ]


async def test_what_is_not_granted_is_left_out(room: "Room") -> None:
    assert readable_patterns(room.context, NARROW, ["device/cam-2/tags"]) == []
    assert not may_read(room.context, NARROW, "device/cam-2/tags")
