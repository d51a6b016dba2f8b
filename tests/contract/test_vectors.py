"""The vectors are what the wire modules say."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Repository


def _read_all(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.json")
    }


def test_vectors_regenerate_without_a_difference(repository: "Repository", tmp_path: Path) -> None:
    command = [sys.executable, "tests/vectors/generate.py", "--into", str(tmp_path)]
    subprocess.run(command, cwd=repository.root, check=True)
    fresh, kept = _read_all(tmp_path), _read_all(repository.root / "tests" / "vectors")
    assert set(fresh) == set(kept)
    changed = [name for name in fresh if fresh[name] != kept[name]]
    assert not changed, f"a changed vector is a changed protocol: {changed}"


def test_every_refusal_names_its_close_code(repository: "Repository") -> None:
    folder = repository.root / "tests" / "vectors" / "invalid"
    vectors = _read_all(folder)
    assert vectors
    for name, text in vectors.items():
        assert '"close_code"' in text or '"close"' in text or '"error"' in text, name
