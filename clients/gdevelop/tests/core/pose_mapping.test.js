import assert from "node:assert/strict";
import test from "node:test";

import { loadVectors } from "../../../web/testing/vectors.js";
import { anglesOf, groundOf, objectOf, viewOf } from "../../src/core/pose_mapping.js";

const RAD = Math.PI / 180;
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/**
 * @param {number} actual
 * @param {number} expected
 * @param {string} what
 */
function assertNear(actual, expected, what) {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${what}: ${actual} is not ${expected}`);
}

/**
 * Turn by the engine's three angles, about X first, as its renderer does.
 * @param {{rotationX: number, rotationY: number, angle: number}} angles
 * @param {number[]} point
 */
function turned({ rotationX, rotationY, angle }, [x, y, z]) {
  const [a, b, c] = [rotationX * RAD, rotationY * RAD, angle * RAD];
  [y, z] = [y * Math.cos(a) - z * Math.sin(a), y * Math.sin(a) + z * Math.cos(a)];
  [x, z] = [x * Math.cos(b) + z * Math.sin(b), -x * Math.sin(b) + z * Math.cos(b)];
  [x, y] = [x * Math.cos(c) - y * Math.sin(c), x * Math.sin(c) + y * Math.cos(c)];
  return [x, y, z];
}

/**
 * Where a corner of an object's face is in the camera's picture that lies behind the scene.
 * @param {import("../../src/core/pose_mapping.js").Placed} placed
 * @param {number[]} corner
 * @param {any} vector
 */
function pictured(placed, [right, down], { lens, screen, view }) {
  const local = [(right - 0.5) * placed.width, (down - 0.5) * placed.height, 0];
  const [x, y, z] = turned(placed, local);
  const center = [
    placed.x + placed.width / 2,
    placed.y + placed.height / 2,
    placed.z + placed.depth / 2,
  ];
  const focus = screen[1] / 2 / Math.tan((view.fovDeg * RAD) / 2);
  const nearness = focus / (view.cameraZ - (center[2] + z));
  const onScreen = [
    screen[0] / 2 + (center[0] + x - screen[0] / 2) * nearness + view.shiftX,
    screen[1] / 2 + (center[1] + y - screen[1] / 2) * nearness + view.shiftY,
  ];
  const scale = screen[1] / lens.height_px;
  const left = screen[0] / 2 - (lens.width_px * scale) / 2;
  return [(onScreen[0] - left) / scale - 0.5, onScreen[1] / scale - 0.5];
}

for (const vector of loadVectors("pose")) {
  const { lens, camera_from_tag: pose, size_m: sizeM, screen, pixels_per_metre: k } = vector;
  const view = viewOf(lens, screen[1]);
  const ground = groundOf(view, { width: screen[0], height: screen[1] }, k);
  const placed = objectOf(pose, [sizeM, sizeM, 0], ground);

  test(`${vector.name}: ${vector.note}: the object is where the reference has it`, () => {
    const { rotation_x: rotationX, rotation_y: rotationY, ...others } = vector.object;
    const expected = { ...others, rotationX, rotationY };
    for (const [name, value] of Object.entries(expected)) {
      const actual = /** @type {any} */ (placed)[name];
      // Half a turn to the left is half a turn to the right.
      const is180 = /rotation|angle/.test(name) && Math.abs(Math.abs(value) - 180) < 1e-6;
      assertNear(is180 ? Math.abs(actual) : actual, is180 ? Math.abs(value) : value, name);
    }
    assertNear(view.fovDeg, vector.view.fov_deg, "fov");
    assertNear(view.cameraZ, vector.view.camera_z, "camera z");
    assertNear(view.shiftX, vector.view.shift_x, "shift x");
    assertNear(view.shiftY, vector.view.shift_y, "shift y");
  });

  test(`${vector.name}: the object's corners lie over the picture's to a millionth of a pixel`, () => {
    for (const [i, corner] of CORNERS.entries()) {
      const [x, y] = pictured(placed, corner, { lens, screen, view });
      assertNear(x, vector.corners_px[i][0], "x");
      assertNear(y, vector.corners_px[i][1], "y");
    }
  });
}

test("no angle is a negative zero, which games would show as -0", () => {
  const { rotationX, rotationY, angle } = anglesOf([1, 0, 0, 0]);
  for (const value of [rotationX, rotationY, angle]) assert.ok(Object.is(value, 0));
});
