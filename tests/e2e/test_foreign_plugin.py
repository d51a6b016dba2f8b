"""A stranger's plugin: built, installed beside the bridge, found, and blamed when it fails."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "foreign_plugin"
INSTALL = ["pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")

pytestmark = pytest.mark.sockets


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the plugin was installed, without any network."""
    source = tmp_path_factory.mktemp("source") / "acme-brightness"
    target = tmp_path_factory.mktemp("target")
    shutil.copytree(SOURCE, source)
    subprocess.run([sys.executable, "-m", *INSTALL, "--target", target, source], check=True)
    return target


def _list_plugins(folder: Path) -> dict[str, dict[str, object]]:
    environment = os.environ | {"PYTHONPATH": str(folder), "GAMEBRIDGE_URL": "http://127.0.0.1:9"}
    run = subprocess.run(
        [sys.executable, "-m", "bridge", "plugins", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return {record["name"]: record for record in json.loads(run.stdout)}


def test_foreign_plugin_is_found_by_its_entry_point(installed: Path) -> None:
    record = _list_plugins(installed)["brightness"]
    assert record["state"] == "loaded", record
    assert (record["distribution"], record["version"]) == ("acme-brightness", "1.0")


def test_foreign_plugin_that_cannot_be_imported_harms_nobody(
    installed: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(installed, broken)
    (broken / "acme_brightness.py").write_text("raise SystemExit('no camera today')\n")
    records = _list_plugins(broken)
    assert records["brightness"]["state"] == "failed"
    assert "no camera today" in str(records["brightness"]["error"])
    assert records["auth"]["state"] == "loaded"


@pytest.fixture
def demo(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a running demo that has the plugin."""
    command = [sys.executable, "-m", "bridge", "demo", "--no-open", "--port", "0"]
    program = subprocess.Popen(
        [*command, "--state", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(installed)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdout is not None
        found = next(filter(None, map(ADDRESS.search, program.stdout)))
        yield found.group()
        program.terminate()


@pytest.mark.slow
def test_foreign_stage_measures_what_cameras_see(demo: str) -> None:
    command = ["-m", "bridge", "tail", "x/brightness/*", "--url", demo, "--count", "2"]
    run = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=True, timeout=60
    )
    samples = [json.loads(line) for line in run.stdout.splitlines()]
    assert [sample["topic"] for sample in samples] == ["x/brightness/cam-1"] * 2
    assert all(20 < sample["value"]["mean"] < 235 for sample in samples)


def test_the_page_about_plugins_shows_these_files() -> None:
    page = (SOURCE.parents[2] / "docs/how-to/add-a-plugin.md").read_text(encoding="utf-8")
    for name in ("acme_brightness.py", "pyproject.toml"):
        assert (SOURCE / name).read_text(encoding="utf-8").rstrip() in page, name
