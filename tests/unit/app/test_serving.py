import pytest

from bridge.app.serving import greeting, lan_addresses
from bridge.app.settings import parse_settings


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
    assert ("can be watched" in text) is warns


def test_loopback_is_no_address_for_others() -> None:
    assert "127.0.0.1" not in lan_addresses()
