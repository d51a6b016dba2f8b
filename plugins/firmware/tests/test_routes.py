"""What operators may do with firmware."""

import msgspec
import pytest

from bridge.api import Ack, AckStage
from bridge_firmware.routes import PREFIX
from bridge_firmware.shelf import ImageShelf
from bridge_firmware.values import FirmwareList, Piece, Refusal, UpdateBegun, Upload, UploadWish
from plugins.firmware.tests.conftest import put
from plugins.firmware.tests.desks import Desks, pc_firmware
from plugins.firmware.tests.images import build_image, build_whole_image


@pytest.fixture
def desks(shelf: ImageShelf) -> Desks:
    """The routes of an empty shelf and an empty directory."""
    return Desks(shelf)


async def refused(desks: Desks, path: str, body: object = None) -> tuple[int, str, str]:
    """Return status, code and text of an update that is refused."""
    answer = await desks.ask(f"{PREFIX}/{path}", "POST", body if body is not None else {})
    refusal = msgspec.json.decode(await answer.get_data(), type=Refusal)
    return answer.status_code, refusal.code, refusal.text


async def test_image_comes_in_pieces_and_is_listed(desks: Desks) -> None:
    content = build_image()
    answer = await desks.ask(f"{PREFIX}/uploads", "POST", UploadWish(len(content)))
    upload = msgspec.json.decode(await answer.get_data(), type=Upload)
    while upload.image is None:
        piece = Piece(upload.done_bytes, content[upload.done_bytes :][:4000])
        answer = await desks.ask(f"{PREFIX}/uploads/{upload.id}", "POST", piece)
        upload = msgspec.json.decode(await answer.get_data(), type=Upload)
    listed = await desks.ask(PREFIX)
    assert msgspec.json.decode(await listed.get_data(), type=FirmwareList).images == [upload.image]


async def test_devices_are_listed_with_the_image_for_them(desks: Desks, shelf: ImageShelf) -> None:
    sha256 = put(shelf)
    put(shelf, build_image("gamebridge-cam", "9.0", 9))
    desks.clock.advance(7)
    desks.tell("cam-1", pc_firmware())
    desks.tell("cam-2", None)
    answer = await desks.ask(PREFIX)
    (device,) = msgspec.json.decode(await answer.get_data(), type=FirmwareList).devices
    assert (device.id, device.name, device.online) == ("cam-1", "CAM-1", True)
    assert (device.newest, device.told_us, device.firmware) == (sha256, 7, pc_firmware())


async def test_update_offers_the_newest_image_for_the_board(
    desks: Desks, shelf: ImageShelf
) -> None:
    put(shelf)
    sha256 = put(shelf, build_image(version="1.2.0"))
    desks.tell("cam-1", pc_firmware())
    desks.devices.answer = Ack("", AckStage.APPLIED, at_us=42)
    answer = await desks.ask(f"{PREFIX}/devices/cam-1/update", "POST", {})
    begun = msgspec.json.decode(await answer.get_data(), type=UpdateBegun)
    assert (answer.status_code, begun.at_us, begun.image.sha256) == (202, 42, sha256)
    (call,) = desks.devices.calls
    assert (call.target, call.method) == ("cam-1", "update")
    assert call.args == {
        "sha256": sha256,
        "size": len(build_image()),
        "project": "gamebridge-pc",
        "version": "1.2.0",
        "chip": "pc",
    }


async def test_update_takes_the_image_that_is_named(desks: Desks, shelf: ImageShelf) -> None:
    sha256 = put(shelf)
    put(shelf, build_image(version="1.2.0"))
    put(shelf, build_image("gamebridge-cam", "1.1.0", 9))
    desks.tell("cam-1", pc_firmware())
    wish = {"image": "1.1.0", "again": True}
    assert (await desks.ask(f"{PREFIX}/devices/cam-1/update", "POST", wish)).status_code == 202
    (call,) = desks.devices.calls
    assert (call.args["sha256"], call.args["again"]) == (sha256, True)


async def test_what_cannot_be_updated_is_named(desks: Desks, shelf: ImageShelf) -> None:
    assert (await refused(desks, "devices/cam-9/update"))[:2] == (404, "no_such_device")
    desks.tell("old", None)
    assert (await refused(desks, "devices/old/update"))[:2] == (409, "other_firmware")
    desks.tell("away", pc_firmware(), is_online=False)
    assert (await refused(desks, "devices/away/update"))[:2] == (409, "offline")
    desks.tell("cam-1", pc_firmware())
    status, code, text = await refused(desks, "devices/cam-1/update")
    assert (status, code) == (409, "no_such_image")
    assert "no image for gamebridge-pc on pc" in text
    put(shelf, build_image("gamebridge-cam", "9.0", 9))
    put(shelf, build_image("gamebridge-pc", "9.1", 9))
    assert (await refused(desks, "devices/cam-1/update", {"image": "9.0"}))[1] == "wrong_board"
    assert (await refused(desks, "devices/cam-1/update", {"image": "9.1"}))[1] == "wrong_chip"
    assert (await refused(desks, "devices/cam-1/update", {"image": "8"}))[:2] == (404, "not_found")
    assert len((await refused(desks, "devices/cam-1/update", {"image": "8" * 5000}))[2]) < 150
    assert desks.devices.calls == []


async def test_words_of_the_device_are_passed_on(desks: Desks, shelf: ImageShelf) -> None:
    put(shelf)
    desks.tell("cam-1", pc_firmware())
    desks.devices.answer = Ack("", AckStage.REJECTED, "low_battery", "charge it")
    assert await refused(desks, "devices/cam-1/update") == (409, "low_battery", "cam-1: charge it")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("uploads", b"", 400),
        ("uploads", b'{"size":0}', 400),
        ("uploads", b'{"size":1,"x":1}', 400),
        ("uploads/nobody", b'{"at":0,"data":"AA=="}', 404),
        ("uploads/nobody", b'{"at":0,"data":"?"}', 400),
        ("devices/cam-1/update", b"[]", 400),
    ],
)
async def test_malformed_wishes_say_why(desks: Desks, path: str, body: bytes, status: int) -> None:
    assert (await refused(desks, path, body))[0] == status


async def test_image_for_a_cable_has_a_manifest_and_is_not_for_the_air(
    desks: Desks, shelf: ImageShelf
) -> None:
    content = build_whole_image(build_image("gamebridge-cam", "2.0", 9))
    sha256 = put(shelf, content)
    answer = await desks.ask(f"{PREFIX}/images/{sha256}/manifest.json")
    assert msgspec.json.decode(await answer.get_data()) == {
        "name": "gamebridge for cam",
        "version": "2.0",
        "new_install_prompt_erase": True,
        "builds": [{"chipFamily": "ESP32-S3", "parts": [{"path": "image.bin", "offset": 0}]}],
    }
    answer = await desks.ask(f"{PREFIX}/images/{sha256}/image.bin")
    assert await answer.get_data(as_text=False) == content
    firmware = msgspec.structs.replace(pc_firmware(), project="gamebridge-cam", chip="esp32s3")
    desks.tell("cam-1", firmware)
    assert (await refused(desks, "devices/cam-1/update"))[1] == "no_such_image"
    assert (await refused(desks, "devices/cam-1/update", {"image": "2.0"}))[1] == "whole_image"


async def test_other_images_have_no_manifest(desks: Desks, shelf: ImageShelf) -> None:
    sha256 = put(shelf)
    for name in ("manifest.json", "image.bin"):
        assert (await desks.ask(f"{PREFIX}/images/{sha256}/{name}")).status_code == 400
        assert (await desks.ask(f"{PREFIX}/images/{'0' * 64}/{name}")).status_code == 404


async def test_image_is_removed_by_name(desks: Desks, shelf: ImageShelf) -> None:
    sha256 = put(shelf)
    assert (await desks.ask(f"{PREFIX}/images/{sha256}", "DELETE")).status_code == 200
    assert (await desks.ask(f"{PREFIX}/images/{sha256}", "DELETE")).status_code == 404
    assert shelf.images() == []
