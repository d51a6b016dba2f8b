"""Valid vectors of HTTP: what a device posts and what it is answered."""

import json
from collections.abc import Iterator

from bridge.wire.bridge_messages import (
    ControlAnswer,
    DeviceCall,
    IngestAnswer,
    InterestChange,
    SyncReply,
)
from bridge.wire.codec import encode_answer, encode_control
from bridge.wire.http_ingest import replies_from
from bridge.wire.values import encode_value
from tests.vectors.sample_vectors import JPEG, READING

Vector = dict[str, object]

_CALL = DeviceCall(id="b17", method="set", args={"quality": 12}, deadline_ms=4800)
_INTEREST = InterestChange(topic="device/cam-1/camera/jpeg", subscribers=1, max_hz=0.0)
_CONTROL = (
    '[{"op":"hello","role":"device","id":"cam-1","name":"Desk camera"},'
    '{"op":"sync","t0":5},'
    '{"op":"sample","value":{"value":3},"topic":"device/cam-1/input/dial"},'
    '{"op":"ack","id":"b17","stage":"applied","value":12}]'
)


def http_vectors() -> Iterator[Vector]:
    """Yield requests (`to_bridge`) and bodies of answers (`to_peer`)."""
    yield _post("http-jpeg", "a picture", "camera/jpeg", "image/jpeg", JPEG)
    yield _post(
        "http-jpeg-times",
        "with everything that headers can say",
        "camera/jpeg",
        "image/jpeg",
        JPEG,
        {
            "Gamebridge-Seq": "300",
            "Gamebridge-Captured-Us": "8000000",
            "Gamebridge-Device-Us": "52000000",
            "Gamebridge-Frame-Seq": "300",
        },
    )
    yield _post(
        "http-value-json",
        "a value",
        "input/button",
        "application/json; charset=utf-8",
        encode_value(READING, "json"),
    )
    packed = encode_value(READING, "msgpack")
    yield _post("http-value-msgpack", "", "input/button", "application/msgpack", packed)
    yield _post("http-control", "four control messages", "", "application/json", _CONTROL.encode())
    yield _answer(
        "http-ingest-answer",
        "202 with a waiting call and a changed interest",
        encode_answer(
            IngestAnswer(
                seq=12,
                received_us=8_004_000,
                sent_us=8_004_100,
                now_us=8_004_100,
                commands=(_CALL,),
                interest=(_INTEREST,),
            )
        ),
    )
    sync = encode_control(SyncReply(t0=5, t1=8_004_000, t2=8_004_000))
    yield _answer(
        "http-control-answer",
        "200 with what a WebSocket would have carried",
        encode_answer(
            ControlAnswer(
                received_us=8_004_000,
                sent_us=8_004_100,
                now_us=8_004_100,
                replies=replies_from([sync]),
            )
        ),
    )


def _post(
    name: str,
    note: str,
    tail: str,
    content_type: str,
    body: bytes,
    headers: dict[str, str] | None = None,
) -> Vector:
    path = "/v1/ingest/cam-1" + (f"/{tail}" if tail else "")
    return {
        "name": name,
        "note": note,
        "direction": "to_bridge",
        "encoding": "http",
        "message": {
            "method": "POST",
            "path": path,
            "headers": {"Content-Type": content_type, **(headers or {})},
        },
        "hex": body.hex(),
    }


def _answer(name: str, note: str, body: bytes) -> Vector:
    return {
        "name": name,
        "note": note,
        "direction": "to_peer",
        "encoding": "http",
        "message": json.loads(body),
        "text": body.decode(),
    }
