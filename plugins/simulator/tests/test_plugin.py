"""The plugin's hooks, and what they load."""

import subprocess
import sys

from bridge.api import CommandLine, TopicKind, TopicRegistry
from bridge_simulator.plugin import SimulatorPlugin
from bridge_simulator.truth import GroundTruth


def test_truth_is_a_topic() -> None:
    topics = TopicRegistry()
    SimulatorPlugin().bridge_register_topics(topics)
    spec = topics.find("device/cam-1/truth")
    assert spec is not None
    assert (spec.schema, spec.kind, spec.key_field) == (GroundTruth, TopicKind.STREAM, "tag_id")


def test_commands_are_simulate_and_demo() -> None:
    commands = CommandLine()
    SimulatorPlugin().bridge_register_commands(commands)
    assert [command.name for _, command in commands.commands] == ["demo", "simulate"]


def test_hooks_load_nothing_heavy() -> None:
    code = (
        "import sys; from bridge.api import CommandLine, TopicRegistry;"
        "from bridge_simulator import plugin;"
        "hooks = plugin.build_plugin();"
        "hooks.bridge_register_topics(TopicRegistry());"
        "hooks.bridge_register_commands(CommandLine());"
        "print(sorted({'cv2', 'av', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
