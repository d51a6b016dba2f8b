import json
import socket
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
import trio
from click.testing import CliRunner

from bridge.app.cli.doctor_command import _listen_to_bridge, doctor
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import HealthReport
from bridge.testing.harness import running_bridge

NOWHERE = ["--url", "http://127.0.0.1:1"]


def items_of(*words: str) -> tuple[int, list[dict[str, str]]]:
    result = CliRunner().invoke(doctor, [*NOWHERE, *words, "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_a_broken_settings_file_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "game.toml"
    path.write_text("[bridge]\nport = 'x'\n")
    code, items = items_of("--config", str(path), "--state", str(tmp_path))
    (error,) = [item for item in items if item["level"] == "error"]
    assert code == 1
    assert "bridge.port" in error["text"]
    assert error["remedy"]


def test_a_bridge_that_neighbours_can_watch_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "game.toml"
    path.write_text('[bridge]\nhost = "0.0.0.0"\nport = 0\n')
    _, items = items_of("--config", str(path), "--state", str(tmp_path))
    assert any("without TLS" in item["text"] for item in items if item["level"] == "warning")


def test_a_state_folder_that_others_can_read_is_a_warning(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    _, items = items_of("--state", str(tmp_path))
    assert any(item["remedy"].startswith("chmod 700") for item in items)


@pytest.mark.sockets
def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        path = tmp_path / "game.toml"
        path.write_text(f"[bridge]\nport = {port}\n")
        _, items = items_of("--config", str(path), "--state", str(tmp_path))
    assert any(f"port {port} on 127.0.0.1 is in use" in item["text"] for item in items)


def test_people_get_marks_and_arrows(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    result = CliRunner().invoke(doctor, [*NOWHERE, "--state", str(tmp_path)])
    assert "✓" in result.output
    assert "→ chmod 700" in result.output


def test_what_to_type_into_a_game_is_told(tmp_path: Path) -> None:
    path = tmp_path / "game.toml"
    for text, told in [
        ("", "ws://127.0.0.1:8080, here only; --lan lets phones in"),
        ('[bridge]\nhost = "192.0.2.5"\n', "what to type into a game: ws://192.0.2.5:8080"),
    ]:
        path.write_text(text)
        _, items = items_of("--config", str(path), "--state", str(tmp_path))
        assert any(item["text"].endswith(told) for item in items), text


@hookimpl
def report_a_request(report: HealthReport) -> None:
    report.warning("the game Quiz asks to join", "allow it")
    report.ok("nothing else")


@pytest.mark.sockets
async def test_a_running_bridge_says_what_only_it_knows() -> None:
    plugin = ModuleType("bridge_asker.plugin")
    plugin.bridge_report_health = report_a_request  # type: ignore[attr-defined]  # made here
    report = HealthReport()
    async with running_bridge([plugin]) as running:
        # Not the whole command: what plugins open belongs to the thread that opened it.
        ask = partial(_listen_to_bridge, report, running.http_url, None)
        await trio.to_thread.run_sync(ask)
        await trio.to_thread.run_sync(ask)
    (item,) = report.items
    told = (item.plugin, item.level, item.text, item.remedy)
    assert told == ("asker", "warning", "the game Quiz asks to join", "allow it")
