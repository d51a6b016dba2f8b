"""What the repository's own files say, for tests about the repository."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: its path in the repository, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def classes(self) -> Iterator[ast.ClassDef]:
        """Yield every class."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))


class Repository:
    """The files that git knows or would add, read at most once."""

    root = ROOT

    @cached_property
    def files(self) -> list[str]:
        """Paths of all files, with '/' between folders."""
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return sorted({path for path in listed.stdout.splitlines() if (ROOT / path).is_file()})

    def read(self, path: str) -> str:
        """Return the text of one file."""
        return (ROOT / path).read_text(encoding="utf-8")

    def exists(self, path: str) -> bool:
        """Tell whether there is such a file."""
        return path in self.files

    def below(self, *folders: str, suffix: str = ".py") -> list[str]:
        """Return the files in some folders that end in `suffix`."""
        heads = tuple(f"{folder}/" for folder in folders)
        return [path for path in self.files if path.startswith(heads) and path.endswith(suffix)]

    @cached_property
    def sources(self) -> list[Source]:
        """Every Python file, parsed."""
        return [self._parse(path) for path in self.files if path.endswith(".py")]

    def _parse(self, path: str) -> Source:
        text = self.read(path)
        return Source(path, text, ast.parse(text, path))

    @property
    def product(self) -> list[Source]:
        """The Python files of the core and the plugins, without tests."""
        return [
            source
            for source in self.sources
            if source.path.startswith("bridge/") or "/src/" in source.path
        ]

    @cached_property
    def plugins(self) -> list[str]:
        """Names of the first-party plugins: the folders of plugins/."""
        return sorted({path.split("/")[1] for path in self.below("plugins", suffix="")})

    def toml(self, path: str) -> dict[str, object]:
        """Return a TOML file as it is."""
        return tomllib.loads(self.read(path))

    @property
    def pages(self) -> list[str]:
        """Every Markdown file."""
        return [path for path in self.files if path.endswith(".md")]


@pytest.fixture(scope="session")
def repository() -> Repository:
    """The repository that these tests stand in."""
    return Repository()
