"""A game of GDevelop that runs in the browser, seen from a trio test.

Knows: the engine's running game. Does not know: how it was made.
"""

import json
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import msgspec
import trio

from tests.browser import BrowserPage, HeadlessChromium

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

T = TypeVar("T")

# What a healthy page may say: the engine's own warnings; that a bridge is not there yet or
# no longer, which no page can keep its browser from writing down; that it may not store
# anything, in the bridge's sandbox; and the one page error of every 3D export, which lists
# a WebAssembly file among its scripts.
HARMLESS = re.compile(
    "console warning: |"
    r"console error: (\[Storage\] |WebSocket connection to|Access to fetch at 'http://127.0.0.1:|"
    "Failed to load resource: net::ERR_(CONNECTION|FAILED)|"
    "Refused to execute script from '[^']*[.]wasm')|"
    "page error: Invalid or unexpected token"
)
# Keeps the running game as `testedGame`, and counts its frames.
HOLD_GAME = """
{
  let engine;
  const holding = (target, name, hold) => {
    let value;
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      get: () => value,
      set: (given) => { if (value !== given) { value = given; hold(given); } },
    });
  };
  window.testedFrames = 0;
  holding(window, "gdjs", (gdjs) => holding(gdjs, "RuntimeGame", ({ prototype }) => {
    const start = prototype.startGameLoop;
    prototype.startGameLoop = function () {
      window.testedGame = this;
      gdjs.registerRuntimeScenePostEventsCallback(() => { window.testedFrames++; });
      return start.call(this);
    };
  }));
}
"""
SCENE = "testedGame.getSceneStack().getCurrentScene()"


class Place(msgspec.Struct):
    """Where an object is, and how it is turned."""

    x: float
    y: float
    angle: float
    hidden: bool
    z: float = 0
    rotation_x: float = 0
    rotation_y: float = 0


PLACE_OF = """(() => {
  const object = %s.getObjects(%s)[0];
  const in3d = object.getZ ? {
    z: object.getZ(), rotation_x: object.getRotationX(), rotation_y: object.getRotationY(),
  } : {};
  return {
    x: object.getX(), y: object.getY(), angle: object.getAngle(), hidden: object.isHidden(),
    ...in3d,
  };
})()"""


@dataclass(slots=True)
class PlayedGame:
    """A game in the browser. Every method lets the bridge go on meanwhile."""

    shown: BrowserPage
    _limiter: trio.CapacityLimiter

    async def run(self, work: "Callable[[Page], T]") -> T:
        """Return what `work` makes of the page."""
        return await self._away(partial(self.shown.run, work))

    async def _away(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._limiter)

    async def evaluate(self, script: str) -> object:
        """Return what an expression of JavaScript gives."""
        return await self._away(partial(self.shown.evaluate, script))

    async def wait_until(self, script: str) -> None:
        """Wait until an expression of JavaScript is true."""
        await self._away(partial(self.shown.wait_until, script))

    async def wait_for_frames(self, count: int) -> None:
        """Wait until the game has run so many more frames."""
        seen = await self.evaluate("testedFrames")
        await self.wait_until(f"testedFrames >= {seen} + {count}")

    async def variable(self, name: str) -> object:
        """Return a variable of the scene: a number, a text, a structure or an array."""
        return await self.evaluate(value_of(name))

    async def wait_for_variable(self, name: str, value: float | str | bool) -> None:
        """Wait until a variable of the scene has this value."""
        await self.wait_until(f"{value_of(name)} === {json.dumps(value)}")

    async def text_of(self, name: str) -> object:
        """Return what a text object shows."""
        return await self.evaluate(f"{SCENE}.getObjects({json.dumps(name)})[0].getText()")

    async def place_of(self, name: str) -> Place:
        """Return where an object is."""
        given = await self.evaluate(PLACE_OF % (SCENE, json.dumps(name)))
        return msgspec.convert(given, Place)

    async def wait_for_scene(self, name: str) -> None:
        """Wait until a scene runs."""
        await self.wait_until(f"{SCENE}?.getName() === {json.dumps(name)}")

    async def screenshot(self) -> bytes:
        """Return what is on screen, as PNG."""
        return await self.run(lambda page: page.screenshot())

    async def press(self, key: str) -> None:
        """Press a key, for as long as it takes the game to see it."""
        await self.run(lambda page: page.keyboard.down(key))
        await self.wait_for_frames(2)
        await self.run(lambda page: page.keyboard.up(key))

    def problems(self) -> list[str]:
        """Return what a healthy page does not have."""
        return [text for text in self.shown.problems if not HARMLESS.match(text)]


def value_of(name: str) -> str:
    """Return JavaScript for a variable of the scene."""
    return f"{SCENE}.getVariables().get({json.dumps(name)}).toJSObject()"


def _stay_at_home(page: "Page", home: str, refused: list[str]) -> None:
    def decide(route: "Route") -> None:
        address = route.request.url
        if address.startswith((home, "http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            refused.append(f"asked the outside world: {address}")
            route.abort()

    page.route("**/*", decide)


@asynccontextmanager
async def playing(
    chromium: HeadlessChromium,
    address: str,
    *,
    size: tuple[int, int] = (640, 360),
    init_script: str = "",
    permissions: tuple[str, ...] = (),
) -> AsyncGenerator[PlayedGame]:
    """Play the exported game at an address until the block ends.

    Fails at its end when the page had errors or asked anything but loopback.
    """
    limiter = trio.CapacityLimiter(1)
    opened = chromium.open_plain(
        "about:blank", init_script=HOLD_GAME + init_script, size=size, permissions=permissions
    )
    shown = await trio.to_thread.run_sync(opened.__enter__, limiter=limiter)
    game = PlayedGame(shown, limiter)
    try:
        home = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}/"
        await game.run(lambda page: _stay_at_home(page, home, shown.problems))
        await game.run(lambda page: page.goto(address))
        await game.wait_until("window.testedFrames > 0")
        yield game
        assert not game.problems(), game.problems()
    except BaseException as error:
        error.add_note(f"The page said: {list(dict.fromkeys(shown.problems))}")
        raise
    finally:
        with trio.CancelScope(shield=True, deadline=trio.current_time() + 60):
            await trio.to_thread.run_sync(opened.__exit__, None, None, None, limiter=limiter)
