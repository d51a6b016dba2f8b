"""Example games for the demo: exported once, and never in the way (tools/export_games.sh)."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Repository

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("sha256sum") is None,
    reason="bash or sha256sum is missing: sudo apt-get install bash coreutils",
)

EXAMPLES = "clients/gdevelop/examples"
# Stands in for node: called with the exporter, a project folder and a place for the game.
NODE = """#!/usr/bin/env bash
echo "$2" >>calls
[ "${2##*/}" = broken ] && { echo "event 3 does nothing" >&2; exit 1; }
mkdir -p "$3" && echo "<title>$2</title>" >"$3/index.html"
"""


class Checkout:
    """A folder with the scripts, an exporter and examples."""

    def __init__(self, root: Path, repository: "Repository") -> None:
        self.root = root
        for name in ("stamps.sh", "export_games.sh"):
            self.write(f"tools/{name}", repository.read(f"tools/{name}"))
        self.write("tools/setup_node.sh", "#!/usr/bin/env bash\n")
        self.write("bin/node", NODE)
        self.write("clients/gdevelop/packing/export.mjs", "// made up")
        (root / "clients/gdevelop/node_modules").mkdir()

    def write(self, path: str, text: str) -> None:
        """Write a file that may be run."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(0o755)

    def add_example(self, name: str, text: str = "{}") -> None:
        """Add an example with a picture, or change it."""
        self.write(f"{EXAMPLES}/{name}/{name}.json", text)
        self.write(f"{EXAMPLES}/{name}/preview.png", "picture")

    def export(self) -> tuple[str, str]:
        """Return what the script prints for the demo, and what it says to people."""
        environment = {**os.environ, "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}"}
        command = ["bash", str(self.root / "tools" / "export_games.sh")]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return run.stdout.strip(), run.stderr

    @property
    def games(self) -> list[str]:
        """The games that are there."""
        return sorted(path.name for path in (self.root / ".make/games").iterdir())

    @property
    def exported(self) -> list[str]:
        """What was exported since the beginning, in order."""
        calls = self.root / "calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        return [line.rpartition("/")[2] for line in lines]


@pytest.fixture
def checkout(tmp_path: Path, repository: "Repository") -> Checkout:
    """A checkout without examples."""
    return Checkout(tmp_path, repository)


def test_examples_are_exported_once_with_their_picture(checkout: Checkout) -> None:
    checkout.add_example("tilt")
    checkout.write(f"{EXAMPLES}/making/words.mjs", "// no example")
    assert checkout.export()[0] == "--games .make/games"
    assert checkout.export() == ("--games .make/games", "")
    assert (checkout.exported, checkout.games) == (["tilt"], ["tilt"])
    assert (checkout.root / ".make/games/tilt/preview.png").read_text() == "picture"


def test_example_that_changed_is_exported_again_and_one_that_is_gone_goes(
    checkout: Checkout,
) -> None:
    checkout.add_example("kart")
    checkout.add_example("tilt")
    checkout.export()
    checkout.add_example("tilt", '{"changed": true}')
    shutil.rmtree(checkout.root / EXAMPLES / "kart")
    checkout.export()
    assert (checkout.exported, checkout.games) == (["kart", "tilt", "tilt"], ["tilt"])


def test_failing_export_is_told_and_leaves_the_others(checkout: Checkout) -> None:
    checkout.add_example("broken")
    checkout.add_example("tilt")
    arguments, said = checkout.export()
    assert arguments == "--games .make/games"
    assert "broken is left out" in said
    assert "event 3 does nothing" in said
    assert checkout.games == ["tilt"]


def test_missing_exporter_is_told_and_is_no_failure(checkout: Checkout) -> None:
    checkout.add_example("tilt")
    (checkout.root / "clients/gdevelop/packing/export.mjs").unlink()
    arguments, said = checkout.export()
    assert arguments == ""
    assert "export.mjs is missing" in said


def test_missing_packages_are_told(checkout: Checkout) -> None:
    checkout.add_example("tilt")
    (checkout.root / "clients/gdevelop/node_modules").rmdir()
    arguments, said = checkout.export()
    assert arguments == ""
    assert "could not be installed" in said


def test_without_examples_there_is_nothing_to_say(checkout: Checkout) -> None:
    assert checkout.export() == ("", "")
