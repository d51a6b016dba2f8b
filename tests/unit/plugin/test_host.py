from types import ModuleType

import pytest

from bridge.model.commands import Call
from bridge.model.errors import AdmissionRefused
from bridge.model.topics import TopicKind, TopicSpec, parse_pattern
from bridge.model.values import DeviceState
from bridge.plugin.admission import Admission, Claim, LinkOpening, Role, Verb, grants_for
from bridge.plugin.bridge_methods import CallRegistry
from bridge.plugin.host import PluginHost
from bridge.plugin.loader import PluginState, record_of
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import HealthReport, TopicRegistry
from bridge.testing.dialects import Parrot
from bridge.testing.fakes import Number

SPEC = TopicSpec(parse_pattern("x/a"), TopicKind.STREAM, "Numbers.", Number)


def build_host(**hooks: object) -> PluginHost:
    """Return a host with one plugin per name `plugin__hook`."""
    modules: dict[str, ModuleType] = {}
    for name, hook in hooks.items():
        plugin, _, hook_name = name.partition("__")
        module = modules.setdefault(plugin, ModuleType(plugin))
        setattr(module, hook_name, hookimpl(hook))  # type: ignore[call-overload]  # any function
    return PluginHost([record_of(name, module) for name, module in modules.items()])


def claim(*, is_loopback: bool = True) -> Claim:
    return Claim(Role.VIEWER, "panel", "192.0.2.1", is_loopback, is_encrypted=False, channel="ws")


def broken(**_arguments: object) -> None:
    raise KeyError("told to")


def add_topic(topics: TopicRegistry) -> None:
    topics.add(SPEC)


def fail_with_topics(topics: TopicRegistry) -> None:
    raise KeyError("told to")


def test_a_plugin_that_raises_silences_no_other_plugin() -> None:
    host = build_host(
        a__bridge_register_topics=fail_with_topics,
        b__bridge_register_topics=add_topic,
    )
    topics = TopicRegistry()
    host.register_topics(topics)
    assert topics.find("x/a") is SPEC
    states = {record.name: (record.state, record.error) for record in host.records}
    assert states["a"][0] is PluginState.FAILED
    assert "KeyError" in states["a"][1]
    assert states["b"] == (PluginState.LOADED, "")


def test_a_misspelt_hook_fails_its_plugin_and_names_the_nearest() -> None:
    host = build_host(a__bridge_register_topic=add_topic)
    (record,) = host.records
    assert record.state is PluginState.FAILED
    assert "did you mean 'bridge_register_topics'" in record.error


async def _async_hook(topics: TopicRegistry) -> None: ...


def test_an_async_hook_is_refused() -> None:
    host = build_host(a__bridge_register_topics=_async_hook)
    assert "async" in host.records[0].error


def test_without_a_judge_only_loopback_is_admitted() -> None:
    host = build_host()
    admission = host.authenticate(claim())
    assert (admission.id, admission.role) == ("panel", Role.VIEWER)
    with pytest.raises(AdmissionRefused, match="only this machine"):
        host.authenticate(claim(is_loopback=False))


def test_bridge_authenticate_takes_the_first_decision() -> None:
    admission = Admission("panel", "Panel", Role.VIEWER)
    host = build_host(
        a__bridge_authenticate=lambda claim: None,
        b__bridge_authenticate=lambda claim: admission,
    )
    assert host.authenticate(claim(is_loopback=False)) is admission


def test_a_judge_that_fails_refuses() -> None:
    def judge(claim: Claim) -> None:
        raise ZeroDivisionError

    host = build_host(a__bridge_authenticate=judge)
    with pytest.raises(AdmissionRefused, match="could not decide"):
        host.authenticate(claim())
    assert host.records[0].faults == 1


@pytest.mark.parametrize("decision", [True, False, None])
def test_bridge_authorize_decides_before_the_grants(*, decision: bool | None) -> None:
    host = build_host(a__bridge_authorize=lambda admission: decision)
    admission = Admission("p", "P", Role.VIEWER, grants_for(Role.VIEWER, "p"))
    expected = True if decision is None else decision
    assert host.authorize(admission, Verb.SUBSCRIBE, "device/**") is expected


def test_bridge_command_requested_may_rewrite_or_veto() -> None:
    call = Call("1", "cam-1", "set", {"quality": 2})
    gentle = Call("1", "cam-1", "set", {"quality": 12})
    admission = Admission("p", "P", Role.GAME)
    assert build_host().command_requested(call, admission) is call
    rewriting = build_host(a__bridge_command_requested=lambda call: gentle)
    assert rewriting.command_requested(call, admission) is gentle

    def veto(call: Call) -> None:
        raise AdmissionRefused("not at night")

    with pytest.raises(AdmissionRefused, match="not at night"):
        build_host(a__bridge_command_requested=veto).command_requested(call, admission)


def test_device_joined_and_device_left_are_notices_without_a_say() -> None:
    heard: list[str] = []

    def fail(device: DeviceState) -> None:
        raise KeyError("told to")

    def hear(device: DeviceState) -> None:
        heard.append(device.id)

    host = build_host(
        a__bridge_device_joined=fail,
        b__bridge_device_joined=hear,
        b__bridge_device_left=hear,
    )
    state = DeviceState("cam-1", "Desk", online=True, since_us=0)
    host.device_joined(state)
    host.device_left(state)
    assert heard == ["cam-1", "cam-1"]
    assert [record.faults for record in host.records] == [1, 0]


def add_nothing(calls: CallRegistry, context: object) -> None:
    assert (calls.plugin, context) == ("b", "context of b")


def fail_with_calls(calls: CallRegistry) -> None:
    raise KeyError("told to")


def test_bridge_register_calls_goes_plugin_by_plugin() -> None:
    host = build_host(
        a__bridge_register_calls=fail_with_calls, b__bridge_register_calls=add_nothing
    )
    host.register_calls(
        CallRegistry(),
        lambda name: f"context of {name}",  # type: ignore[arg-type,return-value]  # test input
    )
    assert [record.state for record in host.records] == [PluginState.FAILED, PluginState.LOADED]


def test_a_fault_outside_a_hook_is_counted_against_its_plugin() -> None:
    host = build_host(a__bridge_register_calls=add_nothing, b__bridge_register_calls=add_nothing)
    host.blame("b")
    assert [record.faults for record in host.records] == [0, 1]


def test_no_device_is_called_like_the_bridge_itself() -> None:
    host = build_host(a__bridge_authenticate=admission_of)
    for role in Role:
        wanted = Claim(role, "bridge", "127.0.0.1", True, is_encrypted=False, channel="ws")
        if role is Role.DEVICE:
            with pytest.raises(AdmissionRefused, match="stands for the bridge itself"):
                host.authenticate(wanted)
        else:
            assert host.authenticate(wanted).id == "bridge"


def admission_of(claim: Claim) -> Admission:
    return Admission(claim.id, claim.id, claim.role)


def test_bridge_report_health_tells_of_plugins_that_cannot() -> None:
    def fail(report: HealthReport) -> None:
        raise OSError("no disk")

    host = build_host(
        a__bridge_report_health=fail,
        b__bridge_report_health=lambda report: report.ok("fine"),
    )
    report = HealthReport()
    host.report_health(report)
    assert [(i.plugin, i.level) for i in report.items] == [("a", "error"), ("b", "ok")]


OPENING = LinkOpening(6972, "/", (), (), "192.0.2.1")


def test_bridge_choose_dialect_takes_the_first_decision() -> None:
    parrot = Parrot()
    host = build_host(
        a__bridge_choose_dialect=lambda opening: None,
        b__bridge_choose_dialect=lambda opening: parrot if opening.port == 6972 else None,
    )
    assert host.choose_dialect(OPENING) is parrot
    assert host.choose_dialect(LinkOpening(1, "/", (), (), "")) is None


def fail_to_choose(opening: LinkOpening) -> None:
    raise KeyError("told to")


@pytest.mark.parametrize("choose", [lambda opening: "a string", fail_to_choose])
def test_what_is_no_dialect_serves_no_link(choose: object) -> None:
    assert build_host(a__bridge_choose_dialect=choose).choose_dialect(OPENING) is None
