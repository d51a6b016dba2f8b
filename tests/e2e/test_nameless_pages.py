"""Pages without an origin of their own: a game opened as a file, with pictures by address."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Chromium, PanelPage

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

# Draws a picture of the camera and reads its pixels, by a canvas and by WebGL: a page that
# may only show it gets a SecurityError from either.
DRAW = """
async (address) => {
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.src = `${address}/devices/cam-1/camera.jpg`;
  await image.decode();
  const flat = document.createElement("canvas").getContext("2d");
  flat.drawImage(image, 0, 0);
  const gl = document.createElement("canvas").getContext("webgl");
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
  const frame = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  const texture = gl.getParameter(gl.TEXTURE_BINDING_2D);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const pixels = new Uint8Array(4);
  gl.readPixels(10, 10, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  return {
    origin: location.origin,
    width: image.naturalWidth,
    flat: flat.getImageData(10, 10, 1, 1).data[3],
    gl: pixels[3],
    fault: gl.getError(),
  };
}
"""
# Asks as a page does that knows no key: what answers, and with which status.
ASK = """
async (address) => {
  const ask = async (path, method = "GET", body = undefined) => {
    const headers = body ? { "Content-Type": "application/json" } : {};
    const answer = await fetch(address + path, { method, body, headers });
    await answer.text();
    return answer.status;
  };
  const wish = JSON.stringify({ method: "set", args: { quality: 12 } });
  return {
    devices: await ask("/v1/devices"),
    call: await ask("/v1/devices/cam-1/call", "POST", wish),
    health: await ask("/v1/health"),
    pairings: await ask("/v1/pairings"),
    keys: await ask("/v1/keys"),
    record: await ask("/v1/recordings", "POST", "{}"),
    approve: await ask("/v1/pairings/none/approve", "POST", "{}"),
    revoke: await ask("/v1/keys/cam-1/revoke", "POST", "{}"),
  };
}
"""


def test_a_game_opened_as_a_file_reads_pictures_and_is_no_more_than_a_game(
    chromium: "Chromium", demo: str, panel: "PanelPage", tmp_path: "Path"
) -> None:
    page = tmp_path / "game.html"
    page.write_text("<!doctype html><title>A game</title>")
    with chromium.open_page(page.as_uri()) as game:
        assert game.evaluate(f"({DRAW})('{demo}')") == {
            "origin": "file://",
            "width": 640,
            "flat": 255,
            "gl": 255,
            "fault": 0,
        }
        assert game.evaluate(f"({ASK})('{demo}')") == {
            "devices": 200,
            "call": 200,
            "health": 401,
            "pairings": 401,
            "keys": 401,
            "record": 401,
            "approve": 401,
            "revoke": 401,
        }
