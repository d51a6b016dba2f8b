"""The hook for the command line. It needs no running bridge, unlike the others."""

from bridge.api import CommandLine, hookimpl


class CommandHooks:
    """`gamebridge capture` and `gamebridge sources`."""

    @hookimpl
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add both."""
        from bridge_sources.commands import (
            add_commands,
        )

        add_commands(commands)
