import pytest

from bridge.model.topics import parse_pattern
from bridge.plugin.stage import Place, Stage
from bridge.testing.fakes import Number, build_counting_stage


@pytest.mark.parametrize(
    ("takes", "gives"),
    [("device/*/a", "device/x/b"), ("device/**", "device/**"), ("a", "b/*")],
)
def test_input_and_output_need_the_same_wildcards(takes: str, gives: str) -> None:
    with pytest.raises(ValueError, match="same number"):
        Stage("s", parse_pattern(takes), parse_pattern(gives), build_counting_stage,
              Place.ASYNC, 1000, Number)  # fmt: skip


def test_a_stage_needs_a_budget() -> None:
    with pytest.raises(ValueError, match="budget 0"):
        Stage("s", parse_pattern("a"), parse_pattern("b"), build_counting_stage,
              Place.ASYNC, 0, Number)  # fmt: skip
