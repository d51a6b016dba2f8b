"""How weak a foreign system is, in the words that `doctor` and the panel show.

Knows: what such systems lack. Does not know: any one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.api import HealthReport, LegacySettings, describe_reach


@dataclass(frozen=True, slots=True)
class Weakness:
    """What somebody who can reach a system could do.

    `is_exposed` says that others than this machine can; `has_token` that its devices share
    a token, which is worth little: it travels in the clear; `has_commands` that its peers
    may command devices.
    """

    system: str
    ports: Sequence[int]
    is_exposed: bool
    has_token: bool = False
    has_commands: bool = True

    def report(self, report: HealthReport, settings: LegacySettings) -> None:
        """Say that the system is on, where, and how to make it less open."""
        where = describe_reach(settings.networks, is_exposed=self.is_exposed)
        listed = " and ".join(str(port) for port in self.ports)
        kept_by = "a token that travels in the clear" if self.has_token else "no key at all"
        deeds = ", watch, and command" if self.has_commands else " and watch"
        report.warning(
            f"{self.system} is on at port {listed}: its peers have {kept_by}, so everybody "
            f"{where} can send pictures as its devices{deeds}",
            f"name the networks of your devices in [legacy.{self.system}] networks, "
            f"or switch it off with {self.system} = false in [legacy]",
        )
