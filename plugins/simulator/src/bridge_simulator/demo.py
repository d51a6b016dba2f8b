"""`gamebridge demo`: a bridge, simulated cameras and boards as programs beside this one."""

import json
import os
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import click
import msgspec
import trio

from bridge.api import BridgeError
from bridge_simulator.bridge_probe import choose_port, fetch_json, wait_healthy
from bridge_simulator.children import Child, running
from bridge_simulator.demo_games import add_games
from bridge_simulator.demo_keys import make_keys
from bridge_simulator.ending import run_until_signal
from bridge_simulator.play import play

GRACE_S = 8.0
CAMERA_GRACE_S = 3.0
PLAY_S = 10.0  # With --json and no --seconds.
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - only compared with.


class DemoPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `gamebridge demo`. `is_opening` None: where there is somebody to see it."""

    host: str = "127.0.0.1"
    port: int = 8080
    is_lan: bool = False
    devices: int = 1
    boards: int = 1
    scene: str = "table"
    fps: int = 30
    size: str = "VGA"
    seconds: float | None = None
    state_dir: Path | None = None
    games: tuple[Path, ...] = ()
    is_opening: bool | None = None
    is_json: bool = False

    @property
    def ids(self) -> list[str]:
        """The names of the cameras."""
        return ["cam-1"] if self.devices == 1 else [f"cam-{n + 1}" for n in range(self.devices)]

    @property
    def board_ids(self) -> list[str]:
        """The names of the boards."""
        return [f"pad-{number + 1}" for number in range(self.boards)]

    @property
    def near_host(self) -> str:
        """The address by which this machine reaches the bridge."""
        host = "127.0.0.1" if self.is_lan or self.host in EVERYWHERE else self.host
        return f"[{host}]" if ":" in host else host


def run_demo(plan: DemoPlan) -> None:
    """Run until the time is over or somebody ends it; BridgeError says what is in the way."""
    report: dict[str, object] = {}

    async def live() -> None:
        with _state_folder(plan) as folder:
            await _run(plan, folder, report)

    trio.run(run_until_signal, live)
    if plan.is_json:
        click.echo(json.dumps(report))


@contextmanager
def _state_folder(plan: DemoPlan) -> Iterator[Path]:
    if plan.state_dir is not None:
        plan.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield plan.state_dir
        return
    with tempfile.TemporaryDirectory(prefix="gamebridge-demo-", ignore_cleanup_errors=True) as path:
        yield Path(path)


async def _run(plan: DemoPlan, folder: Path, report: dict[str, object]) -> None:
    port = choose_port(plan.host, plan.port)
    url = f"http://{plan.near_host}:{port}"
    key = await make_keys(folder, [*plan.ids, *plan.board_ids])
    has_games = await add_games(folder, plan.games)
    async with running("the bridge", _bridge_command(plan, folder, port), GRACE_S):
        await wait_healthy(url)
        cameras = _camera_command(plan, url, key)
        child: Child | None = None
        try:
            async with (
                _boards(plan, url, key),
                running("simulate", cameras, CAMERA_GRACE_S, keeps_output=True) as child,
            ):
                if plan.is_json:
                    report.update(await play(url, PLAY_S if plan.seconds is None else plan.seconds))
                    report["bridge"] = await _cost_of(url)
                else:
                    await _show(plan, url, has_games=has_games)
        finally:
            if child is not None:
                report.update(_counted_by(child))


def _bridge_command(plan: DemoPlan, folder: Path, port: int) -> list[str]:
    command = [sys.executable, "-m", "bridge", "run", "--port", str(port), "--state", str(folder)]
    return [*command, "--lan"] if plan.is_lan else [*command, "--host", plan.host]


@asynccontextmanager
async def _boards(plan: DemoPlan, url: str, key: str | None) -> AsyncIterator[None]:
    if not plan.boards:
        yield
        return
    command = [*_simulate_command(plan.boards, url, key), "--board", "pad"]
    async with running("simulate --board pad", command, CAMERA_GRACE_S):
        yield


def _simulate_command(count: int, url: str, key: str | None) -> list[str]:
    command = [sys.executable, "-m", "bridge", "simulate", "--json"]
    command += ["--devices", str(count), "--url", url.replace("http", "ws", 1)]
    return [*command, "--key", key] if key else command


def _camera_command(plan: DemoPlan, url: str, key: str | None) -> list[str]:
    command = _simulate_command(plan.devices, url, key)
    command += ["--scene", plan.scene, "--fps", str(plan.fps), "--size", plan.size]
    if plan.devices == 1:
        command += ["--id", plan.ids[0]]
    return command


async def _show(plan: DemoPlan, url: str, *, has_games: bool) -> None:
    click.echo(f"gamebridge demo: {url}/ — Ctrl-C ends it")
    if has_games:
        click.echo(f"  games: {url}/games/")
    if plan.is_opening or (plan.is_opening is None and _has_screen()):
        one_browser = trio.CapacityLimiter(1)
        await trio.to_thread.run_sync(
            webbrowser.open, f"{url}/", abandon_on_cancel=True, limiter=one_browser
        )
    await trio.sleep(float("inf") if plan.seconds is None else plan.seconds)


def _has_screen() -> bool:
    """Tell whether a person sits here: a browser in a text terminal would be in the way."""
    if not sys.stdout.isatty():
        return False
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


async def _cost_of(url: str) -> dict[str, object]:
    found = await fetch_json(f"{url}/v1/statistics")
    missing = [name for name in ("cpu_s", "peak_rss_bytes") if name not in found]
    if missing:
        raise BridgeError(f"{url}/v1/statistics has no {', '.join(missing)}")
    return {name: found[name] for name in ("cpu_s", "peak_rss_bytes")}


def _counted_by(child: Child) -> dict[str, object]:
    try:
        counted = json.loads(child.output)
    except ValueError:
        return {}
    return counted if isinstance(counted, dict) else {}
