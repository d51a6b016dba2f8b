"""What a channel puts on the link."""

import json

import pytest
import trio

from bridge.client.channel import Channel
from bridge.model.sample import Hop
from bridge.model.values import Reading
from bridge.wire.bridge_messages import ChannelGrant
from bridge.wire.constants import Encoding
from bridge.wire.dialect import Message
from bridge.wire.header import decode_sample_message
from bridge.wire.values import decode_value


class Wire:
    """Remembers what was sent; its bridge is 1000 µs ahead and it is 5000 here."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> None:
        """Take a message."""
        await trio.lowlevel.checkpoint()
        self.sent.append(message)

    def bridge_time(self, own_us: int | None) -> int:
        """Return the bridge's time."""
        return (5000 if own_us is None else own_us) + 1000

    def channel(self, schema: str, encoding: Encoding = "msgpack") -> Channel:
        """Return a channel to this wire."""
        grant = ChannelGrant(channel=3, topic="device/cam-1/x", schema=schema)
        return Channel(grant, encoding, self.send, self.bridge_time)

    def last_binary(self) -> bytes:
        """Return the last message."""
        assert isinstance(self.sent[-1], bytes)
        return self.sent[-1]


async def test_pictures_are_numbered_and_stamped() -> None:
    wire = Wire()
    channel = wire.channel("jpeg@1")
    await channel.publish(payload=b"one")
    await channel.publish(payload=b"two", device_us=70, frame_seq=9, hops=(Hop("lens", 1),))
    header, payload = decode_sample_message(wire.last_binary())
    assert (header.kind, header.subscription, header.seq, payload) == (1, 3, 2, b"two")
    assert (header.captured_us, header.device_us, header.frame_seq) == (1070, 70, 9)
    assert decode_sample_message(wire.sent[0])[0].captured_us == 6000  # type: ignore[arg-type]


async def test_films_have_a_kind_of_their_own() -> None:
    wire = Wire()
    await wire.channel("h264@1").publish(payload=b"unit", flags=1, captured_us=4)
    header, _ = decode_sample_message(wire.last_binary())
    assert (header.kind, header.flags, header.captured_us) == (2, 1, 4)


async def test_values_go_in_the_clients_encoding() -> None:
    wire = Wire()
    await wire.channel("Reading@1").publish(Reading(3))
    _, payload = decode_sample_message(wire.last_binary())
    assert decode_value(payload, "msgpack", Reading) == Reading(3)
    await wire.channel("Reading@1", "json").publish({"value": 3})
    assert isinstance(wire.sent[-1], str)
    plain = json.loads(wire.sent[-1])
    assert (plain["channel"], plain["value"]) == (3, {"value": 3})


async def test_pictures_are_binary_even_for_a_json_client() -> None:
    wire = Wire()
    await wire.channel("jpeg@1", "json").publish(payload=b"one")
    assert decode_sample_message(wire.last_binary())[1] == b"one"


@pytest.mark.parametrize("content", [{}, {"value": Reading(1), "payload": b"x"}])
async def test_a_sample_has_one_content(content: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="a value or a payload, and not both"):
        await Wire().channel("jpeg@1").publish(**content)  # type: ignore[arg-type]
