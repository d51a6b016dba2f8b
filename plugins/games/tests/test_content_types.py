"""What files are."""

from pathlib import PurePosixPath

import pytest

from bridge_games.content_types import content_type_of


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("gd.JS", "text/javascript; charset=utf-8"),
        ("jolt-physics.wasm.wasm", "application/wasm"),
        ("box.glb", "model/gltf-binary"),
        ("level.json", "application/json"),
        ("beep.wav", "audio/wav"),
        ("song.mp3", "audio/mpeg"),
        ("intro.mp4", "video/mp4"),
        ("font.ttf", "font/ttf"),
        ("font.woff2", "font/woff2"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("resources.gdpak", "application/octet-stream"),
        ("README", "application/octet-stream"),
    ],
)
def test_ending_says_what_a_file_is(name: str, content_type: str) -> None:
    assert content_type_of(PurePosixPath(name)) == content_type
