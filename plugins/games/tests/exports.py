"""Folders as GDevelop exports them, as small as they may be, and archives of them."""

import json
import struct
import zipfile
import zlib
from pathlib import Path

PROJECT = {
    "firstLayout": "Start",
    "properties": {
        "name": "Tilt & Turn",
        "description": "Roll the marble\nhome.",
        "windowWidth": 960,
        "windowHeight": 540,
        "orientation": "landscape",
        "loadingScreen": {"backgroundImageResourceName": "loading"},
    },
    "layouts": [],
    "resources": {"resources": [{"name": "loading", "file": "loading.png", "kind": "image"}]},
}
DATA = f"gdjs.projectData = {json.dumps(PROJECT)};\ngdjs.runtimeGameOptions = {{}};\n"


def build_png(width: int = 16, height: int = 9) -> bytes:
    """Return a picture of one colour."""
    row = b"\0" + bytes([11, 110, 105]) * width
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(row * height)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def build_game(folder: Path, *, data: str = DATA, page: str = "<title>Page</title>") -> Path:
    """Write an exported game."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(page)
    if data:
        (folder / "data.js").write_text(data)
    (folder / "loading.png").write_bytes(build_png())
    return folder


def build_zip(path: Path, *files: tuple[str, bytes]) -> Path:
    """Write an archive with these files, compressed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files or (("index.html", b"<title>Zipped</title>"),):
            archive.writestr(name, content)
    return path
