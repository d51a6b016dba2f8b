"""A bridge with a simulated camera, and what a test changes in the page that watches it.

Knows: the simulator, the library's own seams. Does not know: games.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from types import ModuleType

import trio

from bridge.testing.harness import RunningBridge, running_bridge
from bridge_simulator import plugin as simulator
from bridge_simulator.client_uplink import open_ws_uplink
from bridge_simulator.simulation import Flags, devices_from_flags, run_simulation


@asynccontextmanager
async def camera_at_bridge(
    plugins: Sequence[ModuleType] = (),
    *,
    scene: str = "table",
    fps: int = 30,
    size: str = "VGA",
    settings: str = "[bridge]\nport = 0\n",
) -> AsyncGenerator[RunningBridge]:
    """Run a bridge with the camera `cam-1`."""
    flags = Flags(scene=scene, fps=fps, size=size)
    async with (
        running_bridge([simulator, *plugins], settings) as bridge,
        trio.open_nursery() as nursery,
    ):
        cameras = [replace(options, url=bridge.url) for options in devices_from_flags(flags)]
        await nursery.start(run_simulation, cameras, open_ws_uplink)
        yield bridge
        nursery.cancel_scope.cancel()


_WATCH_LIBRARY = """
{
  const { get, set } = Object.getOwnPropertyDescriptor(window, "gdjs");
  let isThere = false;
  const watch = (gdjs) => {
    let library;
    Object.defineProperty(gdjs, "_gameBridge", {
      get: () => library,
      set: (given) => { library = given; WHEN_THERE },
    });
  };
  Object.defineProperty(window, "gdjs", {
    configurable: true, enumerable: true, get,
    set: (given) => { set(given); if (!isThere) { isThere = true; watch(given); } },
  });
}
"""


def once_library_is_there(script: str) -> str:
    """Return an init script that runs when the extension has defined `library`."""
    return _WATCH_LIBRARY.replace("WHEN_THERE", script)


# Counts what decoding takes and gives back.
COUNT_BITMAPS = """
window.bitmaps = { opened: 0, closed: 0 };
{
  const create = window.createImageBitmap;
  window.createImageBitmap = (...asked) => create(...asked).then((bitmap) => {
    bitmaps.opened++;
    return bitmap;
  });
  const { close } = ImageBitmap.prototype;
  ImageBitmap.prototype.close = function () { bitmaps.closed++; close.call(this); };
}
"""

# While `damage` is set, every picture that comes over the socket is made by it.
DAMAGE_PICTURES = """
window.damage = null;
window.damaged = 0;
{
  const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data");
  Object.defineProperty(MessageEvent.prototype, "data", { get() {
    const data = get.call(this);
    if (!window.damage || !(data instanceof ArrayBuffer) || data.byteLength < 4000) return data;
    window.damaged++;
    return window.damage(new Uint8Array(data)).buffer;
  } });
}
"""
