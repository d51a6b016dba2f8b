import assert from "node:assert/strict";
import test from "node:test";

import { LatencyLedger } from "../../src/latency.js";
import { dropsOf } from "../../src/panel/drops_view.js";
import { placed } from "../../src/panel/latency_view.js";
import { describeRaw, isAmbiguous, textsOf } from "../../src/panel/tags_view.js";
import { vitalsOf } from "../../src/panel/vitals.js";

test("drops are listed by place and reason, most first, without zeros", () => {
  assert.deepEqual(
    dropsOf({ page: { age: 1, rate: 0 }, bridge: { replaced: 5 }, device: undefined }),
    [
      { where: "bridge", reason: "replaced", count: 5 },
      { where: "page", reason: "age", count: 1 },
    ],
  );
});

test("each step begins where the typical ones before it end, and all fit the track", () => {
  const step = (/** @type {number} */ p50Us, /** @type {number} */ p99Us) => ({
    name: "",
    count: 1,
    p50Us,
    p99Us,
    lastUs: 0,
  });
  const steps = placed([step(10, 20), step(5, 100), step(-3, -1)]);
  assert.deepEqual(
    steps.map(({ fromUs }) => fromUs),
    [0, 10, 15],
  );
  for (const { fromUs, p99Us, wholeUs } of steps) assert.ok(fromUs + p99Us <= wholeUs);
});

test("two poses are about equal when the better one is hardly better", () => {
  const tag = (/** @type {number[]} */ ...errors) =>
    /** @type {any} */ ({
      solutions: errors.map((reprojection_error_px) => ({ reprojection_error_px })),
    });
  assert.equal(isAmbiguous(tag(0.1)), false);
  assert.equal(isAmbiguous(tag(0.1, 1)), false);
  assert.equal(isAmbiguous(tag(0.9, 1)), true);
  assert.equal(isAmbiguous(/** @type {any} */ ({ solutions: [] })), false);
});

test("a tag that a device found itself has dashes where it tells nothing, and its own words", () => {
  /** @type {import("../../src/overlay.js").TagDetection} */
  const told = {
    tag_id: 3,
    size_m: null,
    corners_px: null,
    decision_margin: null,
    solutions: [
      {
        camera_from_tag: { translation: [0, 0, 0.5], rotation: [1, 0, 0, 0] },
        reprojection_error_px: null,
      },
    ],
    raw: { x: 1.2, yaw: 90 },
  };
  assert.deepEqual(textsOf(told, 12_000), ["50.0 cm", "0°", "0°", "0°", "–", "12 ms"]);
  assert.deepEqual(textsOf({ ...told, solutions: [] }, 0).slice(0, 5), ["–", "–", "–", "–", "–"]);
  assert.equal(isAmbiguous({ ...told, solutions: [...told.solutions, ...told.solutions] }), false);
  assert.equal(describeRaw(told), "The device says: x 1.2, yaw 90");
  assert.equal(describeRaw({ ...told, raw: undefined }), "");
});

test("vitals add up what was dropped on the way and here", () => {
  const ledger = new LatencyLedger();
  ledger.add({ capturedUs: 0, receivedUs: 5000, arrivedUs: 10_000, shownUs: 34_000, hops: [] });
  const camera = /** @type {any} */ ({
    dropped: { media: { replaced: 3, age: 1 } },
    player: { skipped: 2, superseded: 4, codec: "jpeg" },
  });
  const screen = /** @type {any} */ ({
    shown: { widthPx: 640, heightPx: 480 },
    statistics: () => ({ fps: 29.9 }),
  });
  assert.deepEqual(Object.fromEntries(vitalsOf(camera, screen, { ledger })), {
    "On screen": "30 fps",
    "Camera to screen": "34 ms",
    Size: "640 × 480",
    Dropped: "10",
  });
});
