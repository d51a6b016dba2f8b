import assert from "node:assert/strict";
import test from "node:test";

import { rotate, transform } from "../src/geometry.js";
import {
  NO_ROTATION,
  angleBetween,
  compose,
  conjugate,
  fromRotationVector,
  inverse,
  multiply,
  normalized,
  rotationVector,
  slerp,
} from "../src/rotation.js";
import { Dice } from "../testing/dice.js";

const dice = new Dice(7);
const anyNumber = () => dice.next() * 4 - 2;
/** @returns {[number, number, number]} */
const anyVector = () => [anyNumber(), anyNumber(), anyNumber()];
const anyRotation = () =>
  normalized([anyNumber(), anyNumber(), anyNumber(), anyNumber()]) ?? NO_ROTATION;

/**
 * @param {readonly number[]} actual
 * @param {readonly number[]} expected
 */
function assertNear(actual, expected) {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[i]) < 1e-9, `${actual} is not ${expected}`);
  }
}

test("turning by a product is turning by its factors, the right one first", () => {
  for (let i = 0; i < 50; i++) {
    const [a, b, v] = [anyRotation(), anyRotation(), anyVector()];
    assertNear(rotate(multiply(a, b), v), rotate(a, rotate(b, v)));
    assertNear(rotate(conjugate(a), rotate(a, v)), v);
  }
});

test("a rotation vector and its rotation are the same turn, tiny ones too", () => {
  for (const size of [1e-9, 1e-5, 0.1, 1, 3]) {
    const direction = normalized([0, ...anyVector()]) ?? [0, 1, 0, 0];
    /** @type {[number, number, number]} */
    const vector = [direction[1] * size, direction[2] * size, direction[3] * size];
    assertNear(rotationVector(fromRotationVector(vector)), vector);
  }
});

test("half of the way is as far from both ends, whichever sign a quaternion has", () => {
  for (let i = 0; i < 50; i++) {
    const [a, b] = [anyRotation(), anyRotation()];
    const half = slerp(a, b, 0.5);
    assertNear([angleBetween(a, half)], [angleBetween(half, b)]);
    /** @type {[number, number, number, number]} */
    const negative = [-b[0], -b[1], -b[2], -b[3]];
    assertNear([angleBetween(slerp(a, negative, 0.5), half)], [0]);
    assertNear([angleBetween(slerp(a, b, 0), a), angleBetween(slerp(a, b, 1), b)], [0, 0]);
  }
});

test("poses compose and turn back", () => {
  for (let i = 0; i < 50; i++) {
    const a = { translation: anyVector(), rotation: anyRotation() };
    const b = { translation: anyVector(), rotation: anyRotation() };
    const v = anyVector();
    assertNear(transform(compose(a, b), v), transform(a, transform(b, v)));
    assertNear(transform(inverse(a), transform(a, v)), v);
  }
});

test("what has no direction is no rotation", () => {
  assert.equal(normalized([0, 0, 0, 0]), null);
  assert.equal(normalized([NaN, 0, 0, 1]), null);
  assertNear(normalized([0, 0, 0, 2]) ?? [], [0, 0, 0, 1]);
});
