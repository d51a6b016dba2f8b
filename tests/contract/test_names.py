"""Names say what a thing is for (docs/glossary.md)."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Repository

EMPTY_WORDS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "base"}
EMPTY_PREFIXES = ("handle_", "process_", "do_", "manage_")
EMPTY_SUFFIXES = ("Manager", "Helper", "Data", "Info", "Base", "Mixin", "Util", "Utils")


def test_modules_are_named_for_their_idea(repository: "Repository") -> None:
    for path in repository.files:
        if path.endswith((".py", ".js", ".mjs", ".cpp", ".hpp", ".sh")):
            words = set(re.split(r"[/_.-]", path.lower()))
            assert not words & EMPTY_WORDS, f"{path}: {words & EMPTY_WORDS} says nothing"


def test_functions_are_named_for_what_they_give(repository: "Repository") -> None:
    found = [
        f"{source.path}:{function.lineno} {function.name}"
        for source in repository.sources
        for function in source.functions()
        if function.name.lstrip("_").startswith(EMPTY_PREFIXES)
        or set(function.name.split("_")) & EMPTY_WORDS
    ]
    assert not found, "say what it does to what:\n" + "\n".join(found)


def test_classes_are_named_for_what_they_are(repository: "Repository") -> None:
    found = [
        f"{source.path}:{cls.lineno} {cls.name}"
        for source in repository.sources
        for cls in source.classes()
        if cls.name.endswith(EMPTY_SUFFIXES)
    ]
    assert not found, "these suffixes say nothing:\n" + "\n".join(found)


def test_times_carry_their_unit(repository: "Repository") -> None:
    unclear = re.compile(r"^(ts|timestamp|time|delay|timeout|age|latency|duration)$")
    found = [
        f"{source.path}:{function.lineno} {function.name}({argument.arg})"
        for source in repository.product
        for function in source.functions()
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if unclear.match(argument.arg)
    ]
    assert not found, "name the unit (_us, _s):\n" + "\n".join(found)
