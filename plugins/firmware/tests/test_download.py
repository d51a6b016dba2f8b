"""Images as devices pull them."""

import pytest

from bridge_firmware.download import MAX_RANGE_BYTES, PREFIX
from bridge_firmware.shelf import ImageShelf
from plugins.firmware.tests.conftest import put
from plugins.firmware.tests.desks import Desks
from plugins.firmware.tests.images import build_image


@pytest.fixture
def desks(shelf: ImageShelf) -> Desks:
    """The route of an empty shelf."""
    return Desks(shelf)


async def test_pieces_make_the_image(desks: Desks, shelf: ImageShelf) -> None:
    sha256, content, found = put(shelf), build_image(), b""
    while len(found) < len(content):
        last = min(len(found) + 4096, len(content)) - 1
        answer = await desks.ask(f"{PREFIX}/{sha256}", Range=f"bytes={len(found)}-{last}")
        piece = await answer.get_data(as_text=False)
        assert answer.status_code == 206
        assert answer.headers["Content-Range"] == f"bytes {len(found)}-{last}/{len(content)}"
        assert int(answer.headers["Content-Length"]) == len(piece)
        found += piece
    assert found == content


async def test_one_answer_is_bounded(desks: Desks, shelf: ImageShelf) -> None:
    sha256 = put(shelf, build_image(code=bytes(3 * MAX_RANGE_BYTES)))
    answer = await desks.ask(f"{PREFIX}/{sha256}", Range="bytes=5-999999999")
    assert len(await answer.get_data()) == MAX_RANGE_BYTES
    assert answer.headers["Content-Range"].startswith(f"bytes 5-{MAX_RANGE_BYTES + 4}/")


@pytest.mark.parametrize(
    "wanted", ["", "bytes=-5", "bytes=5-", "bytes=5-4", "bytes=0-1,3-4", "bytes=99999999-99999999"]
)
async def test_impossible_ranges_are_refused(desks: Desks, shelf: ImageShelf, wanted: str) -> None:
    answer = await desks.ask(f"{PREFIX}/{put(shelf)}", Range=wanted)
    assert answer.status_code == 416


@pytest.mark.parametrize(
    "name", ["0" * 64, "..", "%2e%2e%2fauth.sqlite3", "..%5cauth", "a" * 63 + "%00"]
)
async def test_nothing_else_is_given(desks: Desks, shelf: ImageShelf, name: str) -> None:
    put(shelf)
    answer = await desks.ask(f"{PREFIX}/{name}", Range="bytes=0-9")
    assert answer.status_code == 404
