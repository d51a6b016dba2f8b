"""Answers of the HTTP application."""

import json

import pytest
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from bridge.transport.http_answers import (
    answer_bytes,
    answer_http_error,
    answer_json,
    answer_refusal,
)
from bridge.transport.refusal import Refusal


async def test_values_become_json() -> None:
    answer = answer_json({"devices": []}, 202)
    assert (answer.status_code, answer.content_type) == (202, "application/json")
    assert await answer.get_json() == {"devices": []}


async def test_bytes_that_are_json_stay_as_they_are() -> None:
    assert await answer_bytes(b"[1, 2]").get_data(as_text=False) == b"[1, 2]"


async def test_a_refusal_keeps_its_headers() -> None:
    answer = answer_refusal(Refusal(503, "draining", "ends", "", (("Retry-After", "2"),)))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert json.loads(await answer.get_data(as_text=True))["code"] == "draining"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound(), 404, "not_found"),
        (RequestEntityTooLarge(), 413, "too_big"),
        (HTTPException("no reason"), 500, "internal"),
    ],
)
async def test_what_quart_refuses_looks_like_every_refusal(
    error: HTTPException, status: int, code: str
) -> None:
    answer = answer_http_error(error)
    told = await answer.get_json()
    assert answer.status_code == status
    assert (told["op"], told["code"]) == ("status", code)
    assert told["text"]
