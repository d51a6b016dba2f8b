"""The bridge connects to cameras and to nothing else."""

import ipaddress
from collections.abc import Awaitable, Callable

import pytest
import trio
from trio.testing import MockClock

from bridge_sources.address import (
    AddressPolicy,
    Interface,
    RecentInterfaces,
    Target,
    interfaces_of_this_machine,
    resolve_by_system,
)
from bridge_sources.location import AddressRefused

OWN_PORT = 8080
INTERFACES = tuple(
    ipaddress.ip_interface(text)
    for text in (
        "127.0.0.1/8",
        "::1/128",
        "192.168.1.2/24",
        "203.0.113.9/24",
        "fd00:1::2/64",
        "fe80::2/64",
        "10.9.8.7/32",
    )
)


def resolve_to(*addresses: str) -> Callable[[str], Awaitable[list[str]]]:
    """Return a name service that knows one answer."""

    async def resolve(_host: str) -> list[str]:
        await trio.lowlevel.checkpoint()
        if not addresses:
            raise OSError("unknown")
        return list(addresses)

    return resolve


def policy(*networks: str, names: tuple[str, ...] = ()) -> AddressPolicy:
    """Return a policy on a machine with a home network."""

    def interfaces() -> tuple[Interface, ...]:
        return INTERFACES

    return AddressPolicy(
        networks, lambda: [OWN_PORT], interfaces=interfaces, resolve=resolve_to(*names)
    )


@pytest.mark.parametrize("host", ["192.168.1.50", "fd00:1::50", "[fd00:1::50]"])
async def test_cameras_of_the_own_network_are_asked(host: str) -> None:
    assert await policy().find(host, 80) == Target(host.strip("[]"), 80, host)


FOREIGN = [
    "127.0.0.1",
    "127.8.8.8",
    "::1",
    "[::1]",
    "::ffff:127.0.0.1",
    "[::ffff:7f00:1]",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "0.0.0.0",
    "0.1.2.3",
    "::",
    "255.255.255.255",
    "192.168.1.255",
    "192.168.1.0",
    "224.0.0.251",
    "ff02::fb",
    "240.0.0.1",
    "169.254.169.254",
    "fe80::1",
    "192.168.2.50",
    "10.0.0.1",
    "172.16.0.1",
    "8.8.8.8",
    "203.0.113.10",
    "2001:db8::1",
    "fd00:2::1",
    "127.1",
    "2130706433",
    "0x7f000001",
]


@pytest.mark.parametrize("host", FOREIGN)
async def test_everything_else_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused):
        await policy().find(host, 80)


@pytest.mark.parametrize("address", [a for a in FOREIGN if ":" in a or a.count(".") == 3])
async def test_name_that_means_such_an_address_is_refused(address: str) -> None:
    hidden = policy(names=("192.168.1.50", address.strip("[]")))
    if address == "fe80::1":
        assert (await hidden.find("cam.example", 80)).address == "192.168.1.50"
        return
    with pytest.raises(AddressRefused):
        await hidden.find("127.0.0.1.nip.example", 80)


async def test_refusal_names_value_and_remedy() -> None:
    with pytest.raises(AddressRefused) as caught:
        await policy(names=("127.0.0.1",)).find("127.0.0.1.nip.example", 80)
    text = str(caught.value)
    assert "'127.0.0.1.nip.example' (127.0.0.1)" in text
    assert "192.168.1.0/24" in text
    assert '[plugin.sources] networks = ["127.0.0.0/8"]' in text
    with pytest.raises(AddressRefused, match=r'\["192\.168\.7\.0/24"\]'):
        await policy().find("192.168.7.1", 80)
    with pytest.raises(AddressRefused, match=r'\["8\.8\.8\.8/32"\]'):
        await policy().find("8.8.8.8", 80)


async def test_name_is_resolved_once_and_never_again() -> None:
    answers = [["192.168.1.50"], ["127.0.0.1"]]

    async def resolve(_host: str) -> list[str]:
        await trio.lowlevel.checkpoint()
        return answers.pop(0)

    rebound = AddressPolicy(["192.168.1.0/24"], resolve=resolve)
    target = await rebound.find("cam.example", 80)
    assert target == Target("192.168.1.50", 80, "cam.example")
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("network", "address", "allowed"),
    [
        ("127.0.0.0/8", "127.0.0.1", True),
        ("0.0.0.0/0", "127.0.0.1", False),
        ("0.0.0.0/0", "169.254.169.254", False),
        ("0.0.0.0/0", "0.0.0.0", False),
        ("0.0.0.0/0", "224.0.0.1", False),
        ("0.0.0.0/0", "8.8.8.8", True),
        ("169.254.7.0/24", "169.254.7.7", True),
        ("::1/128", "::1", True),
        ("::/0", "::1", False),
        ("10.0.0.0/8", "192.168.1.50", False),
        ("127.0.0.0/8", "::ffff:127.0.0.1", True),
    ],
)
async def test_setting_opens_networks_and_guarded_ones_only_by_name(
    network: str, address: str, allowed: bool
) -> None:
    if allowed:
        assert (await policy(network).find(address, 80)).port == 80
    else:
        with pytest.raises(AddressRefused):
            await policy(network).find(address, 80)


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.1.2", "127.0.0.9"])
async def test_bridge_never_asks_itself(address: str) -> None:
    open_policy = policy("127.0.0.0/8", "192.168.1.0/24")
    with pytest.raises(AddressRefused, match="this bridge itself"):
        await open_policy.find(address, OWN_PORT)
    assert (await open_policy.find(address, OWN_PORT + 1)).address == address
    assert (await open_policy.find("192.168.1.50", OWN_PORT)).port == OWN_PORT


@pytest.mark.parametrize("port", [0, -1, 65536])
async def test_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(AddressRefused, match=f"port {port}"):
        await policy().find("192.168.1.50", port)


async def test_unknown_name_says_so() -> None:
    with pytest.raises(AddressRefused, match=r"'cam\.local' is unknown"):
        await policy().find("cam.local", 80)


async def test_name_service_that_hangs_is_given_up(autojump_clock: MockClock) -> None:
    async def resolve(_host: str) -> list[str]:
        await trio.sleep_forever()
        return []

    with pytest.raises(AddressRefused, match="unknown"):
        await AddressPolicy(resolve=resolve).find("cam.local", 80)


def test_networks_are_told() -> None:
    assert [str(network) for network in policy().networks()] == [
        "192.168.1.0/24",
        "fd00:1::/64",
        "10.9.8.7/32",
    ]
    assert [str(network) for network in policy("10.0.0.0/8").networks()] == ["10.0.0.0/8"]


def test_interfaces_are_looked_up_once_in_a_while() -> None:
    now_s = [100.0]
    recent = RecentInterfaces(lambda: now_s[0])
    first = recent()
    assert any(interface.ip.is_loopback for interface in first)
    now_s[0] += 1.9
    assert recent() is first
    now_s[0] += 0.2
    assert recent() is not first


async def test_this_machine_knows_itself() -> None:
    assert any(interface.ip.is_loopback for interface in interfaces_of_this_machine())
    assert set(await resolve_by_system("localhost")) <= {"127.0.0.1", "::1"}
