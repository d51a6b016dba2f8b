import pytest
import trio

from bridge.app.cli.asking import ask, echo_table, rows_of, websocket_url
from bridge.model.errors import BridgeError
from bridge.testing.harness import running_bridge


@pytest.mark.parametrize("url", ["localhost:8080", "file:///etc/passwd", "ws://127.0.0.1:8080"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(BridgeError, match="--url"):
        ask(url, "/v1/topics", None)


@pytest.mark.sockets
def test_where_no_bridge_answers_the_remedy_is_told() -> None:
    with pytest.raises(BridgeError, match="gamebridge run"):
        ask("http://127.0.0.1:1", "/v1/topics", None)


@pytest.mark.sockets
async def test_a_running_bridge_is_asked_over_http() -> None:
    limiter = trio.CapacityLimiter(1)
    async with running_bridge() as running:
        running.bridge.hub.announce("session/a/mark")
        found = await trio.to_thread.run_sync(
            ask, running.http_url, "/v1/topics", None, limiter=limiter
        )
        with pytest.raises(BridgeError, match="404"):
            await trio.to_thread.run_sync(
                ask, running.http_url, "/v1/nothing", None, limiter=limiter
            )
    assert "session/a/mark" in [row["topic"] for row in rows_of(found, "topics")]


@pytest.mark.parametrize(
    ("web", "socket"),
    [
        ("http://10.0.0.1:80", "ws://10.0.0.1:80"),
        ("https://bridge.example", "wss://bridge.example"),
        ("ws://127.0.0.1:8080", "ws://127.0.0.1:8080"),
    ],
)
def test_one_address_serves_for_pages_and_sockets(web: str, socket: str) -> None:
    assert websocket_url(web) == socket


def test_what_is_no_list_of_objects_has_no_rows() -> None:
    assert rows_of({"topics": "none"}, "topics") == []
    assert rows_of({"topics": [1, {"a": 2}]}, "topics") == [{"a": 2}]


def test_a_table_is_aligned_and_an_empty_one_is_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    echo_table(["ID", "STATE"], [["cam-1", "online"], ["c", "offline"]], "nothing")
    echo_table(["ID"], [], "No device yet.")
    assert capsys.readouterr().out == (
        "ID     STATE\ncam-1  online\nc      offline\nNo device yet.\n"
    )
