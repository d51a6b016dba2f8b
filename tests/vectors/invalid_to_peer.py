"""What a peer has to refuse, or to pass over, of a bridge.

In state "hello" the peer said hello-device.json and has its key; in "proof" it has also
answered challenge.json; in "ready" it has its welcome and subscribed.json.
"""

import json
from collections.abc import Iterator

import msgpack

from tests.vectors.control_vectors import control_vectors
from tests.vectors.keys import BRIDGE_NONCE, DEVICE_KEY, PEER_NONCE
from tests.vectors.sample_vectors import JPEG

Vector = dict[str, object]


def invalid_to_peer() -> Iterator[Vector]:
    """Yield lies of a bridge, and messages of a broken one."""
    yield from _starting()
    for name, text in (
        ("peer-not-json", "<html>"),
        ("peer-no-op", '{"sub":1}'),
        ("peer-nesting", "[" * 33 + "]" * 33),
    ):
        yield _vector(name, "a fault of form", "bad_message", 4400, text=text)
    yield _vector("peer-unknown-op", "passed over", "unknown_op", None, text='{"op":"sing"}')
    yield _vector("peer-bad-field", "passed over", "bad_field", None, text='{"op":"drops","sub":0}')
    yield _vector("peer-broken-header", "", "bad_message", 4400, hex=b"\x96\x00\x01".hex())
    unknown: bytes = msgpack.packb([1, 1, 1, 1, 1, {1: 4711, 3: 1}])
    yield _vector(
        "peer-unknown-topic",
        "no entry has this number",
        "unknown_topic",
        None,
        hex=(unknown + JPEG).hex(),
    )
    no_number: bytes = msgpack.packb([1, 1, 1, 1, 1, {}])
    yield _vector("peer-no-topic-number", "", "unknown_topic", None, hex=(no_number + JPEG).hex())
    value: bytes = msgpack.packb([0, 1, 1, 1, 0, {1: 3, 3: 1}])
    yield _vector(
        "peer-bad-value", "the tail is no map", "bad_value", None, hex=(value + b"\x07").hex()
    )
    yield _vector(
        "peer-stray-sync",
        "an answer to a question that was not asked",
        "unknown_sync",
        None,
        text='{"op":"sync","t0":4711,"t1":1,"t2":1}',
    )


def _vector(name: str, note: str, error: str, close_code: int | None, **more: object) -> Vector:
    known = {"name": name, "note": note, "direction": "to_peer", "state": "ready"}
    return {
        **known,
        **more,
        "key": DEVICE_KEY,
        "peer_nonce": PEER_NONCE,
        "bridge_nonce": BRIDGE_NONCE,
        "error": error,
        "close_code": close_code,
    }


def _starting() -> Iterator[Vector]:
    valid = {str(vector["name"]): str(vector["text"]) for vector in control_vectors()}
    welcome = json.loads(valid["welcome"])
    for name, note, state, message, error, close_code in (
        (
            "peer-wrong-proof",
            "a bridge that does not know the key",
            "proof",
            {**welcome, "proof": "0" * 64},
            "unauthorized",
            4401,
        ),
        (
            "peer-missing-proof",
            "leaving the proof out does not help",
            "proof",
            {**welcome, "proof": None},
            "unauthorized",
            4401,
        ),
        ("peer-skipped-challenge", "nor does not asking", "hello", welcome, "unauthorized", 4401),
        (
            "peer-method",
            "a method that this peer does not know",
            "hello",
            {"op": "challenge", "nonce": BRIDGE_NONCE, "method": "plain"},
            "unauthorized",
            4401,
        ),
        (
            "peer-second-challenge",
            "",
            "proof",
            json.loads(valid["challenge"]),
            "out_of_turn",
            4400,
        ),
        ("peer-version", "", "proof", {**welcome, "protocol": "2.0"}, "version", 4426),
        ("peer-second-welcome", "", "ready", welcome, "out_of_turn", 4400),
    ):
        sent = {key: value for key, value in message.items() if value is not None}
        text = json.dumps(sent, separators=(",", ":"))
        yield _vector(name, note, error, close_code, state=state, text=text)
