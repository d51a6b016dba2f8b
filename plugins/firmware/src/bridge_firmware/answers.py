"""Answers over HTTP: values as JSON, and what goes wrong as a status and a sentence."""

from collections.abc import Awaitable, Callable

import msgspec
from quart import Response

from bridge.api import SettingsError
from bridge_firmware.fleet import UpdateRefused
from bridge_firmware.values import Refusal

Answer = Callable[[], Awaitable[Response]]


def json_answer(value: msgspec.Struct, status: int = 200) -> Response:
    """Return a value as JSON."""
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def refusal(status: int, code: str, text: str) -> Response:
    """Return why something was not done."""
    return json_answer(Refusal(code, text), status)


# A name that somebody made up is told back as far as people read.
MAX_SHOWN = 80


async def answer_for(answer: Answer) -> Response:
    """Return an answer, or what became of it instead."""
    try:
        return await answer()
    except KeyError as error:
        return refusal(
            404, "not_found", f"there is nothing called {str(error.args[0])[:MAX_SHOWN]!r}"
        )
    except UpdateRefused as error:
        return refusal(404 if error.code == "no_such_device" else 409, error.code, str(error))
    except ValueError as error:
        return refusal(400, "bad_image", str(error))
    except SettingsError as error:
        return refusal(507, "not_kept", str(error))
    except OSError as error:
        return refusal(507, "not_kept", f"the disk does not take it: {error.strerror}")
