import pytest

from bridge.model.topics import parse_pattern
from bridge.plugin.admission import (
    Admission,
    Role,
    Verb,
    covers,
    grants_for,
    is_at_least,
    is_granted,
)


@pytest.mark.parametrize(
    ("granted", "wanted", "expected"),
    [
        ("device/**", "device/a/tags", True),
        ("device/**", "device/*/tags", True),
        ("device/**", "**", False),
        ("device/a/**", "device/*/tags", False),
        ("device/*/tags", "device/a/tags", True),
        ("device/*/tags", "device/**", False),
        ("device/a", "device/a/b", False),
        ("device/a/b", "device/a", False),
    ],
)
def test_a_grant_covers_a_pattern_only_as_a_whole(
    granted: str, wanted: str, *, expected: bool
) -> None:
    assert covers(parse_pattern(granted), wanted) is expected


@pytest.mark.parametrize(
    ("role", "verb", "topic", "expected"),
    [
        (Role.DEVICE, Verb.PUBLISH, "device/me/camera/jpeg", True),
        (Role.DEVICE, Verb.PUBLISH, "device/other/camera/jpeg", False),
        (Role.DEVICE, Verb.SUBSCRIBE, "device/me/state", False),
        (Role.VIEWER, Verb.SUBSCRIBE, "device/*/tags", True),
        (Role.VIEWER, Verb.CALL, "device/cam-1", False),
        (Role.VIEWER, Verb.CALL, "device/bridge/call", True),
        (Role.DEVICE, Verb.CALL, "device/bridge/call", False),
        (Role.VIEWER, Verb.PUBLISH, "session/1/mark", False),
        (Role.GAME, Verb.CALL, "device/cam-1", True),
        (Role.GAME, Verb.PUBLISH, "session/1/mark", True),
        (Role.GAME, Verb.PUBLISH, "device/cam-1/tags", False),
        (Role.OPERATOR, Verb.ADMIN, "sys/recordings", True),
        (Role.GAME, Verb.ADMIN, "sys/recordings", False),
    ],
)
def test_roles_may_do_what_they_are_for(
    role: Role, verb: Verb, topic: str, *, expected: bool
) -> None:
    admission = Admission("me", "Me", role, grants_for(role, "me"))
    assert is_granted(admission, verb, topic) is expected


def test_roles_stand_on_a_ladder_and_devices_beside_it() -> None:
    assert is_at_least(Role.OPERATOR, Role.GAME)
    assert is_at_least(Role.GAME, Role.GAME)
    assert not is_at_least(Role.VIEWER, Role.GAME)
    assert not is_at_least(Role.DEVICE, Role.VIEWER)
