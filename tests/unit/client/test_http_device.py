"""A device that can only POST."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import h11
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.client import (
    Address,
    ClientClosed,
    ClientRefused,
    HttpDevice,
    InterestChange,
    Status,
    open_http_device,
)
from bridge.client.http_device import POLL_INTERVAL_S, SILENCE_S
from bridge.client.nursery import open_plain_nursery
from bridge.model.commands import AckStage
from bridge.model.errors import RemoteProtocolError
from bridge.model.values import Reading
from bridge.wire.bridge_messages import (
    ControlAnswer,
    DeviceCall,
    IngestAnswer,
)
from bridge.wire.codec import encode_answer, encode_control
from bridge.wire.dialect import Admitted, ClaimMade, CommandAcked
from bridge.wire.http_auth import NonceBook, ProofHeader, parse_authorization
from bridge.wire.http_ingest import (
    HttpSession,
    http_status_of,
    replies_from,
    replies_of,
)
from bridge.wire.key_text import DEVICE_PREFIX, build_key
from bridge.wire.native_events import ClockReported, NativeEvent, SampleArrived
from bridge.wire.proof import HttpRequestDigest, Verifier

KEY = build_key(DEVICE_PREFIX, "cam-1", bytes(32))
URL = "http://bridge:8080"


class SmallHttpBridge:
    """Takes what device cam-1 posts; with a `key` only what is proven."""

    def __init__(self) -> None:
        self.session = HttpSession("cam-1")
        self.nonces = NonceBook()
        self.key = ""
        self.given = 0
        self.events: list[NativeEvent] = []
        self.commands: tuple[DeviceCall, ...] = ()
        self.interest: tuple[InterestChange, ...] = ()
        self.refusal = ""
        self.is_gone = False

    def now_us(self) -> int:
        """Return the bridge's time."""
        return round(trio.current_time() * 1_000_000) + 5_000_000

    async def serve(self, stream: trio.abc.Stream) -> None:
        """Answer the requests of one connection."""
        engine = h11.Connection(h11.SERVER)
        while True:
            head: h11.Request | None = None
            body = b""
            while not isinstance(event := engine.next_event(), h11.EndOfMessage):
                if event is h11.NEED_DATA:
                    engine.receive_data(bytes(await stream.receive_some(65_536)))
                elif isinstance(event, h11.Request):
                    head = event
                elif isinstance(event, h11.Data):
                    body += bytes(event.data)
                elif isinstance(event, h11.ConnectionClosed):
                    return
            assert head is not None
            if self.is_gone:
                break
            status, headers, answer = self.answer(head, body)
            headers = [*headers, ("Content-Length", str(len(answer)))]
            data = engine.send(h11.Response(status_code=status, headers=headers)) or b""
            data += engine.send(h11.Data(data=answer)) or b""
            await stream.send_all(data + (engine.send(h11.EndOfMessage()) or b""))
            engine.start_next_cycle()
        await stream.aclose()

    def answer(self, head: h11.Request, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        headers = {n.decode(): v.decode() for n, v in head.headers}
        digest = self._proven(head.target.decode(), headers.get("authorization", ""), body)
        if self.key and digest is None:
            self.given += 1
            challenge = self.nonces.issue(f"{self.given:032x}", self.now_us())
            return 401, [("WWW-Authenticate", challenge)], b"{}"
        try:
            if self.refusal:
                raise RemoteProtocolError(self.refusal, "not now")
            return self._take(head.target.decode(), headers, body)
        except RemoteProtocolError as error:
            status = '{"op":"status","level":"error","code":"' + error.code + '","text":"no"}'
            return http_status_of(error.code), [], status.encode()

    def _proven(self, target: str, authorization: str, body: bytes) -> HttpRequestDigest | None:
        if not self.key or not authorization:
            return None
        header = parse_authorization(authorization)
        assert isinstance(header, ProofHeader)
        digest = HttpRequestDigest("cam-1", header.nonce, header.count, "POST", target, body)
        known = self.nonces.is_fresh(header, self.now_us())
        if known and Verifier.from_key(self.key).accepts(header.proof, digest.auth_message()):
            self.nonces.note_use(header, self.now_us())
            return digest
        return None

    def _take(
        self, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        tail = target.removeprefix("/v1/ingest/cam-1").removeprefix("/")
        now_us = self.now_us()
        commands, self.commands = self.commands, ()
        if tail:
            sample = self.session.receive_sample(tail, headers["content-type"], headers, body)
            self.events.append(sample)
            answer = IngestAnswer(
                seq=1,
                received_us=now_us,
                sent_us=now_us,
                now_us=now_us,
                commands=commands,
                interest=self.interest,
            )
            return 202, [], encode_answer(answer)
        events = self.session.receive_control(body, now_us)
        self.events += events
        replies = replies_of(events)
        if any(isinstance(event, ClaimMade) for event in events):
            replies += self.session.admit(Admitted("s1", "cam-1", "device", now_us, boot="b1"))
            replies.append(encode_control(Status(level="info", code="hi", text="there")))
        control = ControlAnswer(
            received_us=now_us,
            sent_us=now_us,
            now_us=now_us,
            replies=replies_from(replies),
            commands=commands,
        )
        return 200, [], encode_answer(control)


@asynccontextmanager
async def _device(bridge: SmallHttpBridge, key: str | None = None) -> AsyncIterator[HttpDevice]:
    async with open_plain_nursery() as nursery:

        async def connect(_: Address) -> trio.abc.Stream:
            if bridge.is_gone:
                raise ClientClosed(1006, "nobody there")
            ours, theirs = trio.testing.memory_stream_pair()
            nursery.start_soon(bridge.serve, ours)
            return theirs

        async with open_http_device(URL, id="cam-1", key=key, connect=connect) as device:
            yield device
        nursery.cancel_scope.cancel()


async def _open_only(bridge: SmallHttpBridge, key: str | None = None) -> None:
    async with _device(bridge, key):
        pass


async def test_the_time_is_known_at_once_and_reported(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    async with _device(bridge) as device:
        assert device.clock.state == "locked"
        assert device.now_us() == bridge.now_us()
        assert device.welcome is not None
        assert device.welcome.session == "s1"
    assert any(isinstance(event, ClockReported) for event in bridge.events)


async def test_samples_arrive_with_their_times(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    async with _device(bridge) as device:
        pictures = await device.advertise("device/cam-1/camera/jpeg")
        await pictures.publish(payload=b"\xff\xd8\xff\xd9", frame_seq=4)
        buttons = await device.advertise("device/cam-1/input/button")
        await buttons.publish(Reading(True))
    picture, button = (e for e in bridge.events if isinstance(e, SampleArrived))
    assert (picture.topic, picture.times.frame_seq) == ("device/cam-1/camera/jpeg", 4)
    assert picture.times.captured_us == bridge.now_us()
    assert button.value_as(Reading) == Reading(True)


async def test_values_of_one_moment_are_posted_together(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    async with _device(bridge) as device:
        dial = await device.advertise("device/cam-1/input/dial")
        button = await device.advertise("device/cam-1/input/button")
        samples = [dial.sample(Reading(0.5), device_us=7), button.sample(Reading(True))]
        await device.publish_together(samples)
    first, second = (e for e in bridge.events if isinstance(e, SampleArrived))
    assert (first.topic, first.times.device_us) == (dial.topic, 7)
    assert (first.value_as(Reading), second.value_as(Reading)) == (Reading(0.5), Reading(True))


async def test_only_its_own_topics_are_a_devices(autojump_clock: MockClock) -> None:
    async with _device(SmallHttpBridge()) as device:
        with pytest.raises(ValueError, match="publishes below 'device/cam-1/'"):
            await device.advertise("device/cam-2/camera/jpeg")


async def test_commands_come_within_a_second_and_are_answered(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    async with _device(bridge) as device:
        bridge.commands = (DeviceCall(id="b1", method="set", args={"q": 1}, deadline_ms=5000),)
        with trio.fail_after(POLL_INTERVAL_S * 2.1):
            call = await anext(device.calls())
        await call.applied(1)
    (acked,) = (event for event in bridge.events if isinstance(event, CommandAcked))
    assert (acked.ack.id, acked.ack.stage) == ("b1", AckStage.APPLIED)


async def test_interest_and_statuses_reach_their_watchers(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    change = InterestChange(topic="device/cam-1/camera/jpeg", subscribers=1, max_hz=5.0)
    heard: list[InterestChange] = []
    async with _device(bridge) as device:
        device.watch(InterestChange, heard.append)
        bridge.interest = (change,)
        await (await device.advertise("device/cam-1/input/a")).publish(Reading(1))
    assert heard == [change]


async def test_a_key_is_proven_and_a_new_nonce_is_taken_up(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    bridge.key = KEY
    async with _device(bridge, KEY) as device:
        channel = await device.advertise("device/cam-1/input/a")
        await channel.publish(Reading(1))
        bridge.nonces = NonceBook()
        await channel.publish(Reading(2))
    assert bridge.given == 2
    assert len([event for event in bridge.events if isinstance(event, SampleArrived)]) == 2


async def test_a_wrong_key_is_refused(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    bridge.key = KEY
    with pytest.raises(ClientRefused, match="http_401"):
        await _open_only(bridge, build_key(DEVICE_PREFIX, "cam-1", bytes(range(32))))


async def test_a_refused_sample_has_the_bridges_code(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    async with _device(bridge) as device:
        bridge.refusal = "rate"
        with pytest.raises(ClientRefused) as refused:
            await (await device.advertise("device/cam-1/input/a")).publish(Reading(1))
    assert refused.value.code == "rate"


async def test_a_bridge_that_is_gone_is_noticed(autojump_clock: MockClock) -> None:
    bridge = SmallHttpBridge()
    async with _device(bridge) as device:
        bridge.is_gone = True
        with pytest.raises(ClientClosed):
            await (await device.advertise("device/cam-1/input/a")).publish(Reading(1))
        began_s = trio.current_time()
        with pytest.raises(ClientClosed, match="does not answer"):
            await anext(device.calls())
        assert trio.current_time() - began_s <= SILENCE_S + 2 * POLL_INTERVAL_S


async def test_addresses_are_http() -> None:
    with pytest.raises(ValueError, match="open_client speaks ws"):
        async with open_http_device("ws://a", id="cam-1"):
            pass
