"""A .zip of an exported game, taken apart into a folder. Every call waits for the disk.

Knows: archives and what they can do to a disk. Does not know: which games were added.

The archive's own words about itself (sizes, names, kinds) are checked first, and what
really comes out is counted again: neither is believed alone.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import IO

from bridge_games.exported import explain_no_export, find_exports
from bridge_games.paths import MAX_PATH_LENGTH, is_plain_name

# A large game with its music is a tenth of this.
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_ENTRIES = 10_000
MAX_DEPTH = 16
# Text may shrink to a fiftieth, silence and plain colours further; bombs to a thousandth.
# Below this size a file may be as plain as it likes.
MAX_RATIO = 200
PLAIN_BYTES = 16 * 1024 * 1024
PIECE_BYTES = 256 * 1024
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What systems and tools put into archives besides; it is left out without a word.
_CHAFF = ("__MACOSX",)


class ArchiveRefused(ValueError):
    """The archive is broken, too large, or would write where it must not."""


def unpack(archive: Path, shelf: Path) -> Path:
    """Return the folder below `shelf` with the game of an archive, unpacked unless it is there.

    ArchiveRefused says what is wrong; nothing is left behind then.
    """
    # Named by its content: the same archive twice is one folder, and a newer one another.
    target = shelf / f"{archive.stem[:32].strip('. ') or 'game'}-{_digest_of(archive)[:12]}"
    if not target.is_dir():
        part = shelf / f"{target.name}.part"
        rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        try:
            _unpack_all(archive, part)
            part.rename(target)
        finally:
            rmtree(part, ignore_errors=True)
    games = find_exports(target)
    if len(games) == 1:
        return games[0]
    reason = (
        f"{archive} holds {len(games)} games: unpack it and add the folder"
        if games
        else explain_no_export(target).replace(str(target), str(archive))
    )
    rmtree(target, ignore_errors=True)
    raise ArchiveRefused(reason)


def sweep(shelf: Path, is_used: Callable[[Path], bool]) -> None:
    """Remove unpacked games that nobody added, or that were forgotten."""
    if shelf.is_dir():
        for folder in shelf.iterdir():
            if not is_used(folder):
                rmtree(folder, ignore_errors=True)


def _digest_of(archive: Path) -> str:
    digest = sha256()
    try:
        with archive.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
    except OSError as error:
        raise ArchiveRefused(f"{archive}: {error.strerror or error}") from None
    return digest.hexdigest()


def _unpack_all(archive: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not _is_chaff(entry)]
            check_entries(entries)
            left = MAX_UNPACKED_BYTES
            for entry in entries:
                path = target.joinpath(*entry.filename.rstrip("/").split("/"))
                if entry.is_dir():
                    path.mkdir(mode=0o700, parents=True, exist_ok=True)
                    continue
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with opened.open(entry) as source, path.open("xb") as file:
                    left -= _copy(source, file, min(left, entry.file_size), entry.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ArchiveRefused(f"{archive} is no whole .zip file: {error}") from None
    except OSError as error:
        raise ArchiveRefused(f"{archive}: {error.strerror or error}") from None


def _is_chaff(entry: zipfile.ZipInfo) -> bool:
    chunks = entry.filename.rstrip("/").split("/")
    is_hidden = any(c.startswith(".") and c not in (".", "..") for c in chunks)
    return chunks[0] in _CHAFF or is_hidden


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive for what it says about itself; ArchiveRefused names the entry."""
    if len(entries) > MAX_ENTRIES:
        raise ArchiveRefused(f"{len(entries)} files in the archive: at most {MAX_ENTRIES}")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ArchiveRefused(_too_large())
    # Systems that do not tell Cat from cat would write the second over the first.
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        if entry.filename.lower() in seen:
            raise ArchiveRefused(f"{entry.filename!r} stands in the archive twice")
        seen.add(entry.filename.lower())


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    chunks = name.rstrip("/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if len(name) > MAX_PATH_LENGTH or len(chunks) > MAX_DEPTH:
        raise ArchiveRefused(f"{name[:80]!r}: the path is too long")
    # What Python has cleaned away must not be what was meant.
    if entry.orig_filename != name or not all(map(is_plain_name, chunks)):
        raise ArchiveRefused(f"{entry.orig_filename[:80]!r}: not a name for a file of a game")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveRefused(f"{name!r} is a link or a device, not a file")
    if entry.flag_bits & 0x1 or entry.compress_type not in _COMPRESSIONS:
        raise ArchiveRefused(f"{name!r} is encrypted, or packed in an unusual way")
    limit = max(PLAIN_BYTES, entry.compress_size * MAX_RATIO)
    if entry.file_size > limit:
        raise ArchiveRefused(f"{name!r} would grow more than {MAX_RATIO} times: this is no game")


def _copy(source: IO[bytes], target: IO[bytes], limit: int, name: str) -> int:
    """Copy what comes out; ArchiveRefused when it is more than was said."""
    total = 0
    while piece := source.read(PIECE_BYTES):
        total += len(piece)
        if total > limit:
            raise ArchiveRefused(f"{name!r} is larger than the archive says: this is no game")
        target.write(piece)
    return total


def _too_large() -> str:
    return f"the game is larger than {MAX_UNPACKED_BYTES // 1024**2} MiB"


def is_archive(path: Path) -> bool:
    """Tell whether a path is a file that calls itself a .zip."""
    return path.suffix.lower() == ".zip" and path.is_file()
