"""GameBridge.json belongs to the sources that lie beside it."""

import subprocess

from tests.gdevelop.exporting import CLIENT, LIMIT_S, node_or_skip


def run_script(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the packer's scripts."""
    command = [node_or_skip(), *words]
    return subprocess.run(
        command, cwd=CLIENT, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )


def test_the_extension_is_what_its_sources_give() -> None:
    run = run_script("packing/pack.mjs", "--check")
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_extension_keeps_the_rules_of_the_store() -> None:
    run = run_script("packing/lint.mjs", "GameBridge.json")
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_exporter_explains_itself() -> None:
    told = run_script("packing/export.mjs", "--help")
    assert told.returncode == 0
    assert "PROJECT_FOLDER OUT_FOLDER" in told.stdout
    wrong = run_script("packing/export.mjs")
    assert wrong.returncode == 2
    assert "Usage:" in wrong.stderr


def test_a_folder_without_a_project_is_named() -> None:
    run = run_script("packing/export.mjs", "packing/rules", "unused")
    assert run.returncode == 1
    assert "packing/rules has 0 JSON files" in run.stderr
