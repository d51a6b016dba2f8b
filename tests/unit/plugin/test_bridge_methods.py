from typing import Annotated

import msgspec
import pytest

from bridge.model.errors import CallRefused, PluginError
from bridge.model.values import JsonScalar
from bridge.plugin.admission import Admission, Role
from bridge.plugin.bridge_methods import BridgeMethod, CallRegistry, describe_method


class Greeting(msgspec.Struct, frozen=True):
    """Whom to greet."""

    name: str
    times: Annotated[int, msgspec.Meta(ge=1, le=3)] = 1


class Lists(msgspec.Struct, frozen=True):
    """What no call can carry."""

    names: tuple[str, ...]


async def greet(admission: Admission, args: Greeting) -> JsonScalar:
    return f"{admission.id} greets " + args.name * args.times


def method(name: str = "greet", role: Role = Role.GAME) -> BridgeMethod[Greeting]:
    return BridgeMethod(name, role, "Greet somebody.", Greeting, greet)


def peer(role: Role) -> Admission:
    return Admission("p", "p", role)


async def test_a_prepared_call_runs_with_checked_arguments() -> None:
    work = method().prepare(peer(Role.OPERATOR), {"name": "Ada", "times": 2})
    assert await work() == "p greets AdaAda"


@pytest.mark.parametrize("role", [Role.DEVICE, Role.VIEWER])
def test_a_role_below_the_least_is_refused_by_name(role: Role) -> None:
    with pytest.raises(CallRefused, match=f"greet needs the role game; this is a {role}") as caught:
        method().prepare(peer(role), {"name": "Ada"})
    assert caught.value.code == "forbidden"


def test_arguments_are_checked_before_anything_runs() -> None:
    with pytest.raises(CallRefused, match="times = 4: expected a whole number from 1 to 3"):
        method().prepare(peer(Role.GAME), {"name": "Ada", "times": 4})


def test_a_method_that_cannot_be_called_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="method 'Greet'"):
        method("Greet")
    with pytest.raises(ValueError, match="a device makes no calls"):
        method(role=Role.DEVICE)

    async def never(_admission: Admission, _args: Lists) -> JsonScalar:
        return None

    with pytest.raises(ValueError, match="argument 'names' of Lists"):
        BridgeMethod("never", Role.GAME, "", Lists, never)


def test_bridge_register_calls_refuses_a_second_method_of_the_same_name() -> None:
    calls = CallRegistry("first")
    calls.add(method())
    calls.plugin = "second"
    with pytest.raises(PluginError, match=r"plugin 'second': first has a method 'greet' already"):
        calls.add(method())


def test_an_unknown_method_is_told_the_nearest_one_or_all() -> None:
    calls = CallRegistry()
    with pytest.raises(CallRefused, match="'greet'; it has none"):
        calls.find("greet")
    calls.add(method())
    with pytest.raises(CallRefused, match="did you mean 'greet'") as caught:
        calls.find("gret")
    assert caught.value.code == "no_such_method"
    with pytest.raises(CallRefused, match="it has greet"):
        calls.find("reboot")
    assert calls.find("greet")[0] == "core"


def test_methods_are_listed_by_name_with_what_they_take() -> None:
    calls = CallRegistry("hello")
    for name in ("wave", "greet"):
        calls.add(method(name))
    shown = [describe_method(plugin, found) for plugin, found in calls]
    assert [(m["name"], m["role"], m["plugin"]) for m in shown] == [
        ("greet", "game", "hello"),
        ("wave", "game", "hello"),
    ]
    schema = shown[0]["args_schema"]
    assert isinstance(schema, dict)
    assert schema["properties"]["times"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 3,
        "default": 1,
    }
