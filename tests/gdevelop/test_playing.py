"""The proof harness itself: a game runs, and a mistake in one is named."""

from typing import TYPE_CHECKING

import pytest

from tests.gdevelop.games import Game, Scene, add_one, call, label, own, set_number, when

if TYPE_CHECKING:
    from tests.gdevelop.conftest import Play
    from tests.gdevelop.exporting import Exporter

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]


async def test_a_game_counts_its_frames_and_shows_them(play: "Play") -> None:
    show = call("TextObject::String", "Shown", "=", '"frame " + ToString(Frames)')
    counting = when(then=[add_one("Frames"), show])
    game = Game([Scene("Main", [counting], [label("Shown")], {"Frames": 0})])
    async with play(game) as played:
        await played.wait_for_frames(3)
        assert str(await played.text_of("Shown")).startswith("frame ")
        frames = await played.variable("Frames")
        assert isinstance(frames, int | float)
        assert frames >= 3


def test_an_instruction_that_does_not_exist_is_named(exporter: "Exporter") -> None:
    game = Game([Scene("Main", [when(then=[own("FlyToTheMoon")])])])
    with pytest.raises(AssertionError, match="Unknown instruction"):
        exporter.export(game)


def test_a_variable_that_nobody_declared_is_named(exporter: "Exporter") -> None:
    game = Game([Scene("Main", [when(then=[set_number("Nowhere", "1")])])])
    with pytest.raises(AssertionError, match='Main: UndeclaredVariable: "Nowhere"'):
        exporter.export(game)


def test_a_mistake_in_an_expression_is_named(exporter: "Exporter") -> None:
    wrong = set_number("N", 'GameBridge::TagX("seven")')
    game = Game([Scene("Main", [when(then=[wrong])], variables={"N": 0})])
    with pytest.raises(AssertionError, match="seven"):
        exporter.export(game)


def test_an_instruction_with_too_many_parameters_is_named(exporter: "Exporter") -> None:
    # The engine itself would take the first of them and say nothing.
    game = Game([Scene("Main", [when(then=[own("Connect", "", '""', '""', "")])])])
    with pytest.raises(AssertionError, match="GameBridge::Connect has 6 parameters"):
        exporter.export(game)


def test_an_instruction_with_too_few_parameters_is_named(exporter: "Exporter") -> None:
    game = Game([Scene("Main", [when(then=[call("GameBridge::SendNumber", "", '"pad"')])])])
    with pytest.raises(AssertionError, match="GameBridge::SendNumber has 2 parameters"):
        exporter.export(game)
