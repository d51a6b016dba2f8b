from pathlib import Path

import pytest

from bridge.app.assembly import Bridge
from bridge.app.serving import check_legacy, greeting, legacy_greeting
from bridge.app.settings import parse_settings
from bridge.model.errors import SettingsError
from bridge.plugin.legacy import LegacySettings
from bridge.testing.fakes import FakeClock


def greet(text: str) -> str:
    return "\n".join(greeting(parse_settings(text, "test"), 9000))


def test_the_first_line_says_where_the_page_is() -> None:
    assert "http://127.0.0.1:9000/ — only this machine" in greet("")


@pytest.mark.parametrize(
    ("tls", "warns"), [("", True), ("tls_certificate = 'c'\ntls_key = 'k'\n", False)]
)
def test_an_exposed_bridge_says_who_can_reach_and_watch_it(tls: str, *, warns: bool) -> None:
    text = greet(f'[bridge]\nhost = "192.0.2.5"\n{tls}')
    assert "local network" in text
    assert "192.0.2.5:9000" in text
    assert "127.0.0.1" not in text
    assert ("can be watched" in text) is warns


def test_an_exposed_bridge_says_what_to_type_into_a_game() -> None:
    text = greet('[bridge]\nhost = "192.0.2.5"')
    assert "what to type into a game: ws://192.0.2.5:9000\n" in text
    assert "into a game" not in greet("")


def bridge_with(text: str) -> Bridge:
    bridge = Bridge(parse_settings(text, "test"), [], FakeClock(), Path())
    bridge.legacy.settings("lamp", LegacySettings)
    return bridge


def test_foreign_systems_are_named_with_their_ports() -> None:
    (first, second) = legacy_greeting(bridge_with("[legacy]\nlamp = true"), [8080, 7000, 7001])
    assert "lamp" in first
    assert "(ports 7000, 7001)" in first
    assert "--lan" in second


def test_without_foreign_systems_nothing_is_said() -> None:
    assert legacy_greeting(bridge_with(""), [8080]) == []


def test_an_exposed_bridge_needs_no_advice() -> None:
    text = '[bridge]\nhost = "192.0.2.5"\n[legacy]\nlamp = true'
    assert len(legacy_greeting(bridge_with(text), [8080])) == 1


def test_a_misspelt_system_stops_the_start_and_names_the_known() -> None:
    with pytest.raises(SettingsError, match=r"no system lmap; known: lamp"):
        check_legacy(bridge_with("[legacy]\nlmap = true").legacy)
    check_legacy(bridge_with("[legacy]\nlamp = true").legacy)
