"""The commands that people are told to type."""

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Repository

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def _targets(repository: "Repository") -> set[str]:
    return set(re.findall(r"^([a-z-]+):", repository.read("Makefile"), re.MULTILINE))


@needs_make
def test_make_alone_lists_every_target_with_a_line(repository: "Repository") -> None:
    command = ["make", "--no-print-directory"]
    run = subprocess.run(command, cwd=repository.root, capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in run.stdout.splitlines()}
    assert listed == _targets(repository) - {"setup-tests"}


def test_documents_name_targets_that_exist(repository: "Repository") -> None:
    targets = _targets(repository)
    for page in repository.pages:
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", repository.read(page), re.MULTILINE):
            assert name in targets, f"{page}: there is no `make {name}`"


@needs_bash
def test_scripts_are_bash_that_parses(repository: "Repository") -> None:
    for path in [*repository.below("tools", suffix=".sh"), ".ci/run"]:
        assert repository.read(path).startswith(("#!/usr/bin/env bash", "# Sourced")), path
        subprocess.run(["bash", "-n", path], cwd=repository.root, check=True)


def test_ci_ends_in_the_tests(repository: "Repository") -> None:
    assert repository.read(".ci/run").rstrip().endswith("exec make test")


def test_pytest_is_the_last_step_of_the_tests(repository: "Repository") -> None:
    script = repository.read("tools/test.sh")
    assert script.index("step ") < script.index("-m pytest")
