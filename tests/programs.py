"""`gamebridge` as a program of its own, for tests.

Knows: how to start one, and the address that it prints. Does not know: what it does.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tests.browser import LIMIT_S


@contextmanager
def running_program(*arguments: str) -> Iterator[str]:
    """Run `gamebridge …` until the block ends; yield the address that it prints."""
    command = [sys.executable, "-m", "bridge", *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        program = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
        )
        try:
            yield _read_address(program, log)
        finally:
            program.terminate()
            program.communicate(timeout=LIMIT_S)


def _read_address(program: "subprocess.Popen[str]", log: IO[str]) -> str:
    assert program.stdout is not None
    for line in program.stdout:
        found = re.search(r"https?://[^\s/]+", line)
        if found:
            return found.group()
    log.seek(0)
    raise AssertionError(f"the program ended without an address:\n{log.read()}")
