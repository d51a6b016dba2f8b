"""What the command line does with a bridge's firmware."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import msgspec
import pytest
from trio.testing import MockClock

from bridge.api import BridgeError, DeviceFirmware
from bridge.client.rest import RestClient
from bridge_firmware.errands import describe, follow, show
from bridge_firmware.image import parse_image
from bridge_firmware.remote import Remote
from bridge_firmware.shelf import ImageShelf
from bridge_firmware.values import FirmwareList, ShownDevice, UpdateBegun, UpdateWish
from plugins.firmware.tests.conftest import put
from plugins.firmware.tests.desks import Desks, pc_firmware
from plugins.firmware.tests.images import build_image


@pytest.fixture
def desks(shelf: ImageShelf) -> Desks:
    """The routes of an empty shelf and an empty directory."""
    return Desks(shelf)


@pytest.fixture
async def remote(desks: Desks) -> AsyncIterator[Remote]:
    """The same, as the command line reaches them."""
    # Both speak ASGI; their types for its messages differ.
    transport = httpx.ASGITransport(app=desks.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as http:
        yield Remote(RestClient(http))


async def test_image_is_sent_with_its_progress(
    remote: Remote, shelf: ImageShelf, tmp_path: Path
) -> None:
    path, seen = tmp_path / "image.bin", list[int]()
    path.write_bytes(build_image(code=bytes(100_000)))
    image = await remote.add(path, lambda done, _total: seen.append(done))
    assert shelf.images() == [image] == (await remote.list()).images
    assert seen == [0, 45_000, 90_000, image.size]
    assert (await remote.remove(image.version)).sha256 == image.sha256
    assert shelf.images() == []


@pytest.mark.parametrize(("content", "words"), [(b"\x7fELF", "ELF file"), (None, "No such file")])
async def test_wrong_file_is_named_before_it_is_sent(
    remote: Remote, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "image.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BridgeError, match=words):
        await remote.add(path, lambda _done, _total: None)


async def test_refusal_of_a_device_is_told(remote: Remote, desks: Desks, shelf: ImageShelf) -> None:
    put(shelf)
    desks.tell("cam-1", pc_firmware(), is_online=False)
    with pytest.raises(BridgeError, match="not here now"):
        await remote.update("cam-1", UpdateWish())
    with pytest.raises(BridgeError, match="no device called"):
        await remote.update("cam-9", UpdateWish())


async def followed(
    remote: Remote, desks: Desks, *stages: DeviceFirmware | None
) -> tuple[list[str], list[int], str]:
    """Let a device tell a stage whenever somebody looks; return what was said, how far it
    was, and how it ended."""
    said, done, ended = list[str](), list[int](), ""
    begun = UpdateBegun("cam-1", desks.clock.now_us() + 1, parse_image(build_image()))
    left = iter(stages)

    async def live() -> None:
        stage = next(left, None)
        if stage is not None:
            desks.clock.advance(1)
            desks.tell("cam-1", stage)

    desks.app.before_request(live)
    try:
        ended = (
            await follow(remote, begun, said.append, lambda at, _total: done.append(at))
        ).version
    except BridgeError as error:
        ended = str(error)
    return said, done, ended


async def test_update_is_followed_to_its_end(
    remote: Remote, desks: Desks, autojump_clock: MockClock
) -> None:
    # What an update before this one came to is not this one's outcome.
    stale = pc_firmware(stage="failed", text="of yesterday")
    desks.tell("cam-1", stale)
    loading = pc_firmware(stage="downloading")
    half = msgspec.structs.replace(loading, done_bytes=4096, size_bytes=8192)
    trial, kept = pc_firmware("1.1.0", "on_trial"), pc_firmware("1.1.0", "kept")
    said, done, ended = await followed(remote, desks, None, loading, half, trial, kept)
    assert [words.partition(" ")[2][:8] for words in said] == ["loading", "on trial"]
    assert (done[0], done[-1], ended) == (0, 4096, "1.1.0")


async def test_firmware_that_is_back_is_an_error_with_the_reason(
    remote: Remote, desks: Desks, autojump_clock: MockClock
) -> None:
    desks.tell("cam-1", pc_firmware())
    back = pc_firmware(stage="rolled_back", text="it did not stay")
    *_, ended = await followed(remote, desks, back)
    assert ended == "cam-1 runs 1.0.0 as before: it did not stay (no_session)"


async def test_device_that_the_bridge_forgot_is_an_error(remote: Remote, desks: Desks) -> None:
    *_, ended = await followed(remote, desks)
    assert "has forgotten cam-1" in ended


def test_everything_is_shown_in_tables(capsys: pytest.CaptureFixture[str]) -> None:
    image = parse_image(build_image())
    told = pc_firmware(stage="failed", text="wrong hash")
    device = ShownDevice(
        id="cam-1", name="", online=True, firmware=told, told_us=0, newest=image.sha256
    )
    show(FirmwareList([image], [device]))
    shown = capsys.readouterr().out
    assert "pc     1.1.0    pc    Nov 28 2026 10:00:00  no" in shown
    assert "cam-1   pc     1.0.0    1.1.0   failed: wrong hash" in shown
    show(FirmwareList([], []))
    assert "gamebridge firmware add" in capsys.readouterr().out
    assert describe(image) == f"pc 1.1.0 for pc (Nov 28 2026 10:00:00), {image.sha256[:12]}"
