"""What a board is told, as its firmware reads it."""

import json

import pytest

from bridge.api import build_key
from bridge_firmware.provisioning import (
    Bridge,
    Network,
    Provision,
    entries_of,
    parse_bridge,
    parse_setting,
)

KEY = build_key("gbd1", "cam-7", bytes(32))


def test_entries_are_those_of_the_firmwares_store() -> None:
    provision = Provision(
        [Network("home", "secret-1"), Network("Café", "")],
        Bridge("10.0.0.2", 8081),
        KEY,
        {"quality": "20", "resolution": "svga"},
    )
    entries = entries_of(provision)
    assert json.loads(entries["wifi"]) == [
        {"name": "home", "password": "secret-1"},
        {"name": "Café", "password": ""},
    ]
    assert json.loads(entries["bridge"]) == {"pinned": {"host": "10.0.0.2", "port": 8081}}
    assert entries["key"] == KEY.encode()
    assert json.loads(entries["settings"]) == {"quality": "20", "resolution": "svga"}
    assert provision.device == "cam-7"


def test_secrets_are_in_no_representation() -> None:
    provision = Provision([Network("home", "secret-1")], None, KEY)
    assert "secret-1" not in repr(provision)
    assert KEY not in repr(provision)


@pytest.mark.parametrize(
    ("name", "password"),
    [("", "12345678"), ("n" * 33, "12345678"), ("é" * 17, ""), ("n", "1234567"), ("n", "p" * 65)],
)
def test_impossible_networks_are_refused(name: str, password: str) -> None:
    with pytest.raises(ValueError, match="network") as caught:
        Network(name, password)
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize(
    ("provision", "words"),
    [
        (Provision(), "nothing to tell"),
        (Provision([Network(str(i), "") for i in range(7)]), "a board knows 6"),
        (Provision(key=build_key("gbs1", "desk", bytes(32))), "not the key of a device"),
        (Provision(key=KEY[:-1] + ("a" if KEY[-1] != "a" else "b")), "."),
        (Provision(settings={f"s{i}": "v" * 40 for i in range(30)}), "room for 1024"),
    ],
)
def test_impossible_wishes_are_refused(provision: Provision, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        entries_of(provision)


def test_words_of_people_are_read() -> None:
    assert parse_bridge("desk.local") == Bridge("desk.local", 8080)
    assert parse_bridge("10.0.0.2:81") == Bridge("10.0.0.2", 81)
    assert parse_setting(" quality = 12 ") == ("quality", "12")


@pytest.mark.parametrize("text", ["", ":80", "a:", "a:b", "a:0", "a:70000", "h" * 65, "a:-1"])
def test_impossible_bridges_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="bridge"):
        parse_bridge(text)


@pytest.mark.parametrize("text", ["", "quality", "=1", "quality=", "Quality=1", "a b=1"])
def test_impossible_settings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="setting"):
        parse_setting(text)
