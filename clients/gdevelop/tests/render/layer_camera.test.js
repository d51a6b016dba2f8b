import assert from "node:assert/strict";
import { test } from "node:test";
import { viewOfLens } from "../../src/render/layer_camera.js";

const LENS = { width_px: 640, height_px: 480, fx_px: 500, fy_px: 500, cx_px: 319.5, cy_px: 239.5 };

test("a centred lens on a screen of its shape looks straight ahead", () => {
  const view = viewOfLens(LENS, "Contain", { width: 1280, height: 960 });
  assert.deepEqual([view.x, view.y, view.stretch], [640, 480, 1]);
  assert.ok(Math.abs(Math.tan((view.fovDeg * Math.PI) / 360) - 240 / 500) < 1e-12);
});

test("bars beside the picture do not change what is seen in it", () => {
  const wide = viewOfLens(LENS, "Contain", { width: 2000, height: 480 });
  assert.equal(wide.x, 1000);
  assert.ok(Math.abs(Math.tan((wide.fovDeg * Math.PI) / 360) - 240 / 500) < 1e-12);
});

test("an axis off the centre is off the screen's by as many pixels", () => {
  const lens = { ...LENS, cx_px: 329.5, cy_px: 219.5 };
  const view = viewOfLens(lens, "Contain", { width: 1280, height: 960 });
  assert.deepEqual([view.x, view.y], [660, 440]);
});

test("a stretched picture stretches the view", () => {
  const view = viewOfLens(LENS, "Stretch", { width: 1280, height: 480 });
  assert.equal(view.stretch, 2);
});
