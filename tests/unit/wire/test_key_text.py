"""Keys as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.wire.key_text import DEVICE_PREFIX, SUBSCRIBER_PREFIX, build_key, parse_key

_SECRETS = st.binary(min_size=32, max_size=32)
_IDS = st.from_regex(r"[a-z0-9_-]{1,32}", fullmatch=True)


@given(st.sampled_from([DEVICE_PREFIX, SUBSCRIBER_PREFIX]), _IDS, _SECRETS)
def test_a_key_tells_whose_it_is_whatever_is_in_it(
    prefix: str, peer_id: str, secret: bytes
) -> None:
    known = DEVICE_PREFIX if prefix == DEVICE_PREFIX else SUBSCRIBER_PREFIX
    parsed = parse_key(build_key(known, peer_id, secret))
    assert (parsed.prefix, parsed.peer_id) == (prefix, peer_id)


@given(_SECRETS, st.integers(0, 42), st.sampled_from("abcXYZ019"))
def test_a_typing_error_is_noticed(secret: bytes, position: int, letter: str) -> None:
    key = build_key(DEVICE_PREFIX, "cam-1", secret)
    place = len("gbd1_cam-1_") + position
    wrong = key[:place] + letter + key[place + 1 :]
    if wrong != key:
        with pytest.raises(ValueError, match="checksum"):
            parse_key(wrong)


@pytest.mark.parametrize("text", ["", "gbd1_cam-1_short_abcd", "gbx1_a_" + "A" * 43 + "_AAAA"])
def test_what_is_no_key_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match="expected gbd1_<id>"):
        parse_key(text)


def test_a_key_needs_a_good_id_and_32_bytes() -> None:
    with pytest.raises(ValueError, match="id 'Cam 1'"):
        build_key(DEVICE_PREFIX, "Cam 1", bytes(32))
    with pytest.raises(ValueError, match="secret of 16 bytes"):
        build_key(DEVICE_PREFIX, "cam-1", bytes(16))


def test_a_key_is_not_printed() -> None:
    key = build_key(DEVICE_PREFIX, "cam-1", bytes(32))
    assert key not in repr(parse_key(key))
