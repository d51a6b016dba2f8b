"""Samples as requests."""

import pytest
import trio

from bridge.client.http_channel import HttpChannel
from bridge.client.http_link import Request
from bridge.model.values import Reading
from bridge.wire.bridge_messages import IngestAnswer
from bridge.wire.values import encode_value


class Wire:
    """Remembers requests; the bridge is 1000 µs ahead of 5000."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def post(self, request: Request) -> IngestAnswer:
        """Take a request."""
        await trio.lowlevel.checkpoint()
        self.requests.append(request)
        return IngestAnswer(seq=1, received_us=0, sent_us=0, now_us=0)

    def channel(self) -> HttpChannel:
        """Return a channel to this wire."""
        return HttpChannel("device/cam-1/input/a", "input/a", self.post, self.bridge_time)

    def bridge_time(self, own_us: int | None) -> int:
        """Return the bridge's time."""
        return (5000 if own_us is None else own_us) + 1000


async def test_a_picture_goes_as_it_is_with_its_times() -> None:
    wire = Wire()
    await wire.channel().publish(payload=b"\xff\xd8", device_us=70, frame_seq=9)
    (request,) = wire.requests
    assert request.target == "/v1/ingest/cam-1/input/a"
    assert dict(request.headers) == {
        "Content-Type": "image/jpeg",
        "Gamebridge-Seq": "1",
        "Gamebridge-Captured-Us": "1070",
        "Gamebridge-Device-Us": "70",
        "Gamebridge-Frame-Seq": "9",
    }
    assert request.body == b"\xff\xd8"


async def test_a_value_goes_as_messagepack() -> None:
    wire = Wire()
    await wire.channel().publish(Reading(3), captured_us=4)
    (request,) = wire.requests
    assert dict(request.headers)["Content-Type"] == "application/msgpack"
    assert dict(request.headers)["Gamebridge-Captured-Us"] == "4"
    assert request.body == encode_value(Reading(3), "msgpack")


async def test_what_headers_cannot_say_is_refused() -> None:
    channel = Wire().channel()
    with pytest.raises(ValueError, match="without flags and hops"):
        await channel.publish(payload=b"x", flags=1)
    with pytest.raises(ValueError, match="one of value and payload"):
        await channel.publish()
