import click
import pytest

from bridge.model.errors import PluginError
from bridge.model.topics import Media, TopicKind, TopicSpec, parse_pattern
from bridge.plugin.registry import CommandLine, StageRegistry, TopicRegistry
from bridge.plugin.stage import Place, Stage
from bridge.testing.fakes import Number, build_counting_stage


def spec(text: str) -> TopicSpec:
    return TopicSpec(parse_pattern(text), TopicKind.STREAM, text, Number)


def stage(name: str) -> Stage:
    takes, gives = parse_pattern("x/stream/*"), parse_pattern("x/event/*")
    return Stage(name, takes, gives, build_counting_stage, Place.ASYNC, 1000, Number)


def test_an_exact_declaration_wins_over_a_pattern() -> None:
    topics = TopicRegistry()
    wide, exact = spec("x/*"), spec("x/a")
    topics.add(wide, exact)
    assert topics.find("x/a") is exact
    assert topics.find("x/b") is wide
    assert topics.find("y") is None


def test_a_pattern_is_declared_once() -> None:
    topics = TopicRegistry()
    topics.add(spec("x/*"))
    with pytest.raises(ValueError, match="declared already"):
        topics.add(spec("x/*"))


def test_bridge_register_stages_refuses_a_second_stage_of_the_same_name() -> None:
    stages = StageRegistry("pose")
    stages.add(stage("tags"))
    with pytest.raises(PluginError, match="'tags' exists already"):
        stages.add(stage("tags"))


def test_each_medium_has_one_decoder_and_one_gate() -> None:
    stages = StageRegistry("video")
    stages.add_gate(Media.JPEG, lambda payload: payload)
    with pytest.raises(PluginError, match="has a gate: video"):
        stages.add_gate(Media.JPEG, lambda payload: payload)


def test_bridge_register_commands_merges_groups_and_refuses_a_second_command() -> None:
    commands = CommandLine()
    commands.add(click.Group("devices", commands={"list": click.Command("list")}))
    commands.add(click.Group("devices", commands={"add": click.Command("add")}))
    commands.add(click.Command("tail"))
    (_, group), _ = commands.commands
    assert isinstance(group, click.Group)
    assert set(group.commands) == {"list", "add"}
    with pytest.raises(PluginError, match="'tail' exists already"):
        commands.add(click.Command("tail"))
