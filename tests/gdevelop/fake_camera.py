"""A camera in the page, in the place of a bridge: tests say which picture and pose it has.

Knows: what the rendering side uses of a bridge. Does not know: links, decoders.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.gdevelop.playing import PlayedGame

RED = (192, 32, 32)
GREEN = (32, 160, 32)
BLUE = (32, 64, 208)
YELLOW = (208, 192, 32)
# The scene's own ground, and that of a screen without a signal.
GROUND = (20, 30, 60)
NO_SIGNAL = (32, 36, 46)
# Stands where the core stands, and has what the rendering side asks for. A picture has its
# number painted as the simulator does, and four quarters of different colours.
FAKE_CAMERA = """
{
  const paint = (canvas, number, width, height) => {
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const colors = ["#c02020", "#20a020", "#2040d0", "#d0c020"];
    colors.forEach((color, at) => {
      context.fillStyle = color;
      context.fillRect((at % 2) * width / 2, (at >> 1) * height / 2, width / 2, height / 2);
    });
    const bits = [...number.toString(2).padStart(20, "0")].map(Number);
    const odd = (part) => part.reduce((a, b) => a + b, 0) % 2;
    const cells = [1, 0, ...bits, odd(bits.slice(0, 10)), odd(bits.slice(10))];
    cells.forEach((bit, at) => {
      context.fillStyle = bit ? "#ebebeb" : "#141414";
      context.fillRect(Math.round(at * width / 40), 0, Math.ceil(width / 40), width / 40);
    });
  };
  const canvas = document.createElement("canvas");
  const camera = window.fakeCamera = {
    opened: 0, pictureCount: 0, picture: null, intrinsics: null, names: [],
    open() { this.opened++; return () => { this.opened--; }; },
    show(number, width = 640, height = 480) {
      paint(canvas, number, width, height);
      this.pictureCount++;
      this.picture = { source: canvas, widthPx: width, heightPx: height };
    },
  };
  const unseen = { isVisible: false, pose: null, x: 0, y: 0, imageX: 0, imageY: 0 };
  const tag = window.fakeTag = { ...unseen, imageAngle: 0, imageSize: 0 };
  const tags = { lens: () => camera.intrinsics };
  for (const name of Object.keys(tag)) tags[name] = () => tag[name];
  const pad = window.fakePad = { axes: {}, buttons: {}, tiltX: 0, tiltY: 0 };
  const devices = {
    axis: (_device, name) => pad.axes[name] ?? 0,
    isPressed: (_device, name) => pad.buttons[name] ?? false,
    tiltX: () => pad.tiltX, tiltY: () => pad.tiltY,
    isConnected: () => true, calibrate: () => { pad.tiltX = 0; pad.tiltY = 0; },
  };
  const status = window.fakeStatus = { lines: [], code: "" };
  const bridge = {
    stream: (name) => { camera.names.push(name); camera.names.splice(0, camera.names.length - 9);
      return camera; },
    tags, devices,
    diagnosis: { lines: () => status.lines },
    connection: { pairingCode: () => status.code },
  };
  const still = () => {};
  const stand = (gdjs) => {
    let library;
    Object.defineProperty(gdjs, "_gameBridge", {
      get: () => library,
      set: (given) => { library = Object.assign(given, {
        bridge: () => bridge, bridges: () => [bridge],
        frame: still, ensureFrame: still, endFrame: still,
      }); },
    });
  };
  const { get, set } = Object.getOwnPropertyDescriptor(window, "gdjs");
  let isThere = false;
  Object.defineProperty(window, "gdjs", {
    configurable: true, enumerable: true, get,
    set: (given) => { set(given); if (!isThere) { isThere = true; stand(given); } },
  });
}
"""


class FakeCamera:
    """The camera in the page of a game."""

    def __init__(self, game: "PlayedGame") -> None:
        self._game = game

    async def show(self, number: int, size: tuple[int, int] = (640, 480)) -> None:
        """Show a picture with this number, and wait until the game has drawn it."""
        await self._game.evaluate(f"fakeCamera.show({number}, {size[0]}, {size[1]})")
        await self._game.wait_for_frames(3)
