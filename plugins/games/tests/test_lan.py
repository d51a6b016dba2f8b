"""Where others in the network find this machine."""

import ipaddress

from bridge_games.lan import MAX_ADDRESSES, lan_addresses, reached_hosts


def test_address_that_is_listened_on_is_the_one() -> None:
    assert reached_hosts("192.168.1.5") == ["192.168.1.5"]


def test_without_one_it_is_those_of_the_network() -> None:
    found = reached_hosts("0.0.0.0")
    assert found == lan_addresses()
    assert len(found) <= MAX_ADDRESSES
    assert not any(ipaddress.ip_address(text).is_loopback for text in found)
