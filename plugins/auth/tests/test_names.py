import pytest

from bridge_auth.names import LONGEST, free_id


@pytest.mark.parametrize(
    ("wanted", "taken", "given"),
    [
        ("quiz", set(), "quiz"),
        ("quiz", {"quiz"}, "quiz-2"),
        ("quiz", {"quiz", "quiz-2", "quiz-3"}, "quiz-4"),
        ("bridge", set(), "bridge-2"),
        ("lan-viewer", set(), "lan-viewer-2"),
        ("a" * LONGEST, {"a" * LONGEST}, "a" * (LONGEST - 2) + "-2"),
    ],
)
def test_a_name_that_somebody_has_gets_a_number(wanted: str, taken: set[str], given: str) -> None:
    assert free_id(wanted, taken) == given


def test_however_many_there_are_the_next_one_fits() -> None:
    taken: set[str] = set()
    for _ in range(120):
        taken.add(free_id("z" * LONGEST, taken))
    assert len(taken) == 120
    assert max(map(len, taken)) == LONGEST
