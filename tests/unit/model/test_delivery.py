import pytest

from bridge.model.delivery import Delivery


@pytest.mark.parametrize("wrong", [{"hz": -1.0}, {"max_bytes": 0}, {"depth": 0}, {"depth": 5000}])
def test_an_impossible_delivery_is_refused_with_its_values(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"expected hz ≥ 0"):
        Delivery(**wrong)  # type: ignore[arg-type]  # the wrong value is the point
