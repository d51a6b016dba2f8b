"""POST /v1/ingest: everything that a device can do without a WebSocket (docs/protocol.md §11).

Knows: requests, proofs, the devices behind them. Does not know: presence, queues.
"""

from dataclasses import replace

from quart import Blueprint, Response, request

from bridge.model.errors import AdmissionRefused, RemoteProtocolError
from bridge.plugin.admission import Admission, Role
from bridge.transport.http_answers import answer_bytes, answer_refusal
from bridge.transport.http_devices import HttpDevice, HttpDevices
from bridge.transport.http_guard import Asker, HttpGuard
from bridge.transport.http_request import current_asker, current_body, current_target
from bridge.transport.inbound_rates import Verdict
from bridge.transport.refusal import Refusal, RequestRefused
from bridge.transport.session_admission import welcome
from bridge.transport.session_context import SessionContext
from bridge.wire.bridge_messages import ControlAnswer, IngestAnswer, Status
from bridge.wire.codec import encode_answer, encode_control
from bridge.wire.dialect import ClaimMade, CommandAcked, Message, ReplyDue
from bridge.wire.http_auth import PROOF_HEADER, BearerHeader, ProofHeader
from bridge.wire.http_ingest import http_status_of, replies_from
from bridge.wire.native_events import ClockReported, NativeEvent, SampleArrived

NAME = "ingest"


class Ingest:
    """What the ingest routes of one bridge answer."""

    def __init__(self, context: SessionContext, guard: HttpGuard, devices: HttpDevices) -> None:
        self._context = context
        self._guard = guard
        self._devices = devices

    async def sample(self, device: str, tail: str) -> Response:
        """Publish one sample of `device/{device}/{tail}`."""
        body = await current_body()
        received_us = self._context.clock.now_us()
        known, proof = self._open(device, body)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            content_type = request.content_type or ""
            event = known.session.receive_sample(tail, content_type, headers, body)
            sample = known.publisher.publish(event, received_us)
        except RemoteProtocolError as error:
            return answer_refusal(refusal_from(error))
        known.note_topic(sample.topic)
        now_us = self._context.clock.now_us()
        answer = IngestAnswer(
            seq=sample.seq,
            received_us=received_us,
            sent_us=now_us,
            now_us=now_us,
            commands=known.take_commands(),
            interest=known.take_interest(),
        )
        return _prove(answer_bytes(encode_answer(answer), 202), proof)

    async def control(self, device: str) -> Response:
        """Take what a device says by text: hello, sync, clock, ack, samples."""
        body = await current_body()
        received_us = self._context.clock.now_us()
        known, proof = self._open(device, body)
        replies: list[Message] = []
        try:
            for event in known.session.receive_control(body, received_us):
                replies += self._obey(known, event, received_us)
        except RemoteProtocolError as error:
            return answer_refusal(refusal_from(error))
        now_us = self._context.clock.now_us()
        answer = ControlAnswer(
            received_us=received_us,
            sent_us=now_us,
            now_us=now_us,
            replies=replies_from(replies),
            commands=known.take_commands(),
            interest=known.take_interest(),
        )
        return _prove(answer_bytes(encode_answer(answer)), proof)

    def _open(self, device_id: str, body: bytes) -> tuple[HttpDevice, bytes]:
        """Return the device of this request and the bridge's own proof; or RequestRefused."""
        asker = current_asker()
        admission = self._admit(asker, device_id, body)
        if admission.id != device_id:
            text = f"{admission.id} may not post for {device_id}"
            raise RequestRefused(Refusal(403, "forbidden", text))
        device = self._devices.find(admission, asker.address)
        if device.rates.judge(body, self._context.clock.now_us()) is not Verdict.TAKE:
            retry = (("Retry-After", "1"),)
            raise RequestRefused(
                Refusal(429, "rate", "too many requests", "post less often", retry)
            )
        return device, admission.server_proof

    def _admit(self, asker: Asker, device_id: str, body: bytes) -> Admission:
        try:
            claimed = asker.authorization
            match claimed:
                case ProofHeader():
                    return self._guard.check_proof(
                        asker, Role.DEVICE, claimed, current_target(), body
                    )
                case BearerHeader():
                    key = claimed.key
                    return self._guard.admit(asker, Role.DEVICE, peer_id=device_id, bearer=key)
                case None:
                    return self._guard.admit(asker, Role.DEVICE, peer_id=device_id)
        except (AdmissionRefused, RemoteProtocolError) as error:
            raise self._challenge(str(error)) from None

    def _challenge(self, text: str) -> RequestRefused:
        headers = (("WWW-Authenticate", self._guard.challenge()),)
        hint = "prove the key with this nonce"
        return RequestRefused(Refusal(401, "unauthorized", text, hint, headers))

    def _obey(self, device: HttpDevice, event: NativeEvent, received_us: int) -> list[Message]:
        match event:
            case ReplyDue():
                return [event.message]
            case ClaimMade():
                return self._welcome(device, event)
            case SampleArrived():
                return self._publish(device, event, received_us)
            case ClockReported() if device.side is not None:
                device.side.report_clock(event.clock)
            case CommandAcked() if device.side is not None:
                device.side.acknowledge(event.ack)
        return []

    def _welcome(self, device: HttpDevice, claim: ClaimMade) -> list[Message]:
        device.join(claim)
        # The proof of this request goes into a header; a welcome's own would cover nonces
        # that there are none of.
        admission = replace(device.admission, server_proof=b"")
        return device.session.admit(welcome(self._context, admission, f"http-{admission.id}"))

    def _publish(self, device: HttpDevice, event: SampleArrived, received_us: int) -> list[Message]:
        try:
            sample = device.publisher.publish(event, received_us)
        except RemoteProtocolError as error:
            ref = f"topic:{event.topic}"
            status = Status(level="error", code=error.code, text=str(error), ref=ref)
            return [encode_control(status)]
        device.note_topic(sample.topic)
        return []


def refusal_from(error: RemoteProtocolError) -> Refusal:
    """Return a fault of the protocol as an HTTP answer."""
    return Refusal(http_status_of(error.code), error.code, str(error))


def _prove(response: Response, server_proof: bytes) -> Response:
    if server_proof:
        response.headers[PROOF_HEADER] = server_proof.hex()
    return response


def build_ingest(context: SessionContext, guard: HttpGuard, devices: HttpDevices) -> Blueprint:
    """Return the ingest routes."""
    ingest = Ingest(context, guard, devices)
    blueprint = Blueprint(NAME, __name__, url_prefix="/v1/ingest")
    blueprint.add_url_rule("/<device>/<path:tail>", view_func=ingest.sample, methods=["POST"])
    blueprint.add_url_rule("/<device>", view_func=ingest.control, methods=["POST"])
    return blueprint
