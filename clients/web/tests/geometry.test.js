import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { anglesDeg, length, project, projectAxes, projectSquare } from "../src/geometry.js";

/** @type {any[]} made by tests/data/make_projection.py with the bridge's own camera model */
const CASES = JSON.parse(readFileSync(new URL("data/projection.json", import.meta.url), "utf8"));

/**
 * @param {(import("../src/geometry.js").Point | null)[]} points
 * @param {number[][]} expected
 */
function assertNear(points, expected) {
  points.forEach((point, i) => {
    assert.ok(point !== null);
    assert.ok(Math.hypot(point[0] - expected[i][0], point[1] - expected[i][1]) < 1e-6);
  });
}

test("corners appear where the bridge says, to a millionth of a pixel", () => {
  for (const { intrinsics, camera_from_tag: pose, size_m: sizeM, corners_px: corners } of CASES) {
    assertNear(projectSquare(intrinsics, pose, sizeM), corners);
  }
});

test("axes appear where the bridge says, to a millionth of a pixel", () => {
  for (const { intrinsics, camera_from_tag: pose, size_m: sizeM, axes_px: axes } of CASES) {
    const { origin, x, y, z } = projectAxes(intrinsics, pose, sizeM / 2);
    assertNear([origin, x, y, z], axes);
  }
});

test("what is behind the camera appears nowhere", () => {
  assert.equal(project(CASES[0].intrinsics, [0, 0, 0]), null);
  assert.equal(project(CASES[0].intrinsics, [1, 1, -1]), null);
});

test("a tag that faces the camera upright has no angles, and each turn has its own", () => {
  const half = Math.PI / 12;
  const [c, s] = [Math.cos(half), Math.sin(half)];
  const near = (/** @type {number[]} */ actual, /** @type {number[]} */ expected) =>
    actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9));
  near(Object.values(anglesDeg([1, 0, 0, 0])), [0, 0, 0]);
  near(Object.values(anglesDeg([c, 0, s, 0])), [30, 0, 0]);
  near(Object.values(anglesDeg([c, s, 0, 0])), [0, 30, 0]);
  near(Object.values(anglesDeg([c, 0, 0, s])), [0, 0, 30]);
});

test("distance is the length of the translation", () => {
  assert.equal(length([2, 3, 6]), 7);
});
