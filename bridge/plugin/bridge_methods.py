"""What can be asked of the bridge itself, and what plugins add to it.

Knows: methods, their arguments and who may call them. Does not know: how a call comes in.
"""

import difflib
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import msgspec

from bridge.model.errors import CallRefused, PluginError
from bridge.model.values import JsonScalar
from bridge.plugin.admission import LADDER, Admission, Role, is_at_least
from bridge.plugin.call_args import check_schema, parse_args

A = TypeVar("A", bound=msgspec.Struct)
Work = Callable[[], Awaitable[JsonScalar]]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class BridgeMethod(Generic[A]):
    """One thing that peers may ask of the bridge: `{"target": "bridge", "method": name}`.

    `role` is the least role that may call it. `args_schema` has scalar fields only; their
    types and bounds are checked before `run` is called. `run` may wait, is cancelled at
    the call's deadline and when its caller leaves, and returns what the final ack carries.
    It raises CallRefused when it will not; any other exception is the plugin's fault.
    """

    name: str
    role: Role
    summary: str
    args_schema: type[A]
    run: Callable[[Admission, A], Awaitable[JsonScalar]]

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ValueError(
                f"method {self.name!r}: use up to 64 characters of a-z, 0-9 and '_', as in "
                "'start_recording'"
            )
        if self.role not in LADDER:
            raise ValueError(f"method {self.name!r}: a {self.role} makes no calls")
        check_schema(self.args_schema)

    def prepare(self, admission: Admission, args: Mapping[str, JsonScalar]) -> Work:
        """Return the work of one call; CallRefused when it may not be done like this."""
        if not is_at_least(admission.role, self.role):
            raise CallRefused(
                "forbidden", f"{self.name} needs the role {self.role}; this is a {admission.role}"
            )
        parsed = parse_args(self.args_schema, args)
        return lambda: self.run(admission, parsed)


class RegisteredMethod(Protocol):
    """A BridgeMethod, whatever its arguments are."""

    @property
    def name(self) -> str:
        """The method's name on the wire."""
        ...  # pragma: no cover

    @property
    def role(self) -> Role:
        """The least role that may call it."""
        ...  # pragma: no cover

    @property
    def summary(self) -> str:
        """What it does, in one sentence."""
        ...  # pragma: no cover

    @property
    def args_schema(self) -> type[msgspec.Struct]:
        """What it takes."""
        ...  # pragma: no cover

    def prepare(self, admission: Admission, args: Mapping[str, JsonScalar]) -> Work:
        """Return the work of one call, or raise CallRefused."""
        ...  # pragma: no cover


@dataclass(slots=True)
class CallRegistry:
    """The methods of one bridge, each with the plugin that added it."""

    plugin: str = "core"  # Set by the host to whose turn it is.
    methods: dict[str, tuple[str, RegisteredMethod]] = field(default_factory=dict)

    def add(self, method: BridgeMethod[A]) -> None:
        """Add a method; its name must be new."""
        if method.name in self.methods:
            owner = self.methods[method.name][0]
            raise PluginError(self.plugin, f"{owner} has a method {method.name!r} already")
        self.methods[method.name] = (self.plugin, method)

    def find(self, name: str) -> tuple[str, RegisteredMethod]:
        """Return a method and its plugin; CallRefused names the nearest one."""
        found = self.methods.get(name)
        if found is None:
            raise CallRefused("no_such_method", self._unknown_text(name))
        return found

    def _unknown_text(self, name: str) -> str:
        known = sorted(self.methods)
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            return f"the bridge has no method {name!r}: did you mean {near[0]!r}?"
        return f"the bridge has no method {name!r}; it has {', '.join(known) or 'none'}"

    def __iter__(self) -> Iterator[tuple[str, RegisteredMethod]]:
        return iter(self.methods[name] for name in sorted(self.methods))


def describe_method(plugin: str, method: RegisteredMethod) -> dict[str, object]:
    """Return a method as plain values, with the JSON Schema of its arguments."""
    (reference,), components = msgspec.json.schema_components([method.args_schema])
    schema = components[str(reference["$ref"]).rpartition("/")[2]]
    return {
        "name": method.name,
        "role": str(method.role),
        "summary": method.summary,
        "plugin": plugin,
        "args_schema": schema,
    }
