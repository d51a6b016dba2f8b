"""Names that both sides have to agree on."""

import pytest

from bridge.wire.constants import (
    CLOSE_BAD_MESSAGE,
    SUBPROTOCOL_JSON,
    SUBPROTOCOL_MSGPACK,
    choose_encoding,
    close_code_of,
    subprotocol_of,
)


@pytest.mark.parametrize(
    ("offered", "encoding"),
    [
        ((), "json"),
        ((SUBPROTOCOL_JSON, SUBPROTOCOL_MSGPACK), "json"),
        (("chat", SUBPROTOCOL_MSGPACK), "msgpack"),
        (("chat", "gamebridge.v2+json"), None),
    ],
)
def test_the_first_known_subprotocol_decides(
    offered: tuple[str, ...], encoding: str | None
) -> None:
    assert choose_encoding(offered) == encoding


def test_each_encoding_has_a_subprotocol_that_chooses_it() -> None:
    assert choose_encoding((subprotocol_of("json"),)) == "json"
    assert choose_encoding((subprotocol_of("msgpack"),)) == "msgpack"


def test_a_code_without_a_close_of_its_own_counts_as_a_bad_message() -> None:
    assert close_code_of("too_big") == 4413
    assert close_code_of("no_such_word") == CLOSE_BAD_MESSAGE
