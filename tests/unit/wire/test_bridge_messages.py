"""What a welcome says about versions."""

import pytest

from bridge.wire.bridge_messages import Limits, ServerName, Welcome


@pytest.mark.parametrize(
    ("protocol", "is_compatible"), [("1.0", True), ("1.7", True), ("2.0", False), ("10.1", False)]
)
def test_only_the_major_version_has_to_agree(protocol: str, is_compatible: bool) -> None:
    welcome = Welcome(
        session="s",
        id="a",
        role="viewer",
        server=ServerName(name="gamebridge", version="9"),
        now_us=0,
        wall_us=0,
        protocol=protocol,
        limits=Limits(),
    )
    assert welcome.is_compatible is is_compatible
