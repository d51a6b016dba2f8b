"""Messages that mean the same as a valid one and have to be understood so."""

from collections.abc import Iterator

import msgpack

from tests.vectors.sample_vectors import JPEG

Vector = dict[str, object]


def tolerant_vectors() -> Iterator[Vector]:
    """Yield what a later minor version, or another serializer, might send."""
    yield _text(
        "unknown-key",
        "keys of a later minor version are ignored",
        "sync",
        '{"op":"sync","t0":1234567,"mood":{"deep":[1,2,3]}}',
    )
    yield _text("any-order", "op need not come first", "sync", '{"t0":1234567,"op":"sync"}')
    yield _text(
        "white-space", "and there may be space", "sync", ' {\n "op" : "sync" ,\t"t0" : 1234567 }\n'
    )
    yield _text("escapes", "names may be escaped", "sync", '{"\\u006fp":"s\\u0079nc","t0":1234567}')
    yield _text(
        "welcome-of-1-1",
        "a later minor version with more in it",
        "welcome-viewer",
        '{"op":"welcome","session":"5e551000000000aa","id":"viewer-1","role":"viewer",'
        '"server":{"name":"gamebridge","version":"0.1.0","boot":"1b7c","region":"hall"},'
        '"now_us":60000000,"wall_us":1790000000000000,"protocol":"1.0",'
        '"limits":{"max_message_bytes":5242880,"max_text_bytes":65536,"max_subscriptions":64,'
        '"idle_timeout_us":25000000,"max_mood":3},'
        '"capabilities":["calls","publish","key_frame","h264","fields"],"mood":"good"}',
        direction="to_peer",
    )
    yield from _headers()


def _text(name: str, note: str, means: str, text: str, *, direction: str = "to_bridge") -> Vector:
    return {"name": name, "note": note, "direction": direction, "means": means, "text": text}


def _headers() -> Iterator[Vector]:
    extensions = {1: 7, 3: 8_004_000, 99: {"new": [1, 2]}}
    header: bytes = msgpack.packb([1, 1, 10, 8_000_000, 1, extensions])
    yield {
        "name": "unknown-extension",
        "note": "skipped, whatever is in it",
        "direction": "to_peer",
        "means": "out-jpeg",
        "hex": (header + JPEG).hex(),
    }
    # The same integers, none of them in its shortest form.
    wide = "96" + "cc01" + "cd0001" + "ce0000000a" + "cf00000000007a1200" + "d001"
    wide += "df00000002" + "cc01" + "cd0007" + "cc03" + "cf00000000007a21a0"
    yield {
        "name": "long-integers",
        "note": "integers need not be in their shortest form",
        "direction": "to_peer",
        "means": "out-jpeg",
        "hex": wide + JPEG.hex(),
    }
