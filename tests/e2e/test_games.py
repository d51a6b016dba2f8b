"""A game that the bridge serves, in a real browser: what it can do, and what it cannot."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

PAGE = """<!doctype html><title>Tilt</title><link rel="stylesheet" href="style.css">
<img id="local" src="art.svg"><script src="game.js" crossorigin="anonymous"></script>"""
# What games of GDevelop need, and what a game might try beyond that.
SCRIPT = """
const told = window.told = {};
const tell = (name, value) => { told[name] = value; };
const attempt = (name, work) => {
  try { tell(name, work()); } catch (error) { tell(name, error.name); }
};
attempt('storage', () => { localStorage.setItem('a', 'kept'); return localStorage.getItem('a'); });
attempt('compiled', () => new Function('return 40 + 2')());
attempt('secure', () => isSecureContext);
attempt('panelKey', () => sessionStorage.getItem('gamebridge.key'));
WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))
  .then(() => tell('wasm', 'ok'), (error) => tell('wasm', error.name));
fetch('level.json').then((answer) => answer.json()).then((level) => tell('level', level.n));
new FontFace('x', 'url(data:font/ttf;base64,)').load().catch((error) => tell('font', error.name));
const worker = new Worker(URL.createObjectURL(new Blob(['postMessage("ok")'])));
worker.onmessage = ({ data }) => tell('worker', data);
local.decode().then(() => {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = 'art.svg';
  image.decode().then(() => {
    context.drawImage(image, 0, 0);
    attempt('pixels', () => context.getImageData(0, 0, 1, 1).data.length);
  });
});
for (const role of ['game', 'operator']) {
  const socket = new WebSocket(`ws://${location.host}/v1`, 'gamebridge.v1+json');
  socket.onopen = () => socket.send(JSON.stringify({ op: 'hello', role }));
  socket.onmessage = ({ data }) => { told[role] ??= JSON.parse(data).op; };
  socket.onclose = ({ code }) => { told[role] ??= code; };
}
fetch('/v1/games/folders/tilt/trust', { method: 'POST' })
  .then(({ status }) => tell('trust', status), (error) => tell('trust', error.name));
const panel = window.open('/', 'panel');
setTimeout(() => attempt('opened', () => panel?.document?.title ?? 'unseen'), 0);
"""
WAITED = ("compiled", "wasm", "level", "worker", "pixels", "game", "operator", "trust", "opened")


@pytest.fixture
def tilt(tmp_path: Path) -> Path:
    """A game that was written by hand."""
    folder = tmp_path / "tilt"
    folder.mkdir()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>'
    files = {"index.html": PAGE, "game.js": SCRIPT, "style.css": "body{color:red}"}
    for name, text in (files | {"art.svg": svg, "level.json": '{"n": 3}'}).items():
        (folder / name).write_text(text)
    return folder


@contextmanager
def played(
    run_program: "RunProgram", chromium: "Chromium", tilt: Path, *, is_trusted: bool
) -> "Iterator[PanelPage]":
    """Serve the game, open it from the page for players, and wait until it has tried all."""
    state = tilt.parent / "state"
    state.mkdir()
    GameShelf(state).add(AddWish(str(tilt), is_trusted=is_trusted))
    with (
        run_program("run", "--port", "0", "--state", str(state)) as address,
        chromium.open_page(f"{address}/games/") as page,
    ):
        page.click("a.game")
        names = " && ".join(f"'{name}' in (window.told ?? {{}})" for name in WAITED)
        page.wait_until(names)
        yield page


def test_game_in_its_sandbox_plays_and_is_no_more_than_a_game(
    run_program: "RunProgram", chromium: "Chromium", tilt: Path
) -> None:
    with played(run_program, chromium, tilt, is_trusted=False) as page:
        told = page.evaluate("told")
        violations, origin = page.violations(), page.evaluate("self.origin")
    assert isinstance(told, dict)
    plays = {"compiled": 42, "wasm": "ok", "level": 3, "worker": "ok", "pixels": 4, "secure": True}
    assert {name: told[name] for name in plays} == plays
    assert (violations, origin) == ([], "null")
    # What the bridge's own pages keep, and may do on this machine, is out of its reach.
    assert (told["storage"], told["panelKey"]) == ("SecurityError", "SecurityError")
    assert (told["game"], told["operator"]) == ("welcome", "status")
    assert told["trust"] in (401, "TypeError")
    assert told["opened"] in ("SecurityError", "unseen")


def test_game_that_is_trusted_keeps_what_it_saves(
    run_program: "RunProgram", chromium: "Chromium", tilt: Path
) -> None:
    with played(run_program, chromium, tilt, is_trusted=True) as page:
        told, violations = page.evaluate("told"), page.violations()
    assert isinstance(told, dict)
    assert (told["storage"], told["compiled"], told["pixels"]) == ("kept", 42, 4)
    assert (told["operator"], violations) == ("welcome", [])


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_page_for_players_fits_desks_and_phones(
    run_program: "RunProgram", chromium: "Chromium", tilt: Path, size: tuple[int, int]
) -> None:
    def is_broken(page: "Page") -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    with (
        run_program("run", "--port", "0", "--state", str(tilt.parent / "state")) as address,
        chromium.open_page(f"{address}/games/", size=size) as empty,
    ):
        assert "There are no games here yet" in empty.text_of("main")
        GameShelf(tilt.parent / "state").add(AddWish(str(tilt), title="A" * 70))
        empty.run(lambda page: page.reload())
        assert empty.text_of(".title") == "A" * 70
        assert not empty.run(is_broken)
        empty.wait_until("document.querySelector('.game img').naturalWidth > 0")
        assert (empty.violations(), empty.problems) == ([], [])
