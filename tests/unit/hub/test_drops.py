from bridge.hub.drops import DropCounts
from bridge.model.delivery import DropReason


def test_drops_are_counted_by_reason() -> None:
    drops = DropCounts()
    drops.add(DropReason.AGE)
    drops.add(DropReason.AGE, 2)
    drops.add(DropReason.BYTES, 0)
    assert drops.as_dict() == {"age": 3}
    assert drops.total == 3
