"""Errors say what happened."""

from bridge.client.errors import ClientClosed, ClientRefused


def test_errors_name_code_and_reason() -> None:
    assert str(ClientRefused("forbidden", "not yours")) == "forbidden: not yours"
    assert str(ClientRefused("forbidden", "")) == "forbidden"
    assert str(ClientClosed(4409, "replaced")) == "closed with 4409: replaced"
    assert str(ClientClosed(1006, "")) == "closed with 1006"
