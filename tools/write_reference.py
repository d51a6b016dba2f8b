"""Writes what docs/reference can know from the code: hooks, topics, calls, command line.

Each page keeps its own words; what lies between the two marks is replaced. With --check
nothing is written, and the exit status is 1 when a page differs.
"""

import argparse
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import click
import msgspec
from click.testing import CliRunner

from bridge.app.assembly import Bridge
from bridge.app.cli.program import build_program
from bridge.app.clock import SystemClock
from bridge.app.core_topics import CORE_TOPICS
from bridge.app.settings import Settings
from bridge.model.topics import TopicSpec
from bridge.plugin.call_args import expectation
from bridge.plugin.hookspecs import Hookspecs
from bridge.plugin.host import PluginHost
from bridge.plugin.loader import PluginChoice, discover
from bridge.plugin.registry import TopicRegistry

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
BEGIN = "<!-- begin: written by `make docs` -->"
END = "<!-- end -->"
HELP_WIDTH = 96


def hooks() -> Iterator[str]:
    """Yield the lines of the hooks page: one heading per hook, with its exact arguments."""
    for name, spec in vars(Hookspecs).items():
        if not name.startswith("bridge_"):
            continue
        signature = inspect.signature(spec)
        arguments = [a for a in signature.parameters if a != "self"]
        yield f"### {name}({', '.join(arguments)})"
        yield ""
        yield "```python"
        yield f"def {name}({_typed(signature)}) -> {_type_name(signature.return_annotation)}: ..."
        yield "```"
        yield ""
        yield from _paragraphs(inspect.getdoc(spec) or "")


def _typed(signature: inspect.Signature) -> str:
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    return ", ".join(f"{p.name}: {_type_name(p.annotation)}" for p in parameters)


def _type_name(annotation: object) -> str:
    if annotation is None or annotation is type(None):
        return "None"
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation.__name__
    text = str(annotation)
    for part in get_args(annotation):
        if isinstance(part, type) and not get_args(part) and part.__module__ != "builtins":
            text = text.replace(f"{part.__module__}.{part.__qualname__}", part.__name__)
    return text.replace("typing.", "").replace("NoneType", "None")


def _paragraphs(docstring: str) -> Iterator[str]:
    """Yield a docstring as Markdown: `When:` and the like begin items of a list."""
    summary, _, rest = docstring.partition("\n\n")
    yield from (" ".join(summary.split()), "")
    items: list[str] = []
    for line in rest.splitlines():
        if line and not line.startswith(" "):
            items.append(line.strip())
        elif line.strip():
            items[-1] += " " + line.strip()
    for item in items:
        label, _, text = item.partition(": ")
        yield f"- **{label}:** {text}"
    yield ""


def topics() -> Iterator[str]:
    """Yield the lines of the topics page: declarations, then the fields of each value."""
    declared = list(_declared())
    yield "| topic | kind | schema | key | from | what |"
    yield "|---|---|---|---|---|---|"
    for plugin, spec in declared:
        key = f"`{spec.key_field}`" if spec.key_field else ""
        yield (
            f"| `{spec.pattern.text}` | {spec.kind} | `{spec.schema_id}` | {key} "
            f"| {plugin} | {spec.description} |"
        )
    yield ""
    shown: set[type[msgspec.Struct]] = set()
    for _plugin, spec in declared:
        if spec.schema is not None:
            yield from _schema(spec.schema, shown)


def _declared() -> Iterator[tuple[str, TopicSpec]]:
    for spec in CORE_TOPICS:
        yield "core", spec
    for record in discover(PluginChoice()):
        registry = TopicRegistry()
        PluginHost([record]).register_topics(registry)
        for spec in registry.specs:
            yield record.name, spec


def _schema(schema: type[msgspec.Struct], shown: set[type[msgspec.Struct]]) -> Iterator[str]:
    """Yield a section on `schema`, then sections on the structs that it holds."""
    if schema in shown:
        return
    shown.add(schema)
    inner: list[type[msgspec.Struct]] = []
    yield f"### {schema.__name__}"
    yield ""
    yield from _prose(inspect.getdoc(schema) or "")
    if schema.__struct_config__.array_like:
        yield from ("On the wire it is an array of these fields, in this order.", "")
    yield "| field | type | default |"
    yield "|---|---|---|"
    for field in msgspec.structs.fields(schema):
        yield f"| `{field.name}` | {_field_type(field.type, inner)} | {_default(field)} |"
    yield ""
    for struct in inner:
        yield from _schema(struct, shown)


def _prose(docstring: str) -> Iterator[str]:
    for paragraph in docstring.split("\n\n"):
        yield from (sentence for sentence in _sentences(" ".join(paragraph.split())))
        yield ""


def _sentences(text: str) -> list[str]:
    """Return one sentence per line, as all Markdown here is written."""
    return [part if part.endswith(".") else part + "." for part in text.split(". ")]


def _field_type(kind: object, inner: list[type[msgspec.Struct]]) -> str:
    _collect_structs(kind, inner)
    text = kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)
    text = text.replace("typing.", "").replace("NoneType", "None").replace(" | ", " or ")
    for struct in inner:
        text = text.replace(f"{struct.__module__}.{struct.__qualname__}", struct.__name__)
    return f"`{text}`"


def _collect_structs(kind: object, inner: list[type[msgspec.Struct]]) -> None:
    if isinstance(kind, type) and not get_args(kind) and issubclass(kind, msgspec.Struct):
        inner.append(kind)
    for part in get_args(kind):
        _collect_structs(part, inner)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    if field.default_factory is not msgspec.NODEFAULT:
        return "empty"
    return f"`{field.default!r}`"


def commands() -> Iterator[str]:
    """Yield the lines of the command line's page: `--help` of every command."""
    program = build_program()
    yield from _help(program, ["gamebridge"])


def _help(command: click.Command, words: list[str]) -> Iterator[str]:
    yield f"### {' '.join(words)}"
    yield ""
    yield "```text"
    shown = CliRunner().invoke(
        command, ["--help"], prog_name=" ".join(words), terminal_width=HELP_WIDTH
    )
    yield from shown.output.rstrip().splitlines()
    yield "```"
    yield ""
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from _help(sub, [*words, name])


def calls() -> Iterator[str]:
    """Yield the lines of the page on calls to the bridge: one section per method."""
    with TemporaryDirectory() as folder:
        bridge = Bridge(Settings(), discover(PluginChoice()), SystemClock(), Path(folder))
        for plugin, method in bridge.registries.calls:
            yield f"### {method.name}"
            yield ""
            yield method.summary
            yield f"Role: {method.role}; plugin: {plugin}."
            yield ""
            fields = msgspec.structs.fields(method.args_schema)
            if fields:
                yield from ("| argument | what | default |", "|---|---|---|")
                yield from (_argument(field) for field in fields)
                yield ""


def _argument(field: msgspec.structs.FieldInfo) -> str:
    default = "required" if field.required else f"`{json.dumps(field.default)}`"
    return f"| `{field.encode_name}` | {expectation(field.type)} | {default} |"


PAGES = {"hooks.md": hooks, "topics.md": topics, "cli.md": commands, "calls.md": calls}


def rewritten(page: str, lines: Iterator[str]) -> str:
    """Return the text of a page with `lines` between its marks."""
    head, begin, rest = (REFERENCE / page).read_text(encoding="utf-8").partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"docs/reference/{page}: the marks {BEGIN} and {END} are missing")
    return f"{head}{BEGIN}\n\n" + "\n".join(lines).rstrip() + f"\n\n{END}{tail}"


def main() -> None:
    """Write the pages, or compare them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing, only compare")
    is_check = options.parse_args().check
    stale = []
    for page, lines in PAGES.items():
        text = rewritten(page, lines())
        path = REFERENCE / page
        if path.read_text(encoding="utf-8") == text:
            continue
        stale.append(page)
        if not is_check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"docs/reference: {', '.join(stale)} {'differ' if is_check else 'written'}")
    if stale and is_check:
        sys.exit("run `make docs`")


if __name__ == "__main__":
    main()
