import assert from "node:assert/strict";
import { test } from "node:test";
import { canvasSizeOf, placeOf, seenOf } from "../../src/render/fit.js";

const VGA = { width: 640, height: 480 };
const WIDE = { width: 200, height: 100 };

test("a contained picture is whole and in the middle", () => {
  const place = placeOf("Contain", VGA, WIDE);
  assert.deepEqual(place, { x: (200 - 400 / 3) / 2, y: 0, width: 400 / 3, height: 100 });
});

test("a covering picture leaves nothing free", () => {
  assert.deepEqual(placeOf("Cover", VGA, WIDE), { x: 0, y: -25, width: 200, height: 150 });
});

test("a stretched picture has the shape of the area", () => {
  assert.deepEqual(placeOf("Stretch", VGA, WIDE), { x: 0, y: 0, width: 200, height: 100 });
});

test("a word that is no fit is taken for Contain", () => {
  assert.deepEqual(placeOf("Zoom", VGA, WIDE), placeOf("Contain", VGA, WIDE));
});

test("without a picture the place is the area, not a division by nothing", () => {
  const nothing = { width: 0, height: 0 };
  assert.deepEqual(placeOf("Contain", nothing, WIDE), { x: 0, y: 0, ...WIDE });
});

test("what sticks out of the area is not seen", () => {
  const seen = seenOf(placeOf("Cover", VGA, WIDE), VGA, WIDE);
  assert.deepEqual(seen, { x: 0, y: 80, width: 640, height: 320 });
  const all = seenOf(placeOf("Contain", VGA, WIDE), VGA, WIDE);
  assert.deepEqual(all, { x: 0, y: 0, ...VGA });
});

test("a canvas keeps the picture's pixels and the area's shape", () => {
  const size = (/** @type {string} */ fit) =>
    canvasSizeOf(placeOf(fit, VGA, WIDE), VGA, WIDE, 2048);
  assert.deepEqual(size("Contain"), { width: 960, height: 480 });
  assert.deepEqual(size("Cover"), { width: 640, height: 320 });
});

test("a canvas never exceeds what graphics chips take", () => {
  const huge = { width: 8000, height: 6000 };
  const size = canvasSizeOf(placeOf("Stretch", huge, WIDE), huge, WIDE, 2048);
  assert.deepEqual(size, { width: 2048, height: 1024 });
});
