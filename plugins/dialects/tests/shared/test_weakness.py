"""A system says what somebody in its networks could do."""

import pytest

from bridge.api import HealthReport, LegacySettings
from bridge_dialects.shared.weakness import Weakness


@pytest.mark.parametrize("has_token", [True, False])
def test_weakness_names_ports_networks_and_remedy(has_token: bool) -> None:
    report = HealthReport()
    settings = LegacySettings(networks=("192.168.1.0/24",))
    weakness = Weakness("taghub", (5000, 5100), is_exposed=True, has_token=has_token)
    weakness.report(report, settings)
    (item,) = report.items
    assert item.level == "warning"
    assert "5000 and 5100" in item.text
    assert "192.168.1.0/24" in item.text
    assert ("token" in item.text) is has_token
    assert "[legacy.taghub]" in item.remedy
