"""Only what a page is made of can be read, and it is found wherever it is installed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import SettingsError
from bridge_panel import pages
from bridge_panel.pages import find_page, web_root


def test_a_checkout_serves_the_pages_that_are_worked_on() -> None:
    root = web_root()
    assert root.parts[-2:] == ("clients", "web")
    assert find_page(root, "src/panel/main.js") is not None


def test_a_wheel_serves_its_own_copy(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = root.parent
    monkeypatch.setattr(pages, "__file__", str(package / "pages.py"))
    assert web_root() == package / "web"


def test_the_setting_comes_first(root: Path) -> None:
    assert web_root(str(root)) == root


def test_a_setting_without_a_page_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"web_folder .* holds no index\.html"):
        web_root(str(tmp_path))


def test_a_package_without_its_pages_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "__file__", str(tmp_path / "a" / "b" / "c" / "d" / "pages.py"))
    with pytest.raises(SettingsError, match="install gamebridge-panel again"):
        web_root()


@pytest.mark.parametrize(
    "name", ["index.html", "icon.svg", "src/panel/main.js", "style/ground.css"]
)
def test_files_of_the_page_are_found(root: Path, name: str) -> None:
    assert find_page(root, name) == root / name


@pytest.mark.parametrize(
    "name",
    [
        "package.json",
        "tests/main.test.js",
        "src",
        "src/",
        "src/notes.txt",
        "src/.hidden.js",
        "src/none.js",
        "../secret.js",
        "src/../../secret.js",
        "src//panel/main.js",
        "src\\panel\\main.js",
        "",
    ],
)
def test_other_files_are_not(root: Path, name: str) -> None:
    assert find_page(root, name) is None


def test_a_link_out_of_the_folder_leads_nowhere(root: Path) -> None:
    (root / "src" / "out.js").symlink_to(root.parent / "secret.js")
    assert find_page(root, "src/out.js") is None


@given(st.text(alphabet="./\\srctyle:%~ab", max_size=30))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    root = web_root()
    found = find_page(root, name)
    assert found is None or found.resolve().is_relative_to(root.resolve())
