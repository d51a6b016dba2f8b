from bridge.plugin.admission import Admission, Role
from bridge.plugin.peers import PeerSessions


def game() -> Admission:
    return Admission("quiz", "Quiz", Role.GAME)


def test_who_waits_for_the_end_of_a_session_is_told_once() -> None:
    peers, told = PeerSessions(), list[str]()
    admission = game()
    peers.enter(admission)
    assert peers.when_left(admission, lambda: told.append("a"))
    assert peers.when_left(admission, lambda: told.append("b"))
    peers.leave(admission)
    peers.leave(admission)
    assert told == ["a", "b"]


def test_two_sessions_of_one_peer_are_two() -> None:
    peers, told = PeerSessions(), list[str]()
    first, second = game(), game()
    peers.enter(first)
    peers.enter(second)
    peers.when_left(first, lambda: told.append("first"))
    peers.leave(second)
    assert told == []


def test_a_request_by_http_has_no_session_that_could_end() -> None:
    assert not PeerSessions().when_left(game(), lambda: None)
