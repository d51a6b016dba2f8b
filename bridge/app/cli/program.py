"""The program: core commands, then those of plugins, and how errors are told."""

import sys

import click

from bridge import __version__
from bridge.app.cli.doctor_command import doctor
from bridge.app.cli.list_commands import devices, plugins, topics
from bridge.app.cli.run_command import run
from bridge.app.cli.tail_command import tail
from bridge.model.errors import BridgeError
from bridge.plugin.host import PluginHost
from bridge.plugin.loader import PluginChoice, discover
from bridge.plugin.registry import CommandLine

EPILOG = """
\b
First steps:
  gamebridge demo            a bridge with a simulated camera; opens the panel
  gamebridge run             a bridge for your own devices, on this machine
  gamebridge run --lan       the same, for the whole local network
  gamebridge devices add NAME   a key for a device
  gamebridge tail 'device/*/tags'   what cameras see, as JSON lines
"""


class Program(click.Group):
    """Core commands in the order in which people need them, then those of plugins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return command names as they were added."""
        return list(self.commands)


@click.group(
    cls=Program,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="gamebridge")
def program() -> None:
    """Turn ESP32 cameras and boards into trusted, low-latency inputs for games.

    The bridge takes pictures, tag poses and readings from devices, lets plugins work on
    them, and hands them to games, browsers and other programs as typed, timestamped topics.
    """


def build_program() -> click.Group:
    """Return the program with the commands of all installed plugins."""
    command_line = CommandLine()
    for command in (run, tail, topics, devices, plugins, doctor):
        command_line.add(command)
    PluginHost(discover(PluginChoice())).register_commands(command_line)
    root = Program(program.name, callback=program.callback, params=program.params)
    root.help, root.epilog = program.help, program.epilog
    root.context_settings = program.context_settings
    for _plugin, command in command_line.commands:
        root.add_command(command)
    return root


def main() -> None:
    """Run the command line; errors that the user can mend are one line and status 1."""
    try:
        build_program()(prog_name="gamebridge")
    except* BridgeError as group:
        click.echo(f"gamebridge: {_innermost(group)}", err=True)
        sys.exit(1)


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
