import assert from "node:assert/strict";
import test from "node:test";

import { Overlay, isDrawable, tagColour } from "../src/overlay.js";

/** A context that remembers the points of lines and the texts. */
function recordingContext() {
  /** @type {number[][]} */
  const points = [];
  /** @type {string[]} */
  const texts = [];
  const context = new Proxy(/** @type {any} */ ({}), {
    get(target, name) {
      if (name === "moveTo" || name === "lineTo")
        return (/** @type {number[]} */ ...p) => points.push(p);
      if (name === "fillText") return (/** @type {string} */ text) => texts.push(text);
      if (name === "measureText") return () => ({ width: 10 });
      return target[name] ?? (() => {});
    },
    set(target, name, value) {
      target[name] = value;
      return true;
    },
  });
  return { context, points, texts };
}

const LENS = { width_px: 640, height_px: 480, fx_px: 500, fy_px: 500, cx_px: 319.5, cy_px: 239.5 };

/** @param {Partial<import("../src/overlay.js").TagDetection>} tag */
function detectionsOf(tag) {
  return /** @type {import("../src/overlay.js").TagDetections} */ ({
    frame_seq: 1,
    intrinsics: LENS,
    tags: [
      {
        tag_id: 7,
        size_m: 0.1,
        corners_px: [
          [10, 20],
          [30, 20],
          [30, 40],
          [10, 40],
        ],
        decision_margin: 50,
        solutions: [],
        ...tag,
      },
    ],
  });
}

test("corners are drawn as received, with pixel centres where a canvas has them", () => {
  const { context, points, texts } = recordingContext();
  const overlay = new Overlay(context);
  overlay.draw(detectionsOf({}), 2);
  assert.deepEqual(points[0], [21, 41]);
  assert.deepEqual(overlay.drawn[0].corners, [
    [21, 41],
    [61, 41],
    [61, 81],
    [21, 81],
  ]);
  assert.deepEqual(texts, ["7"]);
});

test("a pose adds three named axes, drawn from its origin", () => {
  const { context, points, texts } = recordingContext();
  /** @type {import("../src/geometry.js").Pose} */
  const pose = { translation: [0, 0, 1], rotation: [1, 0, 0, 0] };
  const solutions = [{ camera_from_tag: pose, reprojection_error_px: 0 }];
  new Overlay(context).draw(detectionsOf({ solutions }), 1);
  assert.deepEqual(points.at(-2), [320, 240]);
  assert.deepEqual(points.at(-1), [320, 265]); // y points down, half a tag at 500 px per metre
  assert.deepEqual(texts, ["z", "x", "y", "7"]);
});

test("without corners only what is known is drawn: axes with a lens, nothing without", () => {
  const { context, points, texts } = recordingContext();
  /** @type {import("../src/geometry.js").Pose} */
  const pose = { translation: [0, 0, 2], rotation: [1, 0, 0, 0] };
  const solutions = [{ camera_from_tag: pose, reprojection_error_px: null }];
  const told = detectionsOf({ corners_px: null, size_m: null, decision_margin: null, solutions });
  const overlay = new Overlay(context);
  overlay.draw({ ...told, intrinsics: null }, 1);
  assert.deepEqual([points, texts, overlay.drawn], [[], [], []]);
  overlay.draw(told, 1);
  assert.deepEqual([texts, overlay.drawn], [["z", "x", "y"], []]);
  assert.deepEqual(points.at(-1), [320, 290]); // a tenth of the distance at 500 px per metre
});

test("corners are drawn without a lens, and their tag has no axes", () => {
  const { context, texts } = recordingContext();
  /** @type {import("../src/geometry.js").Pose} */
  const pose = { translation: [0, 0, 1], rotation: [1, 0, 0, 0] };
  const solutions = [{ camera_from_tag: pose, reprojection_error_px: null }];
  new Overlay(context).draw({ ...detectionsOf({ solutions }), intrinsics: null }, 1);
  assert.deepEqual(texts, ["7"]);
});

test("what has neither corners nor a lens cannot be drawn; nothing seen can", () => {
  const told = { ...detectionsOf({ corners_px: null }), intrinsics: null };
  assert.equal(isDrawable(told), false);
  assert.equal(isDrawable({ ...told, tags: [] }), false);
  assert.equal(isDrawable(detectionsOf({})), true);
  assert.equal(isDrawable({ ...detectionsOf({}), tags: [] }), true);
});

test("nothing is drawn for a picture without tags", () => {
  const { context, points } = recordingContext();
  const overlay = new Overlay(context);
  overlay.draw(detectionsOf({}), 1);
  points.length = 0;
  overlay.draw({ ...detectionsOf({}), tags: [] }, 1);
  assert.deepEqual([points, overlay.drawn], [[], []]);
});

test("neighbouring ids have different colours and every id has one", () => {
  for (let id = 0; id < 600; id++) assert.notEqual(tagColour(id), tagColour(id + 1));
});
