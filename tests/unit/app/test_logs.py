import logging

import pytest

from bridge.app.logs import QUIET_S, LineFormatter, RepeatFilter, printable


def record(text: str, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("gamebridge.test", level, "", 0, text, (), None)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain – text", "plain – text"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("forged\r12:00 error", "forged\\x0d12:00 error"),
        ("right\u202eleft", "right\\x202eleft"),
    ],
)
def test_characters_that_could_forge_a_line_are_escaped(text: str, safe: str) -> None:
    assert printable(text) == safe


def test_a_long_line_is_cut() -> None:
    assert len(printable("x" * 10_000)) < 3000


def test_a_flood_of_one_line_is_one_line_and_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [100.0]
    monkeypatch.setattr("bridge.app.logs.time.monotonic", lambda: now_s[0])
    repeat = RepeatFilter()
    passed = [repeat.filter(record("disk full")) for _ in range(1000)]
    assert passed.count(True) == 1
    now_s[0] += QUIET_S
    again = record("disk full")
    assert repeat.filter(again)
    assert again.getMessage() == "disk full (repeated 999 times)"


def test_different_lines_do_not_silence_each_other() -> None:
    repeat = RepeatFilter()
    assert repeat.filter(record("a"))
    assert repeat.filter(record("b"))


def test_a_line_names_its_level_and_source() -> None:
    line = LineFormatter(in_colour=False).format(record("text"))
    assert line.endswith(" warning gamebridge.test: text")
