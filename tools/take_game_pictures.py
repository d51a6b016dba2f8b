"""Takes the pictures of the example games and of the tutorial: `make screenshots`.

Games are exported, served by a real demo and played in Chromium; events are drawn with the
editor's own sentences by clients/gdevelop/packing/event_sheet.mjs.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.take_screenshots import FLAGS, PICTURES, find_chromium, running_demo

GDEVELOP = Path(__file__).parents[1] / "clients" / "gdevelop"
EXAMPLES = GDEVELOP / "examples"
TUTORIAL = PICTURES / "first-game"
# Software rendering: these pictures look the same on every machine.
GL_FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
# Long enough to connect, to see a camera and for something to have happened.
PLAY_MS = 14_000
STEPS = {
    "connect": "Connect",
    "look": "Look",
    "move": "Move",
    "press": "Press",
    "overlay": "When it does not work",
}


def node(*arguments: str | Path) -> str:
    """Run one of the extension's scripts; return what it prints."""
    command = ["node", *map(str, arguments)]
    done = subprocess.run(command, cwd=GDEVELOP, check=True, capture_output=True, text=True)
    return done.stdout


def examples() -> list[str]:
    """Return the names of the examples."""
    return sorted(folder.name for folder in EXAMPLES.iterdir() if (folder / "game.js").exists())


@contextmanager
def exported_games() -> Iterator[tuple[Path, Path]]:
    """Export everything; yield the folder of the games and the tutorial's project file."""
    with tempfile.TemporaryDirectory() as folder:
        games, tutorial = Path(folder, "games"), Path(folder, "first-game")
        tutorial.mkdir()
        project = tutorial / "first-game.json"
        project.write_text(node("examples/making/write.js", "--print", "tutorial"))
        shutil.copytree(EXAMPLES / "telemetry-hello" / "assets", tutorial / "assets")
        for source in [*(EXAMPLES / name for name in examples()), tutorial]:
            node("packing/export.mjs", source, games / source.name)
        yield games, project


def play(browser: Browser, address: str, target: Path, size: tuple[int, int]) -> None:
    """Play a game for some seconds and take its picture."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    page.wait_for_timeout(PLAY_MS)
    page.screenshot(path=target)
    page.close()
    print(target)


def draw_events(browser: Browser, project: Path) -> None:
    """Draw one picture per step of the tutorial."""
    page = browser.new_page(viewport={"width": 880, "height": 100})
    for name, group in STEPS.items():
        page.set_content(node("packing/event_sheet.mjs", project, "Game", group))
        page.screenshot(path=TUTORIAL / f"events-{name}.png", full_page=True)
        print(TUTORIAL / f"events-{name}.png")
    page.close()


def main() -> None:
    """Take all pictures."""
    TUTORIAL.mkdir(parents=True, exist_ok=True)
    with (
        exported_games() as (games, project),
        running_demo("--games", str(games)) as address,
        sync_playwright() as playwright,
    ):
        flags = [*(flag for flag in FLAGS if flag != "--disable-gpu"), *GL_FLAGS]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        draw_events(browser, project)
        home = address.rstrip("/")
        play(browser, f"{home}/", TUTORIAL / "panel.png", (1280, 860))
        play(browser, f"{home}/games/first-game/", TUTORIAL / "playing.png", (640, 360))
        for name in examples():
            play(browser, f"{home}/games/{name}/", EXAMPLES / name / "preview.png", (960, 540))
        browser.close()


if __name__ == "__main__":
    main()
