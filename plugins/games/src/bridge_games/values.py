"""What is told and kept about games."""

from typing import Literal

import msgspec

Orientation = Literal["", "landscape", "portrait"]
# Where a game comes from: somebody added it, the settings file names it, or it was unpacked.
Standing = Literal["added", "settings", "unpacked"]


class GameRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A game as it was added: what people chose. What they left out, the export says.

    `folder` and `picture` are absolute paths. A trusted game goes without the sandbox.
    """

    name: str
    folder: str
    title: str = ""
    picture: str = ""
    is_trusted: bool = False


class ExportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What an exported folder says of itself. `picture` is a path below it, or empty."""

    title: str = ""
    text: str = ""
    picture: str = ""
    width_px: int = 0
    height_px: int = 0
    orientation: Orientation = ""


class Game(msgspec.Struct, frozen=True, kw_only=True):
    """A game that can be played, or whose folder has gone (then `fault` says so)."""

    record: GameRecord
    standing: Standing
    facts: ExportFacts = ExportFacts()
    fault: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.record.title or self.facts.title or self.record.name


class ShownGame(msgspec.Struct, frozen=True, kw_only=True):
    """A game as everybody may know it: no word about this machine's folders."""

    name: str
    title: str
    text: str
    path: str
    picture: str
    width_px: int
    height_px: int
    orientation: Orientation


class GameList(msgspec.Struct, frozen=True):
    """All games that can be played. `addresses` are where others in the network find them."""

    games: list[ShownGame]
    addresses: list[str]


class KeptGame(msgspec.Struct, frozen=True, kw_only=True):
    """A game as those who keep the bridge see it."""

    name: str
    title: str
    folder: str
    standing: Standing
    is_trusted: bool
    fault: str


class KeptList(msgspec.Struct, frozen=True):
    """All games, those that cannot be played included. `may_add` is about who asks."""

    games: list[KeptGame]
    may_add: bool


class AddWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wants to add: an exported folder, a folder of them, or a .zip of one."""

    folder: str
    name: str = ""
    title: str = ""
    picture: str = ""
    is_trusted: bool = False


class Refusal(msgspec.Struct, frozen=True):
    """Why a request was refused, in the form of all refusals of the bridge."""

    code: str
    text: str
    op: str = "status"
    level: str = "error"
