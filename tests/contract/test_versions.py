"""The core and its plugins move together."""

import re
from typing import TYPE_CHECKING

import bridge

if TYPE_CHECKING:
    from tests.contract.conftest import Repository


def test_the_package_and_its_metadata_agree(repository: "Repository") -> None:
    assert f'\nversion = "{bridge.__version__}"\n' in repository.read("pyproject.toml")


def test_plugins_have_the_version_of_the_core(repository: "Repository") -> None:
    for name in repository.plugins:
        pyproject = repository.read(f"plugins/{name}/pyproject.toml")
        assert f'\nversion = "{bridge.__version__}"\n' in pyproject, f"plugins/{name}"


def test_plugins_ask_for_this_core_and_no_later_minor(repository: "Repository") -> None:
    major, minor, _ = bridge.__version__.split(".")
    wanted = f'"gamebridge>={major}.{minor},<{major}.{int(minor) + 1}"'
    for name in repository.plugins:
        pyproject = repository.read(f"plugins/{name}/pyproject.toml")
        assert wanted in pyproject, f"plugins/{name}: expected the dependency {wanted}"


def test_plugins_announce_themselves_by_entry_point(repository: "Repository") -> None:
    for name in repository.plugins:
        pyproject = repository.read(f"plugins/{name}/pyproject.toml")
        expected = f'[project.entry-points."gamebridge.plugins"]\n{name} = "bridge_{name}.plugin"\n'
        assert expected in pyproject, f"plugins/{name}"
        assert f'\nname = "gamebridge-{name}"\n' in pyproject
        assert '\nrequires-python = ">=3.11"\n' in pyproject


def test_constraints_hold_names_and_versions_only(repository: "Repository") -> None:
    for line in repository.read("constraints.txt").splitlines():
        assert re.fullmatch(r"[a-z0-9.-]+==[0-9][a-z0-9.]*", line), line
