"""Packets of Engine.IO and Socket.IO, as text."""

import pytest
from engineio.packet import Packet as EnginePacket
from engineio.payload import Payload
from hypothesis import example, given
from hypothesis import strategies as st
from socketio.packet import Packet as SocketIoPacket

from bridge_sources.multicam.packets import (
    EngineType,
    SocketPacket,
    SocketType,
    read_engine,
    read_payload,
    read_socket,
    write_engine,
    write_event,
    write_payload,
    write_socket,
)

EVENT = '2["join_stream",{"stream_name":"Front door (1)"}]'


@pytest.mark.parametrize(
    ("text", "packet"),
    [
        ("0", SocketPacket(SocketType.CONNECT)),
        ('0{"token":"x"}', SocketPacket(SocketType.CONNECT, {"token": "x"})),
        ("0/admin,", SocketPacket(SocketType.CONNECT, None, "/admin")),
        ("0/admin?a=b,", SocketPacket(SocketType.CONNECT, None, "/admin")),
        ("1", SocketPacket(SocketType.DISCONNECT)),
        ('2["x"]', SocketPacket(SocketType.EVENT, ["x"])),
        ('213["x"]', SocketPacket(SocketType.EVENT, ["x"], "/", 13)),
        (
            '51-["x",{"_placeholder":true}]',
            SocketPacket(SocketType.BINARY_EVENT, ["x", {"_placeholder": True}]),
        ),
    ],
)
def test_socket_packet_is_read(text: str, packet: SocketPacket) -> None:
    assert read_socket(text) == packet


@pytest.mark.parametrize(
    "text", ["", "7", "x", "²", "2[", "2" + "9" * 200, "599999999999-[]", "2" + "[" * 5000]
)
def test_what_is_no_socket_packet_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"Socket\.IO packet"):
        read_socket(text)


@pytest.mark.parametrize("text", ["", "7", "x", "٣", "b64"])
def test_what_is_no_engine_packet_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"Engine\.IO packet"):
        read_engine(text)


@given(st.text())
@example("2\ud800")
@example('2["\\ud800"]')
def test_no_text_raises_anything_else(text: str) -> None:
    for read in (read_engine, read_socket, read_payload):
        try:
            read(text)
        except ValueError:
            continue


def test_packets_are_those_that_the_library_reads() -> None:
    packet = EnginePacket(encoded_packet=write_event("frame", {"stream_name": "ü", "n": 1}))
    assert packet.packet_type == EngineType.MESSAGE
    event = SocketIoPacket(encoded_packet=packet.data)
    assert event.data == ["frame", {"stream_name": "ü", "n": 1}]
    opening = EnginePacket(encoded_packet=write_engine(EngineType.OPEN, {"sid": "s"}))
    assert opening.data == {"sid": "s"}


def test_packets_are_written_to_the_letter() -> None:
    assert write_socket(SocketType.CONNECT, {"sid": "s"}) == '40{"sid":"s"}'
    assert write_socket(SocketType.ACK, [], ack_id=7) == "437[]"
    assert (
        write_socket(SocketType.CONNECT_ERROR, {"message": "no"}, "/x") == '44/x,{"message":"no"}'
    )
    assert write_engine(EngineType.PING) == "2"
    assert write_event("e", {"a": "\x1e"}) == '42["e",{"a":"\\u001e"}]'


def test_payloads_hold_up_to_sixteen_packets() -> None:
    packets = ["2", "4" + EVENT]
    assert read_payload(write_payload(packets)) == packets
    decoded = Payload(encoded_payload=write_payload(packets)).packets
    assert [packet.encode() for packet in decoded] == packets
    with pytest.raises(ValueError, match="17 packets"):
        read_payload(write_payload(["3"] * 17))
    with pytest.raises(ValueError, match="0 packets"):
        read_payload("")
