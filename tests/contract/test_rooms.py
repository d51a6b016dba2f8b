"""Walls: which room may import which, and who is listed where."""

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Repository


def test_imports_point_downwards_only(repository: "Repository") -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter], cwd=repository.root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_plugin_stands_in_every_list(repository: "Repository") -> None:
    pyproject = repository.read("pyproject.toml")
    for name in repository.plugins:
        assert f'"gamebridge-{name}",' in pyproject, f"extra `all` lacks gamebridge-{name}"
        assert f"gamebridge-{name} = {{ workspace" in pyproject, f"uv sources lack {name}"
        assert f"/plugins/{name}/src" in pyproject, f"mypy_path lacks plugins/{name}/src"
        lists = len(re.findall(rf'"bridge_{name}"', pyproject))
        assert lists == 5, f"bridge_{name} stands in {lists} of 5 lists of pyproject.toml"
        assert f"-e plugins/{name}\n" in repository.read("requirements-dev.txt")


def test_the_core_names_no_plugin(repository: "Repository") -> None:
    names = "|".join(f"bridge_{name}|gamebridge-{name}" for name in repository.plugins)
    for path in repository.below("bridge"):
        found = re.findall(rf"\b({names})\b", repository.read(path))
        assert not found, f"{path} names {found[0]}"


def test_foreign_systems_are_named_in_their_own_plugins_only(repository: "Repository") -> None:
    own = ("plugins/dialects/", "plugins/sources/", "plugins/simulator/")
    systems = "s3cam|gostream|capture81|multicam|taghub"
    for source in repository.product:
        if not source.path.startswith(own):
            found = re.findall(rf"\b({systems})", source.text)
            assert not found, f"{source.path} names {found[0]}"


def test_plugin_modules_hold_hook_implementations_only(repository: "Repository") -> None:
    for source in repository.product:
        if not source.path.endswith("/plugin.py") or source.path.startswith("bridge/"):
            continue
        for function in source.functions():
            assert function.name.startswith("bridge_"), (
                f"{source.path}: {function.name}() is no hook; move it to a module of its own"
            )


def test_every_plugin_folder_is_a_whole_distribution(repository: "Repository") -> None:
    for name in repository.plugins:
        package = f"plugins/{name}/src/bridge_{name}"
        for path in (
            f"plugins/{name}/pyproject.toml",
            f"plugins/{name}/README.md",
            f"{package}/__init__.py",
            f"{package}/plugin.py",
            f"{package}/py.typed",
        ):
            assert repository.exists(path), f"plugin {name!r} lacks {path}"
        assert repository.below(f"plugins/{name}/tests"), f"plugin {name!r} has no tests"
