"""A device that can only POST, with all that a WebSocket would give it.

    async with open_http_device("http://127.0.0.1:8080", id="cam-1", key=key) as device:
        pictures = await device.advertise("device/cam-1/camera/jpeg")
        await pictures.publish(payload=jpeg)

Every answer carries the bridge's times and the commands that wait, so that posting keeps
the clock and the commands going; in a pause the device asks once a second.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import trio

from bridge.client.address import Connect, connect_with, parse_address
from bridge.client.calls import CallInbox, IncomingCall
from bridge.client.errors import ABNORMAL, ClientClosed, ClientRefused
from bridge.client.http_auth import HttpCredentials
from bridge.client.http_channel import HttpChannel
from bridge.client.http_link import Answer, HttpLink, Request
from bridge.client.notices import N, Notices
from bridge.client.nursery import open_plain_nursery
from bridge.client.opening import SDK, MonotonicClock
from bridge.model.clock import Clock
from bridge.model.errors import RemoteProtocolError
from bridge.model.topics import parse_topic
from bridge.model.values import DeviceFeature
from bridge.wire.bridge_messages import ControlAnswer, IngestAnswer, Status, Welcome
from bridge.wire.clocksync import ClockOffset, Estimate
from bridge.wire.codec import (
    decode_bridge_text,
    decode_control_answer,
    decode_ingest_answer,
    encode_batch,
    encode_control,
)
from bridge.wire.constants import HTTP_PRESENCE_US, INGEST_PATH
from bridge.wire.peer_messages import ClockReport, Hello, PeerMessage, SampleText

A = TypeVar("A", IngestAnswer, ControlAnswer)

POLL_INTERVAL_S = 1.0
# When the bridge has given us up, we may give it up.
SILENCE_S = HTTP_PRESENCE_US / 1_000_000
FIRST_EXCHANGES = 5


class HttpDevice:
    """A device whose every word is a request. Made by `open_http_device`.

    It has `id`, `clock`, `now_us`, `advertise`, `calls` and `watch` as a `Client` has them.
    """

    def __init__(
        self, device_id: str, link: HttpLink, credentials: HttpCredentials, own_clock: Clock
    ) -> None:
        self.id = device_id
        self._link = link
        self._credentials = credentials
        self._own_clock = own_clock
        self._offset = ClockOffset()
        self._turn = trio.Lock()
        self._calls = CallInbox(self.send_message)
        self._notices = Notices()
        self._answered_s = trio.current_time()
        self.welcome: Welcome | None = None

    @property
    def clock(self) -> Estimate:
        """How far ahead of our clock the bridge's is, and how well that is known."""
        return self._offset.estimate(self._own_clock.now_us())

    def now_us(self) -> int:
        """Return the bridge's time now, as well as it is known."""
        return self.bridge_time()

    def bridge_time(self, own_us: int | None = None) -> int:
        """Return the bridge's time for a time of our own clock; None is this moment."""
        known_us = self._own_clock.now_us() if own_us is None else own_us
        return self._offset.bridge_from_own(known_us)

    async def advertise(self, topic: str) -> HttpChannel:
        """Return a channel for a topic below the device's own; ValueError for others.

        Nothing is sent: the bridge decides with the first sample.
        """
        await trio.lowlevel.checkpoint()
        own = f"device/{self.id}/"
        if not parse_topic(topic).startswith(own):
            raise ValueError(f"topic {topic!r}: this device publishes below {own!r}")
        return HttpChannel(topic, topic.removeprefix(own), self._post_sample, self.bridge_time)

    def calls(self) -> AsyncIterator[IncomingCall]:
        """Return an iterator over the commands that this device gets."""
        return self._calls

    def watch(self, kind: type[N], callback: Callable[[N], None]) -> Callable[[], None]:
        """Call `callback` with every Status or InterestChange, as `kind` says.

        As for `Client.watch`, it must not wait.
        """
        return self._notices.watch(kind, callback)

    async def publish_together(self, samples: Sequence[SampleText]) -> None:
        """Send up to 16 values as one request, each made by `HttpChannel.sample`."""
        await self._say(encode_batch(samples))

    async def send_message(self, message: PeerMessage) -> None:
        """Send a control message. ClientRefused or ClientClosed when it is not taken."""
        await self._say(encode_control(message))

    async def _say(self, text: str) -> None:
        target = f"{INGEST_PATH}/{self.id}"
        headers = (("Content-Type", "application/json"),)
        request = Request(target, headers, text.encode())
        answer = await self._ask(request, decode_control_answer)
        for reply in answer.replies:
            self._take_reply(bytes(reply).decode())

    async def run(self) -> None:
        """Ask for commands whenever nothing else was said for a second, until cancelled."""
        while True:
            await trio.sleep(POLL_INTERVAL_S)
            silence_s = trio.current_time() - self._answered_s
            if silence_s < POLL_INTERVAL_S:
                continue
            if silence_s > SILENCE_S:
                self._calls.fail(ClientClosed(ABNORMAL, "the bridge does not answer"))
            try:
                await self.report_clock()
            except (ClientClosed, ClientRefused):
                continue  # The program hears of it with its next sample.

    async def report_clock(self) -> None:
        """Tell the bridge how well its time is known here, and hear what is new."""
        report = self._offset.wire_report(self._own_clock.now_us())
        await self.send_message(ClockReport(clock=report))

    async def _post_sample(self, request: Request) -> IngestAnswer:
        return await self._ask(request, decode_ingest_answer)

    async def _ask(self, request: Request, decode: Callable[[bytes], A]) -> A:
        async with self._turn:
            t0 = self._own_clock.now_us()
            answer = await self._ask_with_proof(request)
            t3 = self._own_clock.now_us()
            if not 200 <= answer.status < 300:
                raise _refusal_from(answer)
            try:
                decoded = decode(answer.body)
            except RemoteProtocolError as error:
                raise ClientRefused(error.code, f"the bridge's answer: {error}") from None
            self._answered_s = trio.current_time()
            self._take_answer(decoded, t0, t3)
            return decoded

    async def _ask_with_proof(self, request: Request) -> Answer:
        answer = await self._ask_signed(request)
        # A nonce is forgotten after a while; with the new one the request is made again.
        if self._credentials.take_challenge(answer):
            return await self._ask_signed(request)
        return answer

    async def _ask_signed(self, request: Request) -> Answer:
        headers, digest = self._credentials.sign(request)
        signed = Request(request.target, (*request.headers, *headers), request.body)
        answer = await self._link.ask(signed)
        self._credentials.check_answer(answer, digest)
        return answer

    def _take_answer(self, answer: IngestAnswer | ControlAnswer, t0: int, t3: int) -> None:
        self._offset.observe(t0, answer.received_us, answer.sent_us, t3)
        for change in answer.interest:
            self._notices.tell(change)
        for call in answer.commands:
            # A call that was answered already is not handed out again; nor is the answer
            # repeated, because the request that carried it was answered too.
            self._calls.offer(call)

    def _take_reply(self, text: str) -> None:
        try:
            reply = decode_bridge_text(text)
        except RemoteProtocolError:
            return  # Something of a later version.
        match reply:
            case Welcome():
                self.welcome = reply
                self._offset.begin(reply.server.boot)
            case Status():
                self._notices.tell(reply)


def _refusal_from(answer: Answer) -> ClientRefused:
    try:
        status = decode_bridge_text(answer.body.decode())
    except (RemoteProtocolError, UnicodeDecodeError):
        status = ()
    if isinstance(status, Status):
        return ClientRefused(status.code, status.text)
    return ClientRefused(f"http_{answer.status}", "the bridge did not take it")


@asynccontextmanager
async def open_http_device(  # noqa: PLR0913 - what a hello says, and two clocks and a stream.
    url: str,
    *,
    id: str,  # noqa: A002 - it is called so in the hello.
    name: str | None = None,
    key: str | None = None,
    features: tuple[DeviceFeature, ...] = (),
    boot: str = "",
    sdk: str = SDK,
    clock: Clock | None = None,
    connect: Connect | None = None,
) -> AsyncIterator[HttpDevice]:
    """Say hello as a device at `http://host:port`; options are those of `open_client`."""
    address = parse_address(url)
    if address.scheme not in ("http", "https"):
        raise ValueError(f"address {url!r}: expected http://; open_client speaks ws")
    link = HttpLink(address, connect or connect_with())
    own_clock = clock or MonotonicClock()
    device = HttpDevice(id, link, HttpCredentials(id, key), own_clock)
    hello = Hello(role="device", id=id, name=name, sdk=sdk, boot=boot, features=features)
    try:
        await device.send_message(hello)
        for _ in range(FIRST_EXCHANGES):
            await device.report_clock()
        async with open_plain_nursery() as nursery:
            nursery.start_soon(device.run)
            yield device
            nursery.cancel_scope.cancel()
    finally:
        await link.aclose()
