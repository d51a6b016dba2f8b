import pytest

from bridge.api import LegacyTable, SettingsError
from bridge_dialects.taghub.settings import TaghubSettings, check_settings


def test_defaults_are_the_ports_that_firmware_has_built_in() -> None:
    found = LegacyTable({"taghub": True}).settings("taghub", TaghubSettings)
    assert found is not None
    assert (found.http_port, found.websocket_port, found.udp_port) == (5000, 5100, 5200)
    assert found.token == ""
    assert check_settings(found) is found


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ({"http_port": 70000}, "http_port"),
        ({"udp_port": -1}, "udp_port"),
        ({"http_port": 5100}, "websocket_port"),
        ({"messages_per_s": 0}, "messages_per_s"),
        ({"messages_per_s": 100}, "messages_per_s"),
        ({"presence_s": 0}, "presence_s"),
        ({"cameras": ["Cam 1"]}, "cameras"),
    ],
)
def test_bad_value_is_named(table: dict[str, object], word: str) -> None:
    found = LegacyTable({"taghub": table}).settings("taghub", TaghubSettings)
    assert found is not None
    with pytest.raises(SettingsError, match=word):
        check_settings(found)


def test_ports_may_both_be_closed() -> None:
    closed = TaghubSettings(http_port=0, websocket_port=0)
    assert check_settings(closed) is closed
