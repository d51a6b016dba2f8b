"""Exported games for the demo, if the bridge has a plugin that serves them."""

import sys
from collections.abc import Sequence
from pathlib import Path

import trio

from bridge.api import BridgeError

_NO_SUCH_COMMAND = 2  # click's status for a command line that it does not understand.


async def add_games(state_dir: Path, folders: Sequence[Path]) -> bool:
    """Give the demo's bridge the games in some folders; False when none were wanted.

    BridgeError says which folder holds no game, or that no plugin serves games.
    """
    if not folders:
        return False
    # As a program, as everybody would: which plugin it is, is no business of this one.
    command = [sys.executable, "-m", "bridge", "games", "add", *map(str, folders)]
    added = await trio.run_process(
        [*command, "--state", str(state_dir)],
        capture_stdout=True,
        capture_stderr=True,
        check=False,
    )
    if added.returncode == _NO_SUCH_COMMAND:
        raise BridgeError("--games: no plugin serves games; pip install gamebridge-games")
    if added.returncode != 0:
        said = added.stderr.decode(errors="replace").strip().removeprefix("gamebridge: ")
        raise BridgeError(f"--games: {said}")
    return True
