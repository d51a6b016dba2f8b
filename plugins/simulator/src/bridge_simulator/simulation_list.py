"""What others are told of the simulations inside the bridge."""

import msgspec

from bridge.api import TopicKind, TopicSpec, parse_pattern

TOPIC = "x/simulator/simulations"
MAX_SIMULATIONS = 8


class SimulationState(msgspec.Struct, frozen=True):
    """One simulated device inside the bridge. `games` is how many sessions asked for it;
    one that is not `is_kept` ends a little after the last of them."""

    id: str
    scenario: str
    started_by: str
    since_us: int
    games: int
    is_kept: bool


class SimulationList(msgspec.Struct, frozen=True):
    """What runs inside the bridge. Topic `x/simulator/simulations`, retained."""

    simulations: tuple[SimulationState, ...] = ()
    most: int = MAX_SIMULATIONS


SIMULATIONS_TOPIC = TopicSpec(
    parse_pattern(TOPIC),
    TopicKind.STATE,
    "Simulated devices that the bridge itself runs, and who asked for them.",
    SimulationList,
)
