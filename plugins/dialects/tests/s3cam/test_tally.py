"""Commands wait in the order of their urgency, not for ever, and not without end."""

from bridge_dialects.s3cam.tally import MAX_WAITING, WAITING_US, WaitingCommands


def add(waiting: WaitingCommands, cmd: str, val: str = "", now_us: int = 0) -> bool:
    return waiting.add(cmd, val, "", "192.168.1.5", now_us)


def test_the_urgent_ones_go_first_and_then_the_older() -> None:
    waiting = WaitingCommands()
    for cmd in ("contrast", "fps", "vflip", "reboot", "quality"):
        assert add(waiting, cmd)
    order = [command.cmd for command in waiting.peek(0)]
    assert order == ["reboot", "fps", "quality", "contrast", "vflip"]


def test_the_newer_takes_the_place_of_its_like() -> None:
    waiting = WaitingCommands()
    add(waiting, "quality", "12")
    add(waiting, "quality", "20")
    assert [command.val for command in waiting.peek(0)] == ["20"]


def test_stale_ones_are_forgotten() -> None:
    waiting = WaitingCommands()
    add(waiting, "reboot")
    assert waiting.size(WAITING_US - 1) == 1
    assert waiting.size(WAITING_US) == 0


def test_there_is_an_end_to_waiting_and_the_urgent_still_fit() -> None:
    waiting = WaitingCommands()
    for number in range(MAX_WAITING):
        assert add(waiting, f"x{number}")
    assert not add(waiting, "one-more")
    assert not add(waiting, "reboot")
    assert waiting.size(0) == MAX_WAITING
    assert waiting.peek(0)[0].cmd == "reboot"


def test_what_is_on_its_way_waits_no_longer() -> None:
    waiting = WaitingCommands()
    add(waiting, "reboot")
    waiting.remove(waiting.peek(0)[0])
    assert waiting.size(0) == 0
