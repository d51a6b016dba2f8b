"""Takes the documents' pictures of the panel from a real demo: `make screenshots`."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
# Long enough for a clock that is locked and for charts with a few points.
SETTLE_MS = 9_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
VIEWS: list[tuple[str, Literal["light", "dark"], int, int]] = [
    ("panel", "light", 1280, 860),
    ("panel-dark", "dark", 1280, 860),
]


@contextmanager
def running_demo(*options: str) -> Iterator[str]:
    """Start a demo on a free port; yield the address of its page."""
    with tempfile.TemporaryDirectory() as state:
        command = [sys.executable, "-m", "bridge", "demo", "--no-open", "--port", "0", *options]
        demo = subprocess.Popen(
            [*command, "--state", state],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield find_address(demo)
        finally:
            demo.terminate()
            demo.wait(timeout=20)


def find_address(demo: subprocess.Popen[str]) -> str:
    """Return the first web address that the demo prints."""
    assert demo.stdout is not None
    for line in demo.stdout:
        print(line, end="")
        found = re.search(r"https?://[^\s]+", line)
        if found:
            return found.group().rstrip(".,")
    raise SystemExit("the demo ended without printing the address of its page")


def find_chromium() -> str:
    """Return the machine's own browser."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("no Chromium on this machine: sudo apt-get install chromium")


def main() -> None:
    """Write one PNG per view."""
    with running_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name, scheme, width, height in VIEWS:
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page.goto(address)
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
            print(f"docs/pictures/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
