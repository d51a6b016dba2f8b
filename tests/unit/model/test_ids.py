import pytest

from bridge.model.ids import parse_device_id, parse_display_name


@pytest.mark.parametrize("text", ["", "Cam", "a b", "a" * 33, "cam/1", "cam\n"])
def test_a_wrong_device_id_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="a-z, 0-9"):
        parse_device_id(text)


@pytest.mark.parametrize("text", ["", "<b>", "a" * 49, "line\nbreak", "\x1b[31m"])
def test_a_name_that_could_fool_a_page_or_terminal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="letters, digits"):
        parse_display_name(text)


def test_the_bridge_s_own_id_is_no_device_s() -> None:
    with pytest.raises(ValueError, match="stands for the bridge itself: choose another"):
        parse_device_id("bridge")


def test_good_names_come_back_as_they_are() -> None:
    assert parse_device_id("cam-1_x") == "cam-1_x"
    assert parse_display_name("Desk cam 1.0") == "Desk cam 1.0"
