"""One vector for every refusal: what is sent, to a session in which state, and the answer."""

from collections.abc import Iterator

from tests.vectors.invalid_samples import invalid_samples
from tests.vectors.invalid_to_peer import invalid_to_peer
from tests.vectors.keys import BRIDGE_NONCE, DEVICE_KEY, PEER_NONCE

Vector = dict[str, object]

_BEFORE_WELCOME = (
    ("early-not-json", "text that is no JSON", "hello", "hello", "bad_message", 4400),
    ("early-no-op", "an object without op", "hello", '{"role":"device"}', "bad_message", 4400),
    ("early-unknown-op", "", "hello", '{"op":"greet"}', "unknown_op", 4400),
    ("early-bad-role", "", "hello", '{"op":"hello","role":"king"}', "bad_field", 4400),
    ("early-no-role", "", "hello", '{"op":"hello","id":"cam-1"}', "bad_field", 4400),
    ("early-bad-id", "", "hello", '{"op":"hello","role":"device","id":"Cam 1"}', "bad_field", 4400),
    (
        "early-bad-nonce",
        "a nonce is 32 lower-case hexadecimal digits",
        "hello",
        '{"op":"hello","role":"device","id":"cam-1","nonce":"ABC"}',
        "bad_field",
        4400,
    ),
    ("early-device-without-id", "", "hello", '{"op":"hello","role":"device"}', "bad_field", 4400),
    (
        "early-nonce-without-id",
        "the proof covers the id",
        "hello",
        f'{{"op":"hello","role":"game","nonce":"{PEER_NONCE}"}}',
        "bad_field",
        4400,
    ),
    (
        "early-nonce-and-key",
        "a proof or the key, not both",
        "hello",
        f'{{"op":"hello","role":"device","id":"cam-1","nonce":"{PEER_NONCE}","key":"{DEVICE_KEY}"}}',
        "bad_field",
        4400,
    ),
    (
        "early-game-with-features",
        "only devices have features",
        "hello",
        '{"op":"hello","role":"game","features":[{"name":"led","kind":"output","type":"bool"}]}',
        "bad_field",
        4400,
    ),
    ("early-subscribe", "", "hello", '{"op":"subscribe","sub":1,"topics":["x/a"]}', None, None),
    ("early-batch", "", "hello", '[{"op":"sample","topic":"x/a","value":{}}]', None, None),
    (
        "early-proof",
        "nobody asked",
        "hello",
        f'{{"op":"proof","proof":"{"0" * 64}"}}',
        "out_of_turn",
        4401,
    ),
    (
        "early-second-hello",
        "",
        "proof",
        '{"op":"hello","role":"device","id":"cam-1"}',
        "out_of_turn",
        4401,
    ),
    ("early-bad-proof-form", "", "proof", '{"op":"proof","proof":"00"}', "bad_field", 4400),
    (
        "early-call-instead-of-proof",
        "",
        "proof",
        '{"op":"call","id":"1","target":"a","method":"b"}',
        None,
        None,
    ),
)

_FEATURES = (
    ("feature-name", '{"name":"Led 1","kind":"output","type":"bool"}'),
    ("feature-range", '{"name":"quality","kind":"setting","type":"int"}'),
    (
        "feature-range-reversed",
        '{"name":"q","kind":"setting","type":"int","minimum":9,"maximum":1}',
    ),
    ("feature-choices", '{"name":"mode","kind":"setting","type":"enum"}'),
    ("feature-action-type", '{"name":"reboot","kind":"action","type":"bool"}'),
    ("feature-action-set", '{"name":"set","kind":"action"}'),
    ("feature-twice", '{"name":"a","kind":"action"},{"name":"a","kind":"action"}'),
    ("feature-kind", '{"name":"a","kind":"motor"}'),
    ("feature-gap", '{"name":"a","kind":"input","min_gap_us":-1}'),
)

_FORM = (
    ("not-json", "", "{", 4400),
    ("not-an-object", "", "7", 4400),
    ("no-op", "", '{"sub":1}', 4400),
    ("op-not-text", "", '{"op":7}', 4400),
    ("trailing-text", "", '{"op":"sync","t0":1} {}', 4400),
    ("nan", "JSON has no NaN", '{"op":"sync","t0":NaN}', 4400),
    ("lone-surrogate", "", '{"op":"unsubscribe","sub":1,"x":"\\ud800"}', 4400),
    (
        "nesting",
        "33 levels, the object included",
        '{"op":"sync","t0":1,"x":' + "[" * 32 + "]" * 32 + "}",
        4400,
    ),
    ("depth-bomb", "", '{"op":"sync","t0":1,"x":' + "[" * 20_000 + "]" * 20_000 + "}", 4400),
)

_FIELDS = (
    ("field-negative", '{"op":"sync","t0":-1}'),
    ("field-beyond-2-53", '{"op":"sync","t0":9007199254740992}'),
    ("field-fraction", '{"op":"sync","t0":1.5}'),
    ("field-null", '{"op":"subscribe","sub":1,"topics":["x/a"],"hz":null}'),
    ("field-infinite", '{"op":"subscribe","sub":1,"topics":["x/a"],"hz":1e400}'),
    ("field-sub-zero", '{"op":"subscribe","sub":0,"topics":["x/a"]}'),
    ("field-sub-too-large", '{"op":"subscribe","sub":65536,"topics":["x/a"]}'),
    ("field-no-topics", '{"op":"subscribe","sub":1,"topics":[]}'),
    ("field-mode", '{"op":"subscribe","sub":1,"topics":["x/a"],"mode":"block"}'),
    ("field-depth", '{"op":"subscribe","sub":1,"topics":["x/a"],"depth":4097}'),
    ("field-channel", '{"op":"advertise","channels":[{"channel":0,"topic":"x/a"}]}'),
    ("field-no-channels", '{"op":"advertise","channels":[]}'),
    ("field-nested-args", '{"op":"call","id":"1","target":"a","method":"set","args":{"a":[1]}}'),
    ("field-call-id", '{"op":"call","id":"a b","target":"a","method":"set"}'),
    ("field-deadline", '{"op":"call","id":"1","target":"a","method":"set","deadline_ms":60001}'),
    ("field-ack-stage", '{"op":"ack","id":"1","stage":"sent"}'),
    ("field-clock-state", '{"op":"clock","clock":{"state":"fine"}}'),
    ("field-batch-op", '[{"op":"sync","t0":1}]'),
    ("field-batch-empty", "[]"),
    ("field-sample-nowhere", '{"op":"sample","value":{"value":1}}'),
    ("field-sample-twice", '{"op":"sample","channel":1,"topic":"x/a","value":{"value":1}}'),
    (
        "field-hop",
        '{"op":"sample","channel":2,"value":{"value":1},"hops":[["",-1]]}',
    ),
)

_REQUESTS = (
    (
        "topic-malformed",
        '{"op":"advertise","channels":[{"channel":3,"topic":"device//x"}]}',
        "bad_topic",
    ),
    (
        "topic-of-another",
        '{"op":"advertise","channels":[{"channel":3,"topic":"device/cam-2/tags"}]}',
        "forbidden",
    ),
    (
        "topic-own-state",
        '{"op":"advertise","channels":[{"channel":3,"topic":"device/cam-1/state"}]}',
        "forbidden",
    ),
    (
        "topic-like-own",
        '{"op":"advertise","channels":[{"channel":3,"topic":"device/cam-10/tags"}]}',
        "forbidden",
    ),
    ("key-frame-topic", '{"op":"key_frame","topic":"device/*/x"}', "bad_topic"),
    ("pattern-malformed", '{"op":"subscribe","sub":1,"topics":["device/**/tags"]}', "bad_pattern"),
    (
        "pattern-too-long",
        '{"op":"subscribe","sub":1,"topics":["' + "a/" * 8 + 'b"]}',
        "bad_pattern",
    ),
    (
        "sample-topic-of-another",
        '{"op":"sample","topic":"device/cam-2/input/a","value":{"value":1}}',
        "forbidden",
    ),
    ("sample-topic-malformed", '{"op":"sample","topic":"Device","value":{"value":1}}', "bad_topic"),
    (
        "sample-unknown-channel",
        '{"op":"sample","channel":9,"value":{"value":1}}',
        "unknown_channel",
    ),
    ("hello-again", '{"op":"hello","role":"device","id":"cam-1"}', "out_of_turn"),
    ("proof-again", f'{{"op":"proof","proof":"{"0" * 64}"}}', "out_of_turn"),
)


def invalid_vectors() -> Iterator[Vector]:
    """Yield everything that is refused, in both directions."""
    yield from _early()
    yield from _ready()
    yield from _limits()
    yield from invalid_samples()
    yield from invalid_to_peer()


def _vector(name: str, note: str, error: str, close_code: int | None, **more: object) -> Vector:
    known = {"name": name, "note": note, "direction": "to_bridge", "state": "ready"}
    return {**known, "role": "device", **more, "error": error, "close_code": close_code}


def _early() -> Iterator[Vector]:
    for name, note, state, text, error, close_code in _BEFORE_WELCOME:
        yield _vector(
            name,
            note or "before the welcome every fault closes",
            error or "unauthenticated",
            close_code or 4401,
            state=state,
            text=text,
        )
    for name, features in _FEATURES:
        text = f'{{"op":"hello","role":"device","id":"cam-1","features":[{features}]}}'
        note = "features have to make sense to a panel"
        yield _vector(name, note, "bad_field", 4400, state="hello", text=text)
    yield _vector(
        "early-picture",
        "no sample before the welcome",
        "unauthenticated",
        4401,
        state="hello",
        hex="ffd8ffd9",
    )
    yield _vector(
        "early-too-big",
        "4096 bytes before the welcome",
        "too_big",
        4413,
        state="hello",
        text='{"op":"hello","role":"viewer"}',
        pad_to_bytes=4097,
    )
    yield _vector(
        "early-flood",
        "32 messages before the welcome",
        "unauthenticated",
        4401,
        state="hello",
        text='{"op":"sync","t0":1}',
        repeat=33,
    )
    for state, awaited in (("hello", "hello"), ("proof", "proof")):
        note = f"no {awaited} within 5 s"
        yield _vector(
            f"early-no-{awaited}", note, "unauthenticated", 4401, state=state, wait_us=5_000_000
        )
    yield _vector(
        "early-version",
        "subprotocols, none of them known",
        "version",
        4426,
        state="opening",
        subprotocols=["chat", "gamebridge.v9+json"],
    )
    yield _vector(
        "early-wrong-proof",
        "decided by the host, with the verifier of the key",
        "unauthorized",
        4401,
        state="proof",
        text=f'{{"op":"proof","proof":"{"0" * 64}"}}',
        key=DEVICE_KEY,
        peer_nonce=PEER_NONCE,
        bridge_nonce=BRIDGE_NONCE,
    )


def _ready() -> Iterator[Vector]:
    for name, note, text, close_code in _FORM:
        yield _vector(name, note or "a fault of form", "bad_message", close_code, text=text)
    for name, text in _FIELDS:
        yield _vector(
            name, "a fault of content is told and forgotten", "bad_field", None, text=text
        )
    for name, text, error in _REQUESTS:
        yield _vector(name, "", error, None, text=text)
    yield _vector("unknown-op", "", "unknown_op", None, text='{"op":"dance"}')
    yield _vector(
        "unknown-op-16",
        "the sixteenth closes",
        "unknown_op",
        4400,
        text='{"op":"dance"}',
        repeat=16,
    )
    yield _vector(
        "field-16",
        "the sixteenth closes",
        "bad_field",
        4400,
        text='{"op":"sync","t0":-1}',
        repeat=16,
    )
    yield _vector(
        "ack-of-a-game",
        "only devices are called",
        "forbidden",
        None,
        role="game",
        text='{"op":"ack","id":"b1","stage":"applied"}',
    )


def _limits() -> Iterator[Vector]:
    yield _vector(
        "text-too-big",
        "65,536 bytes of text",
        "too_big",
        4413,
        text='{"op":"sync","t0":1}',
        pad_to_bytes=65_537,
    )
    call = '{{"op":"call","id":"c{}","target":"cam-1","method":"reboot"}}'
    yield _vector(
        "too-many-calls",
        "the code of an ack",
        "too_many_calls",
        None,
        answer="ack",
        role="game",
        before=[call.format(n) for n in range(8)],
        text=call.format(8),
    )
    yield _vector(
        "duplicate-call-id",
        "the code of an ack",
        "duplicate_id",
        None,
        answer="ack",
        role="game",
        before=[call.format(0)],
        text=call.format(0),
    )
    subscribe = '{{"op":"subscribe","sub":{},"topics":["x/a"]}}'
    yield _vector(
        "too-many-subscriptions",
        "",
        "too_many_subscriptions",
        None,
        before=[subscribe.format(n) for n in range(1, 65)],
        text=subscribe.format(65),
    )
    offer = '{{"channel":{},"topic":"device/cam-1/input/a{}"}}'
    offers = ",".join(offer.format(n, n) for n in range(1, 65))
    yield _vector(
        "too-many-channels",
        "",
        "too_many_channels",
        None,
        before=[f'{{"op":"advertise","channels":[{offers}]}}'],
        text=f'{{"op":"advertise","channels":[{offer.format(65, 65)}]}}',
    )
