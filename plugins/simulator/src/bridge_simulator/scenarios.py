"""What can be simulated inside the bridge, by name. Loads at once."""

from bridge_simulator.choices import TAG_TABLE

PAD = "pad"
ALL = "all"
CAMERA_SCENES = {"camera": "table", "cube": "cube", "grid": "grid", TAG_TABLE: TAG_TABLE}
# What `all` starts: one of each kind that a game may want.
_ALL = ("camera", PAD, TAG_TABLE)
SCENARIOS = (*CAMERA_SCENES, PAD, ALL)


def parts_of(scenario: str) -> tuple[str, ...]:
    """Return the devices that a scenario is made of, each itself a scenario."""
    return _ALL if scenario == ALL else (scenario,)


def stem_of(scenario: str) -> str:
    """Return the beginning of a device's name, which a number follows."""
    return PAD if scenario == PAD else "cam"
