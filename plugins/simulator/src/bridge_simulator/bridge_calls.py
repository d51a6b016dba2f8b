"""What a game can ask of the bridge about simulated devices (docs/protocol.md §9.5).

Knows: names and bounds of arguments. Does not know: how devices are simulated.
"""

from typing import Annotated

import msgspec

from bridge.api import (
    Ack,
    AckStage,
    Admission,
    BridgeMethod,
    Call,
    CallRefused,
    CallRegistry,
    JsonScalar,
    PluginContext,
    Role,
)
from bridge_simulator.choices import PLACE_TAG
from bridge_simulator.pad_features import STEER
from bridge_simulator.simulations import Simulations

Share = Annotated[float, msgspec.Meta(ge=-0.5, le=1.5)]


class StartSimulation(msgspec.Struct, frozen=True):
    """`name` is a scenario; without `id` the device is called cam-1 or pad-1, if that is free."""

    name: str = "pad"
    id: str = ""


class StopSimulation(msgspec.Struct, frozen=True):
    """`id` is the device's."""

    id: str


class SetSimulatedInput(msgspec.Struct, frozen=True):
    """`input` as in `button-a`, `axis-x`, `tilt-x`, `turn` or `light`."""

    device: str
    input: str
    value: float | bool


class PlaceSimulatedTag(msgspec.Struct, frozen=True):
    """`x` and `y` from 0 to 1 in the picture; `turn` clockwise, in radians."""

    device: str
    tag_id: Annotated[int, msgspec.Meta(ge=0, le=586)]
    x: Share
    y: Share
    turn: float | None = None
    distance_m: Annotated[float, msgspec.Meta(ge=0.2, le=2.5)] | None = None


class SimulatorCalls:
    """The methods of one bridge."""

    def __init__(self, simulations: Simulations, context: PluginContext) -> None:
        self.simulations = simulations
        self._devices = context.devices

    def register(self, calls: CallRegistry) -> None:
        """Add all methods."""
        game = Role.GAME
        calls.add(
            BridgeMethod(
                "start_simulation",
                game,
                "Simulate devices inside the bridge: camera, cube, grid, tag-table, pad or all; "
                "returns their ids, joined by commas.",
                StartSimulation,
                self._start,
            )
        )
        calls.add(
            BridgeMethod(
                "stop_simulation",
                game,
                "End a simulated device that the caller asked for; an operator ends any.",
                StopSimulation,
                self._stop,
            )
        )
        calls.add(
            BridgeMethod(
                "set_simulated_input",
                game,
                "Press, push or tilt a simulated board, wherever it runs.",
                SetSimulatedInput,
                self._set_input,
            )
        )
        calls.add(
            BridgeMethod(
                "place_simulated_tag",
                game,
                "Put a tag before a simulated camera with the scene tag-table.",
                PlaceSimulatedTag,
                self._place_tag,
            )
        )

    async def _start(self, admission: Admission, args: StartSimulation) -> JsonScalar:
        return await self.simulations.start(args.name, args.id, admission)

    async def _stop(self, admission: Admission, args: StopSimulation) -> JsonScalar:
        return self.simulations.stop(args.id, admission)

    async def _set_input(self, admission: Admission, args: SetSimulatedInput) -> JsonScalar:
        return await self._call(admission, args.device, STEER, {args.input: args.value})

    async def _place_tag(self, admission: Admission, args: PlaceSimulatedTag) -> JsonScalar:
        fields: dict[str, JsonScalar] = msgspec.structs.asdict(args)
        del fields["device"]
        wanted: dict[str, JsonScalar] = {
            name: value for name, value in fields.items() if value is not None
        }
        return await self._call(admission, args.device, PLACE_TAG, wanted)

    async def _call(
        self, admission: Admission, device: str, method: str, args: dict[str, JsonScalar]
    ) -> JsonScalar:
        """Call a device in the name of the caller, who needs the right to do so."""
        call = Call(f"{method}-{device}", device, method, args)
        ack: Ack = await self._devices.call(call, admission)
        if ack.stage is not AckStage.APPLIED:
            raise CallRefused(ack.code or ack.stage.value, ack.text)
        return ack.value
