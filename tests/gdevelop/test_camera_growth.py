"""Ten thousand pictures leave nothing behind."""

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.gdevelop.cameras import COUNT_BITMAPS, camera_at_bridge, once_library_is_there
from tests.gdevelop.games import Game, Json, Scene, Thing, behavior, connecting, layer
from tests.gdevelop.pixels import plain_png
from tests.gdevelop.shapes import box, sprite

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.gdevelop.conftest import Play
    from tests.gdevelop.playing import PlayedGame

pytestmark = [
    pytest.mark.sockets,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
]

PICTURES = 10_000
ROUND = 500
# A decoder that makes its pictures itself, as fast as they are wanted.
FAST_DECODER = once_library_is_there(
    """
    library.install({ createDecoder: (kind, events) => {
      const canvas = document.createElement("canvas");
      canvas.width = 64; canvas.height = 48;
      const context = canvas.getContext("2d");
      window.decodeOne = async () => {
        context.fillRect(Math.random() * 64, 0, 8, 8);
        const source = await createImageBitmap(canvas);
        const close = () => source.close();
        const sample = { seq: 1, capturedUs: 0 };
        events.onPicture({ source, widthPx: 64, heightPx: 48, sample, capturedUs: 0, close });
      };
      return { push() {}, close() {} };
    } });
    """
)
PLAY_ROUND = """async (count) => {
  for (let i = 0; i < count; i++) {
    await decodeOne();
    testedGame.getSceneStack().getCurrentScene().renderAndStep(16);
  }
}"""
KEPT = """(() => ({
  bitmaps: bitmaps.opened - bitmaps.closed,
  pixiTextures: Object.keys(PIXI.utils.TextureCache).length,
  pixiBases: Object.keys(PIXI.utils.BaseTextureCache).length,
  managed: testedGame.getRenderer().getPIXIRenderer().texture.managedTextures.length,
  threeTextures: testedGame.getRenderer().getThreeRenderer().info.memory.textures,
  elements: document.querySelectorAll("*").length,
}))()"""


def small_game() -> Game:
    """Return a tiny game with every kind of screen, so that drawing takes little time."""
    content: Json = {"content": {}}
    flat = sprite("Card", "card.png", [behavior("Screen", "GameBridge::CameraScreen")])
    things = [
        Thing("View", "GameBridge::CameraView", content, at=(0, 0, 0), size=(32, 24, 0)),
        flat,
        box("Box", [behavior("Screen", "GameBridge::CameraScreen3D")], layer="Deep"),
        Thing("AR", "GameBridge::ARLayer", {"content": {"TargetLayer": "Deep"}}, at=(0, 0, 0)),
    ]
    layers = [layer("Deep", kind="3d"), layer("")]
    scene = Scene("Main", connecting(), things, {"Bridge": ""}, layers=layers)
    return Game([scene], resources={"card.png": plain_png(32, 24, (0, 0, 0))}, size=(64, 48))


def heap_bytes(page: "Page") -> int:
    """Return what is left of the heap when all garbage is gone."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return int(used)


async def show_pictures(game: "PlayedGame", count: int) -> None:
    """Let the game draw so many pictures, one after the other."""
    for _ in range(count // ROUND):
        await game.run(lambda page: page.evaluate(PLAY_ROUND, ROUND))


async def kept_in(game: "PlayedGame") -> dict[str, int]:
    """Return how many things of each kind the page has."""
    return msgspec.convert(await game.evaluate(KEPT), dict[str, int])


async def test_ten_thousand_pictures_leave_nothing_behind(play: "Play") -> None:
    script = COUNT_BITMAPS + FAST_DECODER
    async with (
        camera_at_bridge() as bridge,
        play(small_game(), bridge.url, init_script=script) as game,
    ):
        await game.wait_until("window.decodeOne !== undefined")
        await show_pictures(game, ROUND)
        kept, heap = await kept_in(game), await game.run(heap_bytes)
        await show_pictures(game, PICTURES)
        assert await game.evaluate(f"bitmaps.opened >= {PICTURES + ROUND}")
        now = await kept_in(game)
        # The engine throws away what it has not drawn for a while: less is fine.
        assert all(now[name] <= count for name, count in kept.items()), (kept, now)
        grown = await game.run(heap_bytes) - heap
        # A picture is 12 kB: had a hundredth of them stayed, it would be more.
        assert grown < 1_000_000, grown
