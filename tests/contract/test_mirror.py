"""Each module of the core has its test file, and the reverse."""

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Repository, Source


# A module of these rooms that needs sockets is tested in tests/integration, same path.
FOLDERS = ("tests/unit", "tests/integration")


def test_every_module_has_its_test_file(repository: "Repository") -> None:
    tests = set(repository.below(*FOLDERS))
    missing = [
        source.path
        for source in repository.sources
        if source.path.startswith("bridge/") and _acts(source)
        if not any(_test_path(folder, source.path) in tests for folder in FOLDERS)
    ]
    assert not missing, "no tests/unit/<room>/test_<module>.py for:\n" + "\n".join(missing)


def _test_path(tests: str, module: str) -> str:
    folder, _, name = module.removeprefix("bridge/").rpartition("/")
    return "/".join(part for part in (tests, folder, f"test_{name}") if part)


def _acts(source: "Source") -> bool:
    """Tell whether a module does anything: interfaces and lists of names do not."""
    if source.path.endswith(("__init__.py", "__main__.py")):
        return False
    return any(not _is_interface(function) for function in source.functions())


def _is_interface(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        for statement in function.body
    )


def test_every_unit_test_file_has_its_module(repository: "Repository") -> None:
    modules = set(repository.below("bridge"))
    strays = [
        path
        for path in repository.below("tests/unit")
        if path.rsplit("/", 1)[1].startswith("test_") and not _has_module(path, modules)
    ]
    assert not strays, "these test no module of that name:\n" + "\n".join(strays)


def _has_module(test: str, modules: set[str]) -> bool:
    """Tell whether `test_hub.py` or `test_hub_interest.py` stands beside a `hub.py`."""
    folder, _, name = test.removeprefix("tests/unit/").rpartition("/")
    words = name.removeprefix("test_").removesuffix(".py").split("_")
    heads = ("_".join(words[:count]) for count in range(1, len(words) + 1))
    return any(
        "/".join(filter(None, ("bridge", folder, f"{head}.py"))) in modules for head in heads
    )
