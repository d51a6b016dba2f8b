"""Settings of every test run, and the list of what this machine could not run."""

from pathlib import Path

import pytest
from hypothesis import settings

# Timed assertions do not belong in tests, and a property that fails must fail again.
settings.register_profile("gamebridge", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("gamebridge")

# Written by tools/setup_system.sh: one line "what|how to enable it" each.
SKIPPED = Path(__file__).parent / ".make" / "skipped"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was skipped for want of a package, and the command that would enable it."""
    if not SKIPPED.exists():
        return
    for line in SKIPPED.read_text(encoding="utf-8").splitlines():
        what, _, remedy = line.partition("|")
        terminalreporter.write_line(f"SKIPPED on this machine: {what}. To enable it: {remedy}")
