"""Hooks of the simulator. Nothing here runs per sample."""

from bridge.api import CommandLine, TopicRegistry, hookimpl


@hookimpl
def bridge_register_topics(topics: TopicRegistry) -> None:
    """Declare the truth that virtual cameras publish beside their pictures."""
    from bridge_simulator.truth import TRUTH_TOPIC

    topics.add(TRUTH_TOPIC)


@hookimpl
def bridge_register_commands(commands: CommandLine) -> None:
    """Add `gamebridge simulate` and `gamebridge demo`."""
    from bridge_simulator.commands import demo, simulate

    commands.add(demo)
    commands.add(simulate)
