"""The demo from outside: one line or one object, and nothing left behind."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import trio

from bridge.api import BridgeError
from bridge_simulator.demo import DemoPlan
from bridge_simulator.demo_games import add_games
from bridge_simulator.demo_keys import make_keys

pytestmark = pytest.mark.sockets

DEMO = [sys.executable, "-m", "bridge", "demo"]


def test_camera_names_and_near_address() -> None:
    plan = DemoPlan(devices=2, host="0.0.0.0")
    assert (plan.ids, plan.near_host) == (["cam-1", "cam-2"], "127.0.0.1")
    assert DemoPlan(host="::1").near_host == "[::1]"
    assert DemoPlan(is_lan=True, host="10.0.0.7").near_host == "127.0.0.1"


def test_taken_port_is_told_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*DEMO, "--port", port], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.slow
async def test_each_camera_has_a_private_key_and_a_new_one_next_time(tmp_path: Path) -> None:
    given = await make_keys(tmp_path, ["cam-1"])
    assert given == f"@{tmp_path}/demo-keys/{{id}}.key"
    path = tmp_path / "demo-keys" / "cam-1.key"
    first = path.read_text()
    assert first.startswith("gbd1_cam-1_")
    assert path.stat().st_mode & 0o777 == 0o600
    assert await make_keys(tmp_path, ["cam-1"]) == given
    assert path.read_text() != first


@pytest.mark.slow
def test_demo_says_where_and_ends_clean(tmp_path: Path) -> None:
    command = [*DEMO, "--port", "0", "--no-open", "--seconds", "0.5", "--state", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.startswith("gamebridge demo: http://127.0.0.1:")
    assert line.endswith("/ — Ctrl-C ends it")


@pytest.mark.slow
def test_demo_with_games_says_where_they_are(tmp_path: Path) -> None:
    for name in ("kart", "tilt"):
        (tmp_path / "games" / name).mkdir(parents=True)
        (tmp_path / "games" / name / "index.html").write_text(f"<title>{name}</title>")
    command = [*DEMO, "--port", "0", "--no-open", "--seconds", "0.5"]
    command += ["--state", str(tmp_path / "state"), "--games", str(tmp_path / "games")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert second == f"  games: {first.split()[2]}games/"


async def test_games_are_added_to_the_demos_bridge_and_to_no_other(tmp_path: Path) -> None:
    game, state = tmp_path / "tilt", tmp_path / "state"
    game.mkdir()
    (game / "index.html").touch()
    assert await add_games(state, [game])
    command = [sys.executable, "-m", "bridge", "games", "list", "--json", "--state", str(state)]
    listed = await trio.run_process(command, capture_stdout=True)
    assert [found["folder"] for found in json.loads(listed.stdout)] == [str(game)]
    assert not await add_games(state, [])


async def test_folder_without_a_game_is_told_by_the_name_of_the_option(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BridgeError, match=r"^--games: .*empty holds no index\.html"):
        await add_games(tmp_path / "state", [tmp_path / "empty"])


@pytest.mark.slow
def test_demo_reports_lateness_exactness_and_cost() -> None:
    command = [*DEMO, "--port", "0", "--json", "--seconds", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["frames"]["received"] > 10
    assert report["devices"][0]["frames_sent"] >= report["frames"]["received"]
    assert report["bridge"]["cpu_s"] > 0
    assert report["bridge"]["peak_rss_bytes"] > 10_000_000
    if report["pose_error"]["count"]:
        assert report["pose_error"]["position_percent_median"] < 0.5
        assert report["pose_error"]["rotation_deg_median"] < 2.0
