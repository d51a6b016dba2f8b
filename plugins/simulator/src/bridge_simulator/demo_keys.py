"""A key for each camera of the demo, if the bridge has a plugin that makes keys."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import trio

from bridge.api import BridgeError

if TYPE_CHECKING:
    from subprocess import CompletedProcess

FOLDER = "demo-keys"
_NO_SUCH_COMMAND = 2  # click's status for a command line that it does not understand.


async def make_keys(state_dir: Path, ids: list[str]) -> str | None:
    """Return what `simulate --key` is to be given, or None without a plugin for keys."""
    folder = state_dir / FOLDER
    for device in ids:
        key = await _make_key(state_dir, device)
        if key is None:
            return None
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{device}.key"
        path.touch(mode=0o600)
        path.write_text(key, encoding="utf-8")
    return f"@{folder / '{id}.key'}"


async def _make_key(state_dir: Path, device: str) -> str | None:
    """Return a new key; a camera that has one from an earlier demo gets another."""
    add = await _run(state_dir, "add", device)
    if add.returncode == _NO_SUCH_COMMAND:
        return None
    if add.returncode != 0:
        add = await _run(state_dir, "rotate", device, "--overlap-hours", "0")
    try:
        return str(json.loads(add.stdout)["key"])
    except (ValueError, KeyError, TypeError):
        said = add.stderr.decode(errors="replace").strip()
        raise BridgeError(f"no key could be made for {device}: {said}") from None


async def _run(state_dir: Path, *words: str) -> "CompletedProcess[bytes]":
    command = [sys.executable, "-m", "bridge", "devices", *words]
    return await trio.run_process(
        [*command, "--state", str(state_dir), "--json"],
        capture_stdout=True,
        capture_stderr=True,
        check=False,
    )
