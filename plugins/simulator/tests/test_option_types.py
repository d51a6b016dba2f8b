"""Options take the forms that people write."""

from pathlib import Path

import click
import pytest

from bridge.api import BridgeError
from bridge_simulator.option_types import milliseconds, read_key, share


@pytest.mark.parametrize(("text", "number"), [("5%", 0.05), ("0.05", 0.05), ("100%", 1), ("0", 0)])
def test_share_is_percent_or_fraction(text: str, number: float) -> None:
    assert share(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["5", "-1%", "101%", "many", ""])
def test_wrong_share_names_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="such as 5%"):
        share(text)


@pytest.mark.parametrize(("text", "number"), [("50", 50), ("50ms", 50), ("0.5", 0.5)])
def test_milliseconds_may_have_their_unit(text: str, number: float) -> None:
    assert milliseconds(text) == number


@pytest.mark.parametrize("text", ["-1", "2s", "60000"])
def test_wrong_milliseconds_name_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="such as 50"):
        milliseconds(text)


def test_key_is_taken_as_it_is_or_read_from_the_devices_file(tmp_path: Path) -> None:
    (tmp_path / "cam-2.key").write_text("gbd1_cam-2_x\n")
    assert read_key(None, "cam-2") is None
    assert read_key("gbd1_y", "cam-2") == "gbd1_y"
    assert read_key(f"@{tmp_path}/{{id}}.key", "cam-2") == "gbd1_cam-2_x"


def test_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BridgeError, match=r"none\.key: No such file.*--key"):
        read_key(f"@{tmp_path}/none.key", "cam-1")
