"""Write the vectors anew from the wire modules: `make vectors`, or `--into FOLDER`.

A change of a file that exists already is a change of the protocol and needs a version.
"""

import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FOLDERS = ("valid", "tolerant", "invalid", "clocksync", "proof", "pairing", "pose")

Vector = dict[str, object]


def main() -> None:
    """Replace the folders of vectors below the folder that is named, or below this one."""
    # As a script, only this folder is on the path.
    sys.path.insert(0, str(ROOT))
    from tests.vectors.all_vectors import vectors_of

    target = Path(sys.argv[sys.argv.index("--into") + 1]) if "--into" in sys.argv else HERE
    for folder in FOLDERS:
        _write(target / folder, vectors_of(folder))


def _write(folder: Path, vectors: Iterable[Vector]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for vector in vectors:
        path = folder / f"{vector['name']}.json"
        if path.exists():
            raise SystemExit(f"two vectors are called {vector['name']}")
        path.write_text(_text_of(vector), encoding="utf-8", newline="\n")


def _text_of(vector: Vector) -> str:
    """Return one line per field, so that a change of one shows as one."""
    lines = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in vector.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
