"""Write the files of tests/vectors as a C++ header, so that the tests need no file system.

Called by CMake with the folder of the vectors and the path of the header.
"""

import sys
from pathlib import Path

HEAD = """// Written by write_vectors.py from tests/vectors.
#pragma once

#include <string_view>

struct VectorFile {
    std::string_view folder;
    std::string_view name;
    std::string_view json;
};

constexpr VectorFile kVectors[] = {
"""


def main(folder: Path, header: Path) -> None:
    """Write every vector as one raw literal."""
    rows = [_row(path) for path in sorted(folder.glob("*/*.json"))]
    header.parent.mkdir(parents=True, exist_ok=True)
    header.write_text(HEAD + "".join(rows) + "};\n", encoding="utf-8")


def _row(path: Path) -> str:
    json = path.read_text("utf-8")
    return f'    {{"{path.parent.name}", "{path.stem}", R"vector({json})vector"}},\n'


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
