"""Devices are named by their address; several on this machine are numbered."""

import pytest

from bridge_dialects.shared.links import DeviceIds


def test_on_the_network_one_address_is_one_device() -> None:
    ids = DeviceIds("s3cam")
    assert ids.take("192.168.1.50") == "s3cam-192-168-1-50"
    assert ids.take("192.168.1.50") == "s3cam-192-168-1-50"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.0.0.9"])
def test_on_this_machine_they_are_numbered(address: str) -> None:
    ids = DeviceIds("s3cam")
    assert [ids.take(address) for _ in range(3)] == ["s3cam-1", "s3cam-2", "s3cam-3"]
    ids.give_back("s3cam-2")
    assert ids.take(address) == "s3cam-2"


def test_an_address_that_is_none_has_a_name_too() -> None:
    assert DeviceIds("s3cam").take("nowhere") == "s3cam-unknown"
