"""Host names and origins: who may come in (the matrix of the threat model)."""

import pytest

from bridge.transport.door_policy import DoorPolicy, OriginKind, is_loopback, split_authority
from bridge.transport.request_head import RequestHead

POLICY = DoorPolicy(frozenset({"arcade"}), frozenset({"https://games.example"}))


def request(host: str | None = "192.168.1.5:8080", origin: str | None = None) -> RequestHead:
    headers = [("host", host)] if host is not None else []
    headers += [("origin", origin)] if origin is not None else []
    return RequestHead("GET", "/v1", tuple(headers))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8080",
        "127.0.0.1:8080",
        "192.168.1.5",
        "[::1]:8080",
        "arcade",
        "Arcade.local:8080",
        "arcade.local.",
    ],
)
def test_addresses_and_own_names_are_welcome(host: str) -> None:
    assert POLICY.find_fault(request(host), is_encrypted=False) is None


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "arcade.evil.example", "127.1", "0x7f000001", "", "a b"],
)
def test_a_foreign_host_name_is_misdirected(host: str) -> None:
    fault = POLICY.find_fault(request(host), is_encrypted=False)
    assert fault is not None
    assert (fault.status, fault.code) == (421, "wrong_host")
    assert "bridge.names" in fault.hint


def test_a_request_without_a_host_is_refused() -> None:
    fault = POLICY.find_fault(request(None), is_encrypted=False)
    assert fault is not None
    assert fault.status == 400


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        (None, OriginKind.NONE),
        ("https://github.com/gilmaimon/TinyWebsockets", OriginKind.NONE),
        ("null", OriginKind.FILE),
        ("file://", OriginKind.FILE),
        ("http://localhost:3000", OriginKind.LOOPBACK),
        ("https://127.0.0.1", OriginKind.LOOPBACK),
        ("http://[::1]:9", OriginKind.LOOPBACK),
        ("http://192.168.1.5:8080", OriginKind.OWN),
        ("HTTP://192.168.1.5:8080", OriginKind.OWN),
        ("https://192.168.1.5:8080", OriginKind.FOREIGN),
        ("http://192.168.1.5:8081", OriginKind.FOREIGN),
        ("https://games.example", OriginKind.LISTED),
        ("https://games.example:444", OriginKind.FOREIGN),
        ("https://games.example.evil.example", OriginKind.FOREIGN),
        ("http://localhost.evil.example", OriginKind.FOREIGN),
        ("chrome-extension://abc", OriginKind.FOREIGN),
        ("https://evil.example", OriginKind.FOREIGN),
    ],
)
def test_every_origin_has_its_kind(origin: str | None, kind: OriginKind) -> None:
    head = request(origin=origin)
    assert POLICY.classify_origin(head, is_encrypted=False) is kind
    refused = POLICY.find_fault(head, is_encrypted=False) is not None
    assert refused == (kind is OriginKind.FOREIGN)


SIBLINGS = DoorPolicy(ports=frozenset({6971, 6972}))


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        ("http://192.168.1.9:6971", OriginKind.SIBLING),
        ("http://192.168.1.9:6972", OriginKind.OWN),
        ("http://192.168.1.9:6973", OriginKind.FOREIGN),
        ("http://192.168.1.8:6971", OriginKind.FOREIGN),
        ("ftp://192.168.1.9:6971", OriginKind.FOREIGN),
    ],
)
def test_a_page_of_another_port_of_this_bridge_is_a_sibling(origin: str, kind: OriginKind) -> None:
    head = RequestHead("GET", "/", (("host", "192.168.1.9:6972"), ("origin", origin)))
    assert SIBLINGS.classify_origin(head, is_encrypted=False) is kind
    assert (SIBLINGS.find_fault(head, is_encrypted=False) is None) is (
        kind is not OriginKind.FOREIGN
    )


def test_the_default_port_is_part_of_an_origin() -> None:
    head = request("10.0.0.2", "https://10.0.0.2:443")
    assert POLICY.classify_origin(head, is_encrypted=True) is OriginKind.OWN


def test_file_pages_can_be_kept_out() -> None:
    fault = DoorPolicy(allow_file_origin=False).find_fault(
        request("localhost", "null"), is_encrypted=False
    )
    assert fault is not None
    assert fault.status == 403


def test_two_origins_are_none_of_ours() -> None:
    head = RequestHead("GET", "/", (("host", "localhost"), ("origin", "null"), ("origin", "null")))
    assert POLICY.classify_origin(head, is_encrypted=False) is OriginKind.FOREIGN


def test_an_authority_is_taken_apart() -> None:
    assert split_authority("[::1]:80") == ("[::1]", 80)
    assert split_authority("[not-an-address]:80") is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.2", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_is_known_in_every_dress(address: str, expected: bool) -> None:
    assert is_loopback(address) is expected
