"""Options that would do nothing are refused, because nobody would know."""

import pytest
from click.testing import CliRunner

from bridge_simulator.commands import simulate
from bridge_simulator.demo import DemoPlan


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("--board pad --fps 10", "--fps does nothing with --board"),
        ("--board pad --scene cube", "--scene does nothing with --board"),
        ("--board pad --corrupt 5%", "--corrupt does nothing with --board"),
        ("--no-autopilot", "--autopilot needs --board"),
        ("--dialect s3cam --board pad", "--board does nothing with --dialect"),
        ("--token x", "--token needs --dialect"),
        ("--firmware --delay 5", "--delay does nothing with --firmware"),
        ("--firmware --dialect s3cam", "--dialect does nothing with --firmware"),
        ("--firmware-set fps=5", "--firmware-set needs --firmware"),
    ],
)
def test_an_option_that_does_nothing_is_refused(words: str, text: str) -> None:
    done = CliRunner().invoke(simulate, words.split())
    assert done.exit_code == 2
    assert text in done.output


def test_a_demo_has_as_many_boards_as_it_is_told() -> None:
    assert DemoPlan().board_ids == ["pad-1"]
    assert DemoPlan(boards=2).board_ids == ["pad-1", "pad-2"]
    assert DemoPlan(boards=0).board_ids == []
