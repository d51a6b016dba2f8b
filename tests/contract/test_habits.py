"""Habits that keep a trio program honest, where the linter has no rule for them."""

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contract.conftest import Repository, Source


def _calls(source: "Source") -> "Iterator[tuple[str, ast.Call, set[str]]]":
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            arguments = {keyword.arg or "**" for keyword in node.keywords}
            yield ast.unparse(node.func), node, arguments


def test_threads_have_a_named_limiter(repository: "Repository") -> None:
    for source in repository.product:
        for name, call, arguments in _calls(source):
            if name.endswith("to_thread.run_sync"):
                assert "limiter" in arguments, (
                    f"{source.path}:{call.lineno}: give the thread a limiter of its own; "
                    "the default one is shared with everybody"
                )


def test_shields_have_a_deadline(repository: "Repository") -> None:
    for source in repository.product:
        for name, call, arguments in _calls(source):
            if "shield" in arguments and name.endswith("CancelScope"):
                assert arguments & {"deadline", "relative_deadline"}, (
                    f"{source.path}:{call.lineno}: a shield without a deadline cannot be ended"
                )


def test_memory_channels_are_bounded(repository: "Repository") -> None:
    for source in repository.product:
        for name, call, _arguments in _calls(source):
            if "open_memory_channel" in name:
                bound = ast.unparse(call.args[0]) if call.args else ""
                assert "inf" not in bound, f"{source.path}:{call.lineno}: choose a bound"


def test_nurseries_stay_in_their_function(repository: "Repository") -> None:
    kept = re.compile(r"^\s+self\.\w*nursery\w*\s*(:[^=]+)?=", re.MULTILINE)
    found = [source.path for source in repository.product if kept.search(source.text)]
    assert not found, f"a nursery in an attribute hides who waits for whom: {found}"


def test_blind_excepts_say_why(repository: "Repository") -> None:
    unexplained = []
    for source in repository.product:
        lines = source.text.splitlines()
        for handler in ast.walk(source.tree):
            if isinstance(handler, ast.ExceptHandler) and _swallows_all(handler):
                around = lines[max(0, handler.lineno - 4) : handler.lineno + 2]
                if not any("#" in text for text in around):
                    unexplained.append(f"{source.path}:{handler.lineno}")
    assert not unexplained, "say whose trouble ends here:\n" + "\n".join(unexplained)


def _swallows_all(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else "BaseException"
    is_blind = re.search(r"\b(Base)?Exception\b", caught) is not None
    return is_blind and not any(isinstance(node, ast.Raise) for node in handler.body)


def test_modules_keep_no_state(repository: "Repository") -> None:
    found = [
        f"{source.path}:{node.lineno} {ast.unparse(target)}"
        for source in repository.product
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_mutable(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if not re.fullmatch(r"_?[A-Z][A-Z0-9_]*|__all__", ast.unparse(target))
    ]
    assert not found, "two bridges must fit into one process:\n" + "\n".join(found)


def _is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func) in {"dict", "list", "set", "defaultdict", "deque"}
    return isinstance(value, ast.Dict | ast.List | ast.Set | ast.ListComp | ast.DictComp)


def test_constants_are_not_changed(repository: "Repository") -> None:
    changed = re.compile(r"^\s+_?[A-Z][A-Z0-9_]{2,}(\[.+\] = |\.(append|add|update|clear|pop)\()")
    found = [
        f"{source.path}:{number}: {line.strip()}"
        for source in repository.product
        for number, line in enumerate(source.text.splitlines(), 1)
        if changed.match(line)
    ]
    assert not found, "\n".join(found)
