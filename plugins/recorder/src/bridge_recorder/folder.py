"""The folder of the recordings: making it, its free space, and making its names last."""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """How full a disk is, and how much of it must stay free."""

    free_bytes: int
    total_bytes: int
    required_bytes: int

    @property
    def is_enough(self) -> bool:
        """Tell whether a recording may go on."""
        return self.free_bytes >= self.required_bytes


@dataclass(frozen=True, slots=True)
class DiskPolicy:
    """What must stay free: the larger of both."""

    min_free_bytes: int
    min_free_percent: float

    def look(self, folder: Path) -> DiskSpace:
        """Return the state of the disk that holds `folder`. OSError when it is gone."""
        usage = shutil.disk_usage(folder)
        share = int(usage.total * self.min_free_percent / 100)
        return DiskSpace(usage.free, usage.total, max(self.min_free_bytes, share))


def make_folder(folder: Path) -> None:
    """Make the folder, for its owner alone, if it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make sure that names in a folder survive a power cut, where the system can."""
    # Windows cannot open folders, and needs no such call.
    with contextlib.suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
