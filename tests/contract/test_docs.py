"""Documents agree with the code, and with each other."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec
import pytest
from quart_trio import QuartTrio

from bridge.app.assembly import Bridge
from bridge.app.clock import SystemClock
from bridge.app.settings import Settings
from bridge.plugin.hookspecs import Hookspecs
from bridge.plugin.loader import PluginChoice, discover

if TYPE_CHECKING:
    from tests.contract.conftest import Repository, Source

HOOKS = [name for name in vars(Hookspecs) if name.startswith("bridge_")]
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
FLAGS = re.DOTALL | re.MULTILINE
SETTINGS_PAGE = "docs/reference/settings.md"


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_documented_with_its_arguments(repository: "Repository", hook: str) -> None:
    arguments = [a for a in inspect.signature(getattr(Hookspecs, hook)).parameters if a != "self"]
    heading = f"### {hook}({', '.join(arguments)})"
    assert heading in repository.read("docs/reference/hooks.md").splitlines()


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_has_a_test_named_after_it(repository: "Repository", hook: str) -> None:
    word = hook.removeprefix("bridge_")
    names = [
        function.name
        for source in repository.sources
        if "/test_" in source.path
        for function in source.functions()
    ]
    assert any(word in name for name in names), f"no test's name has {word!r} in it"


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_used_by_the_host(repository: "Repository", hook: str) -> None:
    assert f'"{hook}"' in repository.read("bridge/plugin/host.py")


def test_generated_reference_pages_are_fresh(repository: "Repository") -> None:
    command = [sys.executable, "tools/write_reference.py", "--check"]
    run = subprocess.run(command, cwd=repository.root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_core_settings_are_documented(repository: "Repository") -> None:
    page = repository.read(SETTINGS_PAGE)
    for table in msgspec.structs.fields(Settings):
        kind = table.type
        if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
            continue
        for key in msgspec.structs.fields(kind):
            assert f"| `{table.name}.{key.name}` |" in page, f"{table.name}.{key.name}"


def test_plugin_settings_are_documented(repository: "Repository") -> None:
    page = repository.read(SETTINGS_PAGE)
    for source in repository.product:
        if source.path.startswith("plugins/") and source.path.endswith("/settings.py"):
            plugin = source.path.split("/")[1]
            for key in _settings_keys(source, f"{plugin.capitalize()}Settings"):
                assert f"| `plugin.{plugin}.{key}` |" in page, f"plugin.{plugin}.{key}"


def _settings_keys(source: "Source", name: str) -> list[str]:
    """Return the fields of the class that a plugin reads its table as."""
    return [
        field.target.id
        for cls in source.classes()
        if cls.name == name
        for field in cls.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    ]


def test_http_routes_are_documented(repository: "Repository", tmp_path: Path) -> None:
    page = repository.read("docs/reference/http.md")
    bridge = Bridge(
        Settings(legacy={"all": True}), discover(PluginChoice()), SystemClock(), tmp_path
    )
    app = QuartTrio("routes", static_folder=None)
    for site in bridge.registries.routes.sites:
        app.register_blueprint(site.blueprint, name=f"{site.blueprint.name}:{site.port}")
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert f"`{method} {path}`" in page, f"{method} {path}"


def test_http_routes_of_the_core_are_documented(repository: "Repository") -> None:
    page = repository.read("docs/reference/http.md")
    source = repository.read("bridge/transport/http_rest.py")
    paths = re.findall(r'^ +(?:blueprint\.add_url_rule)?\(?"(/[^"]+)"', source, re.MULTILINE)
    assert "/healthz" in paths
    for path in paths:
        shown = path.replace("<", "{").replace(">", "}")
        assert f" {shown}`" in page, shown


def test_links_between_pages_resolve(repository: "Repository") -> None:
    broken = []
    for page in repository.pages:
        for target in LINK.findall(_without_code(repository.read(page))):
            if target.startswith(("http://", "https://", "mailto:")):
                continue
            path, _, anchor = target.partition("#")
            if not _resolves(repository, page, path, anchor):
                broken.append(f"{page}: {target}")
    assert not broken, "\n".join(broken)


def _resolves(repository: "Repository", page: str, path: str, anchor: str) -> bool:
    file = (repository.root / PurePosixPath(page).parent / path).resolve() if path else None
    if file is not None and not file.exists():
        return False
    if not anchor or (file is not None and file.suffix != ".md"):
        return True
    text = file.read_text(encoding="utf-8") if file else repository.read(page)
    return anchor in {_anchor_of(line) for line in text.splitlines() if line.startswith("#")}


def _anchor_of(heading: str) -> str:
    words = re.sub(r"[^\w\s-]", "", heading.lstrip("#").strip().lower())
    return words.replace(" ", "-")


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]+`", "", text, flags=re.DOTALL)


def test_python_in_documents_parses_and_imports_what_exists(repository: "Repository") -> None:
    missing = []
    for page in repository.pages:
        for block in re.findall(r"^```python\n(.*?)^```", repository.read(page), FLAGS):
            for node in ast.walk(ast.parse(block, page)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bridge"):
                    module = importlib.import_module(str(node.module))
                    missing += [a.name for a in node.names if not hasattr(module, a.name)]
    assert not missing


def test_paths_in_documents_exist(repository: "Repository") -> None:
    heads = "bridge|plugins|clients|docs|tests|tools|benchmarks|firmware"
    named = re.compile(rf"`((?:{heads})/[A-Za-z0-9_./-]+)`")
    missing = [
        f"{page}: {path}"
        for page in repository.pages
        for path in named.findall(repository.read(page))
        if not (repository.root / path).exists()
    ]
    assert not missing, "\n".join(missing)


def test_prose_has_one_sentence_per_line(repository: "Repository") -> None:
    two = re.compile(r"[a-z)`*]\. [A-Z`*\[]")
    found = []
    for page in repository.pages:
        for line in _without_code(repository.read(page)).splitlines():
            is_prose = not re.match(r"[|#>]|    |- |\d+\. ", line)
            if is_prose and two.search(line.replace("e.g. ", "").replace("i.e. ", "")):
                found.append(f"{page}: {line[:90]}")
    assert not found, "\n".join(found)
