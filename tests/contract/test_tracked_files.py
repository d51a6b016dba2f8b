"""What must not stand in any file that others receive."""

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Repository

# Patterns with one letter in brackets, so that this file does not find itself.
HOSTS = [
    r"py[p]i\.org",
    r"python[h]osted\.org",
    r"registry\.[n]pmjs",
    r"deb\.[d]ebian\.org",
    r"crates\.[i]o",
]
MACHINE_PATHS = ["/[w]ork/", "/[r]oot/", "/[h]ome/", "/opt/[w]heels", r"C:\\[U]sers"]
UNFINISHED = [
    r"\bT[O]DO",
    r"\bF[I]XME",
    r"\bX[X]X",
    r"\bHA[C]K",
    r"\bF[o]r now|[,(] ?f[o]r now",
    "[N]otImplementedError",
]
AUTHORSHIP = ["[a]ssistant", "[c]hatbot", "[l]anguage model", "L[L]M", "A[I]", "[g]enerated by"]
LOCKED_ADDRESS = r'"[r]esolved"'
TEXT = (
    *(".py", ".js", ".mjs", ".ts", ".md", ".toml", ".txt", ".sh", ".json", ".html", ".css"),
    *(".yaml", ".yml", ".svg", ".cfg", ".hpp", ".cpp", "Makefile", ".ci/run", ".gitignore"),
)


def _find(repository: "Repository", pattern: str) -> list[str]:
    wanted = re.compile(pattern)
    found = []
    for path in repository.files:
        if not path.endswith(TEXT):
            continue
        for number, line in enumerate(repository.read(path).splitlines(), 1):
            if wanted.search(line):
                found.append(f"{path}:{number}: {line.strip()[:120]}")
    return found


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_download_host(repository: "Repository", host: str) -> None:
    assert not _find(repository, host)


def test_lock_files_hold_no_addresses(repository: "Repository") -> None:
    assert not _find(repository, LOCKED_ADDRESS)
    assert not repository.exists("uv.lock")


@pytest.mark.parametrize("place", MACHINE_PATHS)
def test_no_file_names_a_place_on_one_machine(repository: "Repository", place: str) -> None:
    assert not _find(repository, place)


@pytest.mark.parametrize("word", UNFINISHED)
def test_nothing_is_left_unfinished(repository: "Repository", word: str) -> None:
    assert not _find(repository, rf"\b{word}\b")


@pytest.mark.parametrize("word", AUTHORSHIP)
def test_files_speak_of_their_subject(repository: "Repository", word: str) -> None:
    assert not _find(repository, rf"\b{word}\b")
