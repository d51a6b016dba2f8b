from contextlib import suppress
from types import ModuleType

import msgspec
import pytest
import trio

from bridge.client import (
    CallAck,
    Client,
    ClientClosed,
    ClientRefused,
    open_client,
    open_http_device,
)
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.values import DeviceFeature, JsonScalar, Mark
from bridge.plugin.admission import Admission, Role
from bridge.plugin.bridge_methods import BridgeMethod, CallRegistry
from bridge.plugin.markers import hookimpl
from bridge.testing.harness import running_bridge
from bridge.wire.constants import CLOSE_DRAINING

pytestmark = pytest.mark.sockets


async def test_a_bridge_that_is_asked_to_end_says_goodbye_to_everyone() -> None:
    ends: list[ClientClosed] = []

    async def read_to_the_end(client: Client) -> None:
        try:
            async for _sample in await client.subscribe(["device/**"]):
                pass
        except ClientClosed as closed:
            ends.append(closed)

    with trio.fail_after(10):
        async with running_bridge() as running:
            with pytest.RaisesGroup(ClientClosed, allow_unwrapped=True, flatten_subgroups=True):
                async with open_client(running.url, role="viewer") as client:
                    running.stop.set()
                    await read_to_the_end(client)
                    raise ends[0]
    assert (ends[0].code, ends[0].reason) == (CLOSE_DRAINING, "shutting_down")
    assert ends[0].retry_after_s > 0


async def test_open_calls_are_cancelled_before_the_goodbye() -> None:
    acks: list[Ack] = []
    async with (
        running_bridge() as running,
        open_client(running.url, role="device", id="cam-1") as device,
    ):
        running.bridge.desk.call(Call("1", "cam-1", "reboot"), acks.append)
        await anext(device.calls())
        running.stop.set()
        while not acks[-1].stage.is_final:  # noqa: ASYNC110 - it ends in its own tasks.
            await trio.sleep(0.01)
    assert [ack.stage for ack in acks] == [AckStage.ACCEPTED, AckStage.SENT, AckStage.CANCELLED]


async def test_a_reader_that_has_stopped_reading_does_not_hold_up_the_end() -> None:
    with trio.fail_after(10):
        async with running_bridge(settings="[bridge]\nport = 0\ngrace_s = 1\n") as running:
            stalled = await trio.open_tcp_stream("127.0.0.1", running.port)
            await stalled.send_all(b"GET /healthz HTTP/1.1\r\n")
            running.bridge.hub.publish("session/a/mark", Mark("still working"))
            running.stop.set()
        await stalled.aclose()


async def test_outputs_go_back_to_their_safe_values_before_the_goodbye() -> None:
    led = DeviceFeature("led", "output", "bool", default=False)
    heard: list[object] = []

    async def obey(device: Client) -> None:
        with suppress(ClientClosed):
            async for call in device.calls():
                heard.append(call.args["led"])
                await call.applied(call.args["led"])

    with trio.fail_after(10):
        async with (
            running_bridge() as running,
            open_client(running.url, role="device", id="lamp", features=(led,)) as device,
            open_client(running.url, role="game") as game,
            trio.open_nursery() as nursery,
        ):
            nursery.start_soon(obey, device)
            await game.call("lamp", "set", {"led": True})
            running.stop.set()
            while heard[-1] is not False:  # noqa: ASYNC110 - the bridge ends in its own tasks.
                await trio.sleep(0.01)
            nursery.cancel_scope.cancel()
    assert heard == [True, False]


class Word(msgspec.Struct, frozen=True):
    """One word."""

    word: str = "nothing"


async def echo(admission: Admission, args: Word) -> JsonScalar:
    return f"{admission.id}: {args.word}"


async def wait(_admission: Admission, _args: Word) -> JsonScalar:
    await trio.sleep_forever()
    return None


@hookimpl
def _register_calls(calls: CallRegistry) -> None:
    calls.add(BridgeMethod("echo", Role.GAME, "Say it back.", Word, echo))
    calls.add(BridgeMethod("wait", Role.GAME, "Never end.", Word, wait))


def parlour() -> ModuleType:
    """Return a plugin with two methods."""
    module = ModuleType("bridge_parlour.plugin")
    vars(module)["bridge_register_calls"] = _register_calls
    return module


async def test_bridge_register_calls_adds_what_a_game_can_ask_of_the_bridge() -> None:
    async with (
        running_bridge([parlour()]) as running,
        open_client(running.url, role="game", id="quiz") as game,
    ):
        assert await game.call_bridge("echo", word="hello") == "quiz: hello"
        with pytest.raises(ClientRefused, match="did you mean 'echo'") as caught:
            await game.call_bridge("ecco")
    assert caught.value.code == "no_such_method"


async def test_calls_to_the_bridge_are_cancelled_before_the_goodbye() -> None:
    stages: list[str] = []
    with trio.fail_after(10):
        async with (
            running_bridge([parlour()]) as running,
            open_client(running.url, role="game", id="quiz") as game,
        ):

            def stop_once_accepted(ack: CallAck) -> None:
                stages.append(ack.stage)
                running.stop.set()

            game.watch(CallAck, stop_once_accepted)
            ack = await game.call("bridge", "wait")
    assert (stages, ack.code) == (["accepted", "cancelled"], "draining")


async def test_no_device_joins_by_the_bridge_s_own_name() -> None:
    async with running_bridge() as running:
        with pytest.raises(ClientRefused, match="stands for the bridge itself"):
            async with open_client(running.url, role="device", id="bridge"):
                pass
        with pytest.raises(ClientRefused, match="stands for the bridge itself"):
            async with open_http_device(running.http_url, id="bridge"):
                pass
        assert running.bridge.directory.states() == []
