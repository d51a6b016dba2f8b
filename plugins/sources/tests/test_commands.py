"""`gamebridge capture` and `gamebridge sources`: what needs no bridge."""

from datetime import UTC, datetime
from pathlib import Path

import click
import httpx
import pytest
import trio
from click.testing import CliRunner
from rich.console import Console
from rich.table import Table

from bridge.api import BridgeError, CommandLine
from bridge.client.rest import RestClient
from bridge_sources.camera_address import is_address, take_picture
from bridge_sources.capture_errand import CaptureWish, capture_all, target_of
from bridge_sources.commands import add_commands, capture, sources
from bridge_sources.discovery.found import FoundCamera, Standing
from bridge_sources.records import SourceFailed, SourceRecord, SourceStatus
from bridge_sources.remote import Remote, open_remote
from bridge_sources.sources_errands import found_table, sources_table, wish_of, with_password
from plugins.sources.tests.cameras import CameraWebServer, serve_tcp
from plugins.sources.tests.pictures import build_jpeg

NOW = datetime(2027, 1, 15, 8, 0, 0, tzinfo=UTC)
URL = "http://127.0.0.1:9"  # Nobody listens to "discard" any more.


def wish(**more: object) -> CaptureWish:
    return CaptureWish("Front door (1)", **more)  # type: ignore[arg-type] # Checked by the tests.


def found(standing: Standing = "offered", *, is_added: bool = False, note: str = "") -> FoundCamera:
    return FoundCamera(
        key="192.168.1.77-80",
        name="ESP32 Camera (192.168.1.77)",
        address="192.168.1.77",
        port=80,
        kind="multicam",
        how="udp",
        stream_port=0,
        model="OV2640",
        standing=standing,
        note=note,
        is_added=is_added,
        first_seen_us=0,
        last_seen_us=0,
    )


def shown(table: Table) -> str:
    console = Console(width=240)
    with console.capture() as text:
        console.print(table)
    return text.get()


def test_both_commands_are_there_and_teach() -> None:
    commands = CommandLine()
    add_commands(commands)
    assert [command.name for _, command in commands.commands] == ["capture", "sources"]
    for command in (capture, *sources.commands.values()):
        text = CliRunner().invoke(command, ["--help"]).output
        assert command.help
        assert "Usage" in text
    assert "gamebridge capture porch --every 60" in CliRunner().invoke(capture, ["--help"]).output
    assert sorted(sources.commands) == ["add", "list", "remove", "scan", "start", "stop"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (wish(), "front-door-1-20270115-080000.jpg"),
        (wish(count=5), "front-door-1-20270115-080000-0003.jpg"),
        (wish(output=Path("a.jpg")), "a.jpg"),
        (wish(output=Path("a")), "a.jpg"),
        (wish(output=Path("b/a.jpeg"), count=0), "b/a-0003.jpeg"),
        (wish(is_like_original=True, count=5), "received_image.jpg"),
        (CaptureWish("ws://192.168.1.50:81"), "192-168-1-50-81-20270115-080000.jpg"),
        (CaptureWish("http://cam.local/capture"), "cam-local-capture-20270115-080000.jpg"),
    ],
)
def test_files_are_named_for_the_camera_and_the_time(asked: CaptureWish, name: str) -> None:
    assert str(target_of(asked, 3, NOW)) == name


def test_a_folder_gets_names_made_up(tmp_path: Path) -> None:
    assert target_of(wish(output=tmp_path), 1, NOW).parent == tmp_path


async def test_a_picture_is_saved_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, jpeg = tmp_path / "a.jpg", build_jpeg(320, 240)
    await capture_all(lambda: _give(jpeg), wish(output=target))
    assert target.read_bytes() == jpeg
    assert f"Saved as {target}: 0.3 kB, 320×240, in " in capsys.readouterr().out


async def _give(jpeg: bytes) -> bytes:
    await trio.lowlevel.checkpoint()
    return jpeg


async def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "a.jpg"
    target.write_bytes(b"old")
    with pytest.raises(BridgeError, match="exists already; name another file, or add --force"):
        await capture_all(lambda: _give(build_jpeg()), wish(output=target))
    assert target.read_bytes() == b"old"
    await capture_all(lambda: _give(build_jpeg()), wish(output=target, is_forced=True))
    assert target.read_bytes() == build_jpeg()
    with pytest.raises(BridgeError, match="cannot be written"):
        await capture_all(lambda: _give(build_jpeg()), wish(output=tmp_path / "no" / "a.jpg"))


async def test_a_series_keeps_its_pace(
    tmp_path: Path, autojump_clock: trio.testing.MockClock, capsys: pytest.CaptureFixture[str]
) -> None:
    began_s = trio.current_time()
    await capture_all(lambda: _give(build_jpeg()), wish(output=tmp_path, count=4, every_s=60.0))
    assert trio.current_time() - began_s == pytest.approx(180)
    assert capsys.readouterr().out.count("Saved as") == 4


def test_what_goes_to_another_program_cannot_be_opened() -> None:
    result = CliRunner().invoke(capture, ["porch", "-o", "-", "--open"])
    assert isinstance(result.exception, BridgeError)


def test_a_bridge_that_is_not_there_is_said_so() -> None:
    for command, args in ((capture, ["porch"]), (sources, ["list"]), (sources, ["scan"])):
        result = CliRunner().invoke(command, [*args, "--url", URL])
        assert "start one with 'gamebridge run'" in str(result.exception)
    assert "expected ws://host:port" in str(
        CliRunner().invoke(sources, ["list", "--url", "ftp://porch"]).exception
    )


async def test_an_address_of_a_bridge_is_checked() -> None:
    with pytest.raises(BridgeError, match=r"--url: .*expected ws://host:port"):
        async with open_remote("ftp://x", None):
            pass


async def test_a_name_that_is_no_source_is_a_device() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        is_device = asked[-1].startswith("/devices/")
        return httpx.Response(200, content=b"jpeg") if is_device else httpx.Response(404)

    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
        assert await Remote(RestClient(client)).picture("Front door (1)") == b"jpeg"
    name = "Front%20door%20%281%29"
    assert asked == [f"/v1/sources/{name}/snapshot", f"/devices/{name}/camera.jpg"]


def test_addresses_and_names_are_told_apart() -> None:
    assert is_address("ws://192.168.1.50:81")
    assert is_address("HTTP://cam/capture")
    assert not is_address("porch")
    assert not is_address("192.168.1.50")


@pytest.mark.sockets
async def test_a_picture_is_taken_from_a_web_address() -> None:
    async with serve_tcp(CameraWebServer()) as port:
        assert (await take_picture(f"http://127.0.0.1:{port}")).startswith(b"\xff\xd8")
        with pytest.raises(SourceFailed, match="no whole JPEG"):
            await take_picture(f"http://127.0.0.1:{port}/status")
    for address in (f"ws://127.0.0.1:{port}", f"http://127.0.0.1:{port}/capture"):
        with pytest.raises(SourceFailed, match="cannot connect"):
            await take_picture(address)


def test_ws_addresses_say_what_kind_of_camera_it_is() -> None:
    made = wish_of("ws://192.168.1.52", "Porch", "auto", 0.5, is_started=True)
    assert (made.address, made.kind, made.hz) == ("192.168.1.52:81", "capture81", 0.5)
    made = wish_of("192.168.1.50", "", "mjpeg", 0.0, is_started=False)
    assert (made.address, made.kind, made.is_started) == ("192.168.1.50", "mjpeg", False)
    with pytest.raises(BridgeError, match=r"127\.1"):
        wish_of("ws://127.1", "", "auto", 0.0, is_started=True)


def test_the_password_of_a_camera_is_no_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAMEBRIDGE_CAMERA_PASSWORD", "secret")
    made = with_password(wish_of("cam", "", "auto", 0.0, is_started=True), "admin")
    assert (made.user, made.password) == ("admin", "secret")
    (add,) = [c for c in sources.commands.values() if c.name == "add"]
    names = [option for p in add.params if isinstance(p, click.Option) for option in p.opts]
    assert "--user" in names
    assert "--password" not in names


def test_found_cameras_come_with_the_command_that_adds_them() -> None:
    text = shown(found_table([found()]))
    assert "gamebridge sources scan --add 192.168.1.77-80" in text
    assert "OV2640" in text
    assert "is added" in shown(found_table([found(is_added=True)]))
    suspicious = shown(found_table([found("suspicious", note="it says that it is 1.2.3.4")]))
    assert "--add" not in suspicious
    assert "suspicious: it says that it is 1.2.3.4" in suspicious
    assert "(nobody has asked it)" in shown(
        found_table([found("unknown", note="nobody has asked it")])
    )


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (SourceStatus(record=SourceRecord(name="a", host="h", is_started=False)), "stopped"),
        (SourceStatus(record=SourceRecord(name="a", host="h")), "offline"),
        (SourceStatus(record=SourceRecord(name="a", host="h"), is_online=True), "ready"),
        (
            SourceStatus(
                record=SourceRecord(name="a", host="h"), is_online=True, is_active=True, fps=4.9
            ),
            "active",
        ),
    ],
)
def test_sources_are_listed_with_a_word_for_how_they_are(status: SourceStatus, word: str) -> None:
    assert word in shown(sources_table([status]))
