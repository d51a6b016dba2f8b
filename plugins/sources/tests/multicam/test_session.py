"""One Socket.IO session: handshake, namespace, events, heartbeat, end."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Closed, FaultFound, ReplyDue
from bridge_sources.multicam.session import (
    CONNECT_WITHIN_US,
    PING_INTERVAL_US,
    PING_TIMEOUT_US,
    Entered,
    LeaveAll,
    SocketIoSession,
    Step,
)
from bridge_sources.multicam.words import Wish

NAMES = st.sampled_from(["40", "41", "1", "3", "2", "6", '42["join_stream",{"stream_name":"a"}]'])


def fresh() -> SocketIoSession:
    return SocketIoSession("secret", "shown", 0)


def connected() -> SocketIoSession:
    session = fresh()
    session.receive("40", 0)
    return session


def faults(steps: list[Step]) -> list[str]:
    return [step.code for step in steps if isinstance(step, FaultFound)]


def test_handshake_names_the_session_and_its_times() -> None:
    text = fresh().handshake(upgrades=["websocket"])
    assert text[0] == "0"
    assert json.loads(text[1:]) == {
        "sid": "secret",
        "upgrades": ["websocket"],
        "pingInterval": 25000,
        "pingTimeout": 20000,
        "maxPayload": 65536,
    }


def test_default_namespace_is_joined_under_a_name_that_may_be_shown() -> None:
    assert fresh().receive("40", 0) == [ReplyDue('40{"sid":"shown"}'), Entered()]


def test_other_namespaces_are_refused_as_clients_expect() -> None:
    steps = fresh().receive("40/admin,", 0)
    assert steps == [ReplyDue('44/admin,{"message":"Invalid namespace"}')]


def test_wishes_come_out_and_acks_go_back() -> None:
    session = connected()
    steps = session.receive('427["join_stream",{"stream_name":"a"}]', 0)
    assert steps == [ReplyDue("437[]"), Wish(True, "a")]
    assert session.receive('42["leave_stream",{"stream_name":"a"}]', 0) == [Wish(False, "a")]


def test_events_before_the_namespace_and_odd_packets_are_counted() -> None:
    assert faults(fresh().receive('42["join_stream",{"stream_name":"a"}]', 0)) == ["bad_packet"]
    session = connected()
    for text in ("0", "5", "42{}", "42[]", '451-["x"]', "4", "", "9", "44"):
        assert faults(session.receive(text, 0)) == ["bad_packet"], text
    for text in ('42["reboot",{}]', '42["join_stream"]', "42[7]"):
        assert faults(session.receive(text, 0)) == ["not_an_event"], text
    assert session.receive("43[]", 0) == []


def test_leaving_the_namespace_leaves_every_stream_and_may_be_undone() -> None:
    session = connected()
    assert session.receive("41", 0) == [LeaveAll()]
    assert not session.is_connected
    assert session.receive("40", 5)[-1] == Entered()


def test_close_ends_the_session() -> None:
    session = connected()
    assert session.receive("1", 0) == [LeaveAll(), Closed(1000, "the viewer left")]
    assert session.next_timer_us is None
    assert session.receive("40", 0) == []
    assert session.check_timers(10**9) == []


def test_ping_is_due_and_a_pong_puts_it_off() -> None:
    session = connected()
    assert session.next_timer_us == PING_INTERVAL_US
    assert session.check_timers(PING_INTERVAL_US - 1) == []
    assert session.check_timers(PING_INTERVAL_US) == [ReplyDue("2")]
    assert session.next_timer_us == PING_INTERVAL_US + PING_TIMEOUT_US
    assert session.receive("3", PING_INTERVAL_US + 5) == []
    assert session.next_timer_us == 2 * PING_INTERVAL_US + 5


def test_viewer_without_a_pong_is_gone() -> None:
    session = connected()
    session.check_timers(PING_INTERVAL_US)
    end_us = PING_INTERVAL_US + PING_TIMEOUT_US
    assert session.check_timers(end_us - 1) == []
    assert session.check_timers(end_us) == [LeaveAll(), Closed(1000, "no pong came in time")]


def test_session_that_joins_nothing_ends() -> None:
    session = fresh()
    session.check_timers(PING_INTERVAL_US)
    session.receive("3", PING_INTERVAL_US)
    assert session.check_timers(CONNECT_WITHIN_US)[-1] == Closed(
        1000, "nothing was asked for in time"
    )


def test_ping_of_a_client_is_answered() -> None:
    assert connected().receive("2probe", 0) == [ReplyDue("3probe")]


@given(st.lists(NAMES | st.text(max_size=30) | st.text().map(lambda text: "4" + text), max_size=8))
def test_no_text_raises_anything(texts: list[str]) -> None:
    session = fresh()
    for now_us, text in enumerate(texts):
        session.receive(text, now_us)
        session.check_timers(now_us * PING_INTERVAL_US)
        assert (session.next_timer_us is None) is session.is_over
