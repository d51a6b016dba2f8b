"""Real exports of GDevelop, played from the bridge: 2D, 3D and both physics engines."""

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bridge.testing.programs import needs
from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish
from plugins.games.tests.exports import build_png

if TYPE_CHECKING:
    from tests.e2e.conftest import Chromium, RunProgram

HERE = Path(__file__).parent
TOOLS = HERE.parents[2] / "clients" / "gdevelop" / "node_modules" / "gdcore-tools"
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.browser,
    pytest.mark.slow,
    needs("node", "nodejs"),
    pytest.mark.skipif(
        not TOOLS.is_dir(), reason="gdcore-tools is missing: cd clients/gdevelop && npm ci"
    ),
    pytest.mark.skipif(
        not FONT.is_file(), reason="a font is missing: sudo apt-get install fonts-dejavu-core"
    ),
]


def export(kind: str, folder: Path) -> Path:
    """Export a small game of some kind by GDevelop's own exporter."""
    picture = folder / "picture.png"
    picture.write_bytes(build_png(64, 64))
    node = shutil.which("node")
    assert node is not None
    places = [folder / "project", folder / "game", picture, FONT]
    command = [node, str(HERE / "export_trial.mjs"), str(TOOLS), kind, *map(str, places)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert run.returncode == 0, run.stderr
    return folder / "game"


def faults(problems: list[str]) -> list[str]:
    """Return what a page complained of, but for what every export does by itself.

    GDevelop names a WebAssembly file of three.js as a script and looks for the picture of a
    loading screen that has none; what the sandbox takes away is what its storage tells of.
    """
    engine = ("draco_decoder", 'texture for resource ""', "[Storage]", "THREE.", "three.js")
    drawing = ("[.WebGL-", "WebGL:")
    return [text for text in problems if not any(word in text for word in engine + drawing)]


@pytest.mark.parametrize("kind", ["2d", "3d", "physics2d", "physics3d"])
def test_export_is_played_without_a_fault(
    run_program: "RunProgram", chromium: "Chromium", tmp_path: Path, kind: str
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (game,) = GameShelf(state).add(AddWish(str(export(kind, tmp_path)), "trial"))
    assert (game.title, game.facts.width_px) == (f"Trial {kind}", 800)
    with (
        run_program("run", "--port", "0", "--state", str(state)) as address,
        chromium.open_page(f"{address}/games/trial/", size=(640, 400)) as page,
    ):
        page.wait_until("(window.trial?.frames ?? 0) > 5")
        if kind.startswith("physics"):
            page.wait_until("trial.fallen > 1")
        told = page.evaluate("trial")
        assert isinstance(told, dict)
        assert told["text"] == "hello"
        assert (page.violations(), faults(page.problems)) == ([], [])
