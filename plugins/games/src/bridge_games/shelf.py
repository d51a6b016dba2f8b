"""All games of one bridge: those that people added, and those of the settings file.

Knows: records, folders, which names are taken. Does not know: HTTP, trio. Every call may
wait for the disk, and one at a time may run.
"""

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bridge.api import RecordStore
from bridge_games.exported import (
    explain_no_export,
    facts_version,
    find_exports,
    is_export,
    read_facts,
)
from bridge_games.names import name_from, parse_game_name
from bridge_games.pictures import check_picture
from bridge_games.places import check_place, shelf_of
from bridge_games.settings import GamesSettings
from bridge_games.unpacking import is_archive, unpack
from bridge_games.values import AddWish, ExportFacts, Game, GameRecord, Standing

MAX_GAMES = 64
# So many removed games can be brought back.
MAX_REMOVED = 16

FactsVersion = tuple[tuple[int, int], ...]


class GameShelf:
    """The games. `add`, `remove`, `restore` and `trust` raise ValueError with a remedy, and
    KeyError for names that nobody knows."""

    def __init__(self, state_dir: Path, settings: GamesSettings | None = None) -> None:
        self._state_dir = state_dir
        self._settings = settings or GamesSettings()
        self._store = RecordStore(state_dir, "games", GameRecord)
        self._version: bytes | None = None
        self._added: dict[str, GameRecord] = {}
        self._fixed: dict[str, GameRecord] = {}
        self._removed: OrderedDict[str, GameRecord] = OrderedDict()
        self._facts: dict[str, tuple[FactsVersion, ExportFacts]] = {}

    def find(self, name: str) -> GameRecord | None:
        """Return a game as it is kept now, also when another process has added it."""
        self._refresh()
        found = self._added.get(name) or self._fixed.get(name)
        if found is None:
            # It may have been exported into a folder of the settings since the last look.
            self._look_at_fixed()
            found = self._fixed.get(name)
        return found

    def games(self) -> list[Game]:
        """Return all games by title, those whose folder has gone included."""
        self._refresh()
        self._look_at_fixed()
        games = [self._describe(r, self._standing_of(r)) for r in self._added.values()]
        games += [self._describe(record, "settings") for record in self._fixed.values()]
        return sorted(games, key=lambda game: (game.title.lower(), game.record.name))

    def missing_folders(self) -> Iterator[str]:
        """Yield the folders of the settings in which there is nothing to play."""
        for text in self._settings.folders:
            if not find_exports(_absolute(text)):
                yield text

    def describe(self, name: str) -> Game:
        """Return one game with all that is known about it."""
        record = self._known(name)
        fixed = record.name in self._fixed and record.name not in self._added
        return self._describe(record, "settings" if fixed else self._standing_of(record))

    def add(self, wish: AddWish) -> list[Game]:
        """Add the game, or the games, that a folder or an archive holds."""
        self._refresh()
        path = _absolute(wish.folder)
        if is_archive(path):
            path = unpack(path, shelf_of(self._state_dir))
        elif path.is_dir():
            check_place(path, self._state_dir)
        exports = find_exports(path)
        if not exports:
            raise ValueError(explain_no_export(path))
        if len(exports) > 1 and (wish.name or wish.title or wish.picture):
            raise ValueError(
                f"{path} holds {len(exports)} games: name one of their folders to give it a "
                "name, a title or a picture"
            )
        picture = check_picture(wish.picture) if wish.picture else ""
        records = [self._record(wish, export, picture) for export in exports]
        for record in records:
            self._store.put(record.name, record)
            self._removed.pop(record.name, None)
        self._refresh()
        return [self._describe(record, self._standing_of(record)) for record in records]

    def remove(self, name: str) -> GameRecord:
        """Forget a game; its folder stays as it is."""
        record = self._change(name, "take its folder out of [plugin.games] there")
        self._store.remove(name)
        self._removed[name] = record
        while len(self._removed) > MAX_REMOVED:
            self._removed.popitem(last=False)
        return record

    def restore(self, name: str) -> Game:
        """Bring back a game that was removed since this bridge started."""
        record = self._removed[name]
        self._refresh()
        if name in self._added:
            raise ValueError(f"another game is called {name!r} by now: remove that one first")
        self._store.put(record.name, record)
        del self._removed[name]
        return self._describe(record, self._standing_of(record))

    def trust(self, name: str, *, is_trusted: bool) -> Game:
        """Let a game go without the sandbox, or put it back there."""
        record = self._change(name, "name it in 'trusted' of [plugin.games] there")
        changed = msgspec.structs.replace(record, is_trusted=is_trusted)
        self._store.put(changed.name, changed)
        return self._describe(changed, self._standing_of(changed))

    def is_kept(self, folder: Path) -> bool:
        """Tell whether an added game lies in a folder."""
        self._refresh()
        return any(Path(r.folder).is_relative_to(folder) for r in self._added.values())

    def _refresh(self) -> None:
        version = self._store.version()
        if version != self._version:
            self._added = {record.name: record for record in self._store.load()}
            self._version = version

    def _look_at_fixed(self) -> None:
        fixed: dict[str, GameRecord] = {}
        folders = {record.folder for record in self._added.values()}
        for text in self._settings.folders:
            for export in find_exports(_absolute(text)):
                if str(export) in folders or len(fixed) >= MAX_GAMES:
                    continue
                folders.add(str(export))
                name = name_from(export.name, {*self._added, *fixed})
                trusted = name in self._settings.trusted
                fixed[name] = GameRecord(name=name, folder=str(export), is_trusted=trusted)
        self._fixed = fixed

    def _known(self, name: str) -> GameRecord:
        record = self.find(name)
        if record is None:
            raise KeyError(name)
        return record

    def _change(self, name: str, remedy: str) -> GameRecord:
        record = self._known(name)
        if name not in self._added:
            raise ValueError(f"{name!r} stands in the settings file: {remedy}")
        return record

    def _record(self, wish: AddWish, export: Path, picture: str) -> GameRecord:
        """Return what to keep of an export. Adding a folder again changes what was said anew."""
        known = next((r for r in self._added.values() if r.folder == str(export)), None)
        if known is not None and wish.name in ("", known.name):
            return msgspec.structs.replace(
                known,
                title=wish.title or known.title,
                picture=picture or known.picture,
                is_trusted=wish.is_trusted or known.is_trusted,
            )
        if len(self._added) >= MAX_GAMES:
            raise ValueError(f"there are {MAX_GAMES} games already: remove one first")
        return GameRecord(
            name=self._name_for(wish, export),
            folder=str(export),
            title=wish.title,
            picture=picture,
            is_trusted=wish.is_trusted,
        )

    def _name_for(self, wish: AddWish, export: Path) -> str:
        if not wish.name:
            # An unpacked folder is named by its content, which says nothing to anybody.
            is_unpacked = export.is_relative_to(shelf_of(self._state_dir))
            title = wish.title or read_facts(export).title
            return name_from(title if is_unpacked else export.name, self._added)
        name = parse_game_name(wish.name)
        if name in self._added:
            raise ValueError(
                f"a game is called {name!r} already ({self._added[name].folder}): remove it "
                "first, or choose another name"
            )
        return name

    def _standing_of(self, record: GameRecord) -> Standing:
        is_ours = Path(record.folder).is_relative_to(shelf_of(self._state_dir))
        return "unpacked" if is_ours else "added"

    def _describe(self, record: GameRecord, standing: Standing) -> Game:
        folder = Path(record.folder)
        if not is_export(folder):
            fault = f"{folder} has gone" if not folder.exists() else explain_no_export(folder)
            return Game(record=record, standing=standing, fault=fault)
        version = facts_version(folder)
        known = self._facts.get(record.folder)
        if known is None or known[0] != version:
            known = self._facts[record.folder] = version, read_facts(folder)
        return Game(record=record, standing=standing, facts=known[1])


def _absolute(text: str) -> Path:
    """Return what people type as a path: quotes around it are from a file manager's menu."""
    plain = text.strip().strip('"')
    if not plain:
        raise ValueError("name the folder of an exported game")
    return Path(plain).expanduser().absolute()
