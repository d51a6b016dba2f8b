import sys
from pathlib import Path
from types import ModuleType

import pytest

from bridge.plugin.loader import PluginChoice, PluginState, discover, record_of, unknown_names

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n"


def install(folder: Path, name: str, source: str) -> None:
    """Make a distribution with one plugin module that is found on the path."""
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA.format(name=name))
    (info / "entry_points.txt").write_text(f"[gamebridge.plugins]\n{name} = {name}_plugin\n")
    (folder / f"{name}_plugin.py").write_text(source)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return tmp_path


@pytest.mark.parametrize("fault", ["raise KeyError('told to')", "import sys; sys.exit(3)", "1 +"])
def test_a_plugin_that_cannot_be_imported_is_a_record_and_not_an_end(
    folder: Path, fault: str
) -> None:
    install(folder, "acmebroken", fault)
    records = {r.name: r for r in discover(PluginChoice(frozenset({"acmebroken"})))}
    record = records["acmebroken"]
    assert record.state is PluginState.FAILED
    assert record.error.startswith("import failed")
    sys.modules.pop("acmebroken_plugin", None)


def test_a_strangers_plugin_is_found_with_its_version(folder: Path) -> None:
    install(folder, "acmegood", "")
    records = {r.name: r for r in discover(PluginChoice(frozenset({"acmegood"})))}
    found = records["acmegood"]
    assert (found.distribution, found.version) == ("acmegood", "1.2")
    assert found.state is PluginState.LOADED
    sys.modules.pop("acmegood_plugin", None)


def test_a_plugin_that_was_not_chosen_is_not_even_imported(folder: Path) -> None:
    install(folder, "acmeoff", "raise KeyError")
    choice = PluginChoice(only=frozenset(), disabled=frozenset({"acmeoff"}))
    record = next(r for r in discover(choice) if r.name == "acmeoff")
    assert (record.state, record.error) == (PluginState.DISABLED, "")


def test_names_that_are_not_installed_are_told() -> None:
    records = [record_of("pose", ModuleType("pose"))]
    choice = PluginChoice(only=frozenset({"pose", "poes"}))
    assert unknown_names(choice, records) == {"poes"}
