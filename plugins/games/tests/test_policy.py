"""Where a game is put into a sandbox."""

import pytest

from bridge_games.policy import SANDBOXED, TRUSTED, is_loopback, needs_sandbox

COOKIE = {"gamebridge_key_8080": "x"}


@pytest.mark.parametrize(
    ("address", "cookies", "expected"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("::ffff:127.0.0.1", {}, True),
        ("192.168.1.7", {}, False),
        ("192.168.1.7", {"theme": "dark"}, False),
        ("192.168.1.7", COOKIE, True),
    ],
)
def test_game_is_boxed_where_its_page_could_do_more_than_a_game(
    address: str, cookies: dict[str, str], expected: bool
) -> None:
    assert needs_sandbox(address, cookies, is_trusted=False) is expected
    assert not needs_sandbox(address, cookies, is_trusted=True)


def test_what_is_no_address_is_not_this_machine() -> None:
    assert not is_loopback("")
    assert not is_loopback("testclient")


def test_sandbox_gives_back_everything_but_the_origin() -> None:
    boxed, free = dict(SANDBOXED), dict(TRUSTED)
    policy = boxed["Content-Security-Policy"]
    assert policy.startswith(free["Content-Security-Policy"])
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert "allow-top-navigation" not in policy


def test_code_comes_from_the_games_folder_only() -> None:
    policy = dict(TRUSTED)["Content-Security-Policy"]
    words = next(part for part in policy.split("; ") if part.startswith("script-src ")).split()
    assert not {"http:", "https:", "*"} & set(words)
    assert "'unsafe-eval'" in words  # PIXI does not start without it.
