import assert from "node:assert/strict";
import { test } from "node:test";
import { anglesOf } from "../../src/core/pose_mapping.js";
import { HeadTracking } from "../../src/render/head_tracking.js";
import { Presence } from "../../src/render/presence.js";
import { rotationOfAngles } from "../../src/render/tag_placement.js";
import { TiltControl } from "../../src/render/tilt_control.js";
import { Visibility } from "../../src/render/visibility.js";

test("angles make the rotation that gives them", () => {
  for (const [x, y, z] of [
    [10, 20, 30],
    [-120, 45, 170],
    [0, -80, 5],
  ]) {
    const angles = anglesOf(rotationOfAngles(x, y, z));
    assert.ok(Math.abs(angles.rotationX - x) < 1e-9);
    assert.ok(Math.abs(angles.rotationY - y) < 1e-9);
    assert.ok(Math.abs(angles.angle - z) < 1e-9);
  }
});

test("what was never seen is not here, and what left stays for a while", () => {
  const presence = new Presence();
  assert.equal(presence.isHere(10), false);
  presence.step(true, 0.1);
  presence.step(false, 0.4);
  assert.deepEqual([presence.isHere(0.5), presence.isHere(0.3)], [true, false]);
});

test("an object that events have hidden is not shown by a tag that stays in sight", () => {
  const asked = /** @type {boolean[]} */ ([]);
  const visibility = new Visibility({ hide: (/** @type {boolean} */ on) => asked.push(on) });
  visibility.hide(false);
  visibility.hide(true);
  visibility.hide(true);
  visibility.hide(false);
  assert.deepEqual(asked, [true, false]);
});

test("a view follows a head, and glides home when it is lost", () => {
  const tag = { isVisible: () => true, x: () => -0.1, y: () => 0.05 };
  const head = new HeadTracking();
  for (let i = 0; i < 100; i++) head.step(tag, 1, 2, 0.05);
  assert.ok(Math.abs(head.shift.x - 20) < 1e-3);
  assert.ok(Math.abs(head.shift.y - 10) < 1e-3);
  head.step({ ...tag, isVisible: () => false }, 1, 2, 0.05);
  assert.ok(head.shift.x > 10 && head.shift.x < 20);
});

const WISH = {
  use: "Acceleration",
  directions: "Both",
  fullTiltDeg: 30,
  deadZoneDeg: 0,
  maxSpeed: 100,
  acceleration: 1000,
  friction: 1,
  angleFactor: 1,
  invertX: false,
  invertY: false,
};

test("a marble never exceeds its greatest speed, and full friction stops it", () => {
  const forces = /** @type {number[][]} */ ([]);
  const marble = {
    getAngle: () => 0,
    addForce: (/** @type {number[]} */ ...force) => forces.push(force),
  };
  const control = new TiltControl(marble);
  for (let i = 0; i < 10; i++) control.step(30, 30, { ...WISH, friction: 0 }, 0.1);
  assert.ok(Math.abs(control.speed - 100) < 1e-9);
  control.step(0, 0, WISH, 0.1);
  assert.equal(control.speed, 0);
});

test("a dead zone wider than the full tilt gives no infinite push", () => {
  const control = new TiltControl({ getAngle: () => 0, addForce: () => {} });
  control.step(50, 0, { ...WISH, use: "Speed", deadZoneDeg: 40, fullTiltDeg: 30 }, 0.1);
  assert.ok(control.speed <= 100);
});
