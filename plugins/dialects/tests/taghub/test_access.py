import pytest

from bridge.api import AdmissionRefused, Claim, Role
from bridge.testing.fakes import FakeClock
from bridge_dialects.taghub.access import WRONG_AT_ONCE, Access
from bridge_dialects.taghub.noticeboard import SYSTEM
from bridge_dialects.taghub.settings import TaghubSettings


def claim(
    address: str = "192.168.1.50",
    bearer: str | None = None,
    channel: str = "ws",
    role: Role = Role.DEVICE,
    origin: str | None = None,
) -> Claim:
    return Claim(
        role=role,
        id="taghub-1",
        address=address,
        is_loopback=address == "127.0.0.1",
        is_encrypted=False,
        channel=channel,
        bearer=bearer,
        origin=origin,
        dialect=SYSTEM,
    )


def test_token_lets_devices_in_and_a_wrong_one_does_not() -> None:
    access = Access(TaghubSettings(token="gehœim"), FakeClock())
    assert access.admit(claim(bearer="gehœim")).role is Role.DEVICE
    for bearer, text in ((None, "Missing"), ("", "Missing"), ("no", "Invalid"), ("\ud800", "Inv")):
        with pytest.raises(AdmissionRefused, match=text):
            access.admit(claim(bearer=bearer))
    with pytest.raises(AdmissionRefused):
        access.admit(claim("127.0.0.1"))


def test_guessing_is_slow() -> None:
    clock = FakeClock()
    access = Access(TaghubSettings(token="right"), clock)
    for _ in range(WRONG_AT_ONCE):
        with pytest.raises(AdmissionRefused, match="Invalid"):
            access.admit(claim(bearer="wrong"))
    with pytest.raises(AdmissionRefused, match="too many"):
        access.admit(claim(bearer="right"))
    access.admit(claim("192.168.1.51", bearer="right"))
    clock.advance(60_000_000)
    access.admit(claim(bearer="right"))


def test_without_a_token_devices_come_from_this_machine() -> None:
    access = Access(TaghubSettings(), FakeClock())
    access.admit(claim("127.0.0.1", origin="file://"))
    with pytest.raises(AdmissionRefused, match="no token is set"):
        access.admit(claim())
    with pytest.raises(AdmissionRefused, match="web pages"):
        access.admit(claim("127.0.0.1", origin="null"))


def test_udp_goes_by_network_alone() -> None:
    access = Access(TaghubSettings(token="x"), FakeClock())
    access.admit(claim(channel="udp"))
    with pytest.raises(AdmissionRefused, match="networks"):
        access.admit(claim("8.8.8.8", channel="udp"))
    with pytest.raises(AdmissionRefused, match="off"):
        Access(TaghubSettings(udp=False), FakeClock()).admit(claim(channel="udp"))


def test_games_and_viewers_need_no_token() -> None:
    access = Access(TaghubSettings(token="x", networks=("10.0.0.0/8",)), FakeClock())
    assert access.admit(claim("10.1.2.3", role=Role.GAME)).role is Role.GAME
    with pytest.raises(AdmissionRefused):
        access.admit(claim("192.168.1.50", role=Role.VIEWER))
    with pytest.raises(AdmissionRefused, match="needs a key"):
        access.admit(claim("10.1.2.3", role=Role.OPERATOR))
