import pytest

from bridge.app.addresses import game_addresses, lan_addresses
from bridge.app.settings import parse_settings


def test_loopback_is_no_address_for_others() -> None:
    assert "127.0.0.1" not in lan_addresses()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", "ws://127.0.0.1:9000"),
        ('[bridge]\nhost = "192.0.2.5"', "ws://192.0.2.5:9000"),
        ('[bridge]\nhost = "2001:db8::5"', "ws://[2001:db8::5]:9000"),
        (
            '[bridge]\nhost = "192.0.2.5"\ntls_certificate = "c"\ntls_key = "k"',
            "wss://192.0.2.5:9000",
        ),
    ],
)
def test_the_address_for_games_says_host_port_and_encryption(text: str, address: str) -> None:
    assert game_addresses(parse_settings(text, "test"), 9000) == [address]


def test_a_bridge_on_all_interfaces_is_found_by_each_address_of_this_machine() -> None:
    settings = parse_settings('[bridge]\nhost = "0.0.0.0"', "test")
    expected = [f"ws://{address}:8080" for address in lan_addresses()]
    assert game_addresses(settings, 8080) == expected
