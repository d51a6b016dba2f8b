import pytest

from bridge.model.errors import AdmissionRefused, SettingsError
from bridge.plugin.admission import Claim, Role
from bridge.plugin.legacy import (
    LegacySettings,
    LegacyTable,
    admit_neighbour,
    describe_reach,
    is_neighbour,
    neighbour_id,
)


class LampSettings(LegacySettings, frozen=True, forbid_unknown_fields=True):
    port: int = 7000


def claim(address: str) -> Claim:
    return Claim(Role.DEVICE, "lamp-1", address, False, False, "ws", dialect="lamp")


def test_no_system_is_on_unless_somebody_says_so() -> None:
    assert LegacyTable().settings("lamp", LampSettings) is None


@pytest.mark.parametrize("raw", [{"all": True}, {"lamp": True}, {"lamp": {}}])
def test_a_system_can_be_switched_on_in_three_ways(raw: dict[str, object]) -> None:
    assert LegacyTable(raw).settings("lamp", LampSettings) == LampSettings()


@pytest.mark.parametrize(
    "raw", [{"all": True, "lamp": False}, {"all": True, "lamp": {"enabled": False}}]
)
def test_one_system_can_be_left_out_of_all(raw: dict[str, object]) -> None:
    table = LegacyTable(raw)
    assert table.settings("lamp", LampSettings) is None
    assert table.served == ()


def test_a_table_of_its_own_sets_what_a_system_has() -> None:
    table = LegacyTable({"lamp": {"port": 7001, "networks": ["10.0.0.0/8"]}})
    settings = table.settings("lamp", LampSettings)
    assert settings == LampSettings(port=7001, networks=("10.0.0.0/8",))
    assert table.served == ("lamp",)


@pytest.mark.parametrize("raw", [{"prot": 1}, {"port": "x"}, {"networks": ["10.0.0.1/8"]}])
def test_a_wrong_setting_is_named_with_its_system(raw: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"^\[legacy\.lamp\]: "):
        LegacyTable({"lamp": raw}).settings("lamp", LampSettings)


def test_systems_that_nobody_asks_for_are_unknown() -> None:
    table = LegacyTable({"all": True, "lamp": True, "lmap": True})
    table.settings("lamp", LampSettings)
    assert table.unknown == ("lmap",)
    assert table.known == ("lamp",)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "192.168.1.7", "10.1.2.3", "fe80::1%eth0", "::ffff:10.0.0.1"]
)
def test_private_addresses_are_neighbours(address: str) -> None:
    assert is_neighbour(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00::1", "::ffff:8.8.8.8", "nonsense", ""])
def test_others_are_not(address: str) -> None:
    assert not is_neighbour(address)


def test_named_networks_replace_the_usual_ones() -> None:
    assert is_neighbour("8.8.8.8", ("8.8.8.0/24",))
    assert not is_neighbour("192.168.1.7", ("8.8.8.0/24",))


def test_a_neighbour_is_admitted_with_the_rights_of_its_role() -> None:
    admission = admit_neighbour(claim("192.168.1.7"))
    assert (admission.id, admission.role) == ("lamp-1", Role.DEVICE)
    assert [grant.pattern.text for grant in admission.grants] == ["device/lamp-1/**"]


def test_a_stranger_is_told_which_setting_would_admit_it() -> None:
    with pytest.raises(AdmissionRefused, match=r"8\.8\.8\.8 .* \[legacy\.lamp\]"):
        admit_neighbour(claim("8.8.8.8"))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.168.1.50", "s3cam-192-168-1-50"),
        ("::ffff:192.168.1.50", "s3cam-192-168-1-50"),
        ("fe80::1%eth0", "s3cam-0000000000000001"),
        ("unix", "s3cam-unknown"),
    ],
)
def test_a_device_is_called_by_its_address(address: str, name: str) -> None:
    assert neighbour_id("s3cam", address) == name


def test_an_operator_is_told_who_can_reach_a_system() -> None:
    assert describe_reach(("10.0.0.0/8",), is_exposed=False).startswith("on this machine (no")
    assert describe_reach((), is_exposed=True) == "on this machine and in private networks"
    assert describe_reach(("10.0.0.0/8", "fd00::/8"), is_exposed=True) == "in 10.0.0.0/8, fd00::/8"
