import assert from "node:assert/strict";
import test from "node:test";

import { SPAN_US, note, numbersOf, pointsOf, rangeOf } from "../../src/panel/input_history.js";

/** @typedef {import("../../src/panel/input_history.js").Moment} Moment */

test("switches, numbers and vectors are numbers, words are none", () => {
  assert.deepEqual(numbersOf(true), [1]);
  assert.deepEqual(numbersOf([1, 2.5, -3]), [1, 2.5, -3]);
  assert.deepEqual(numbersOf("open"), []);
  assert.deepEqual(numbersOf(null), []);
});

test("what is older than the span is forgotten, but for where the line begins", () => {
  /** @type {Moment[]} */
  const history = [];
  for (let s = 0; s <= 15; s++) note(history, s, s * 1e6);
  assert.equal(history[0].values[0], 4);
  assert.ok(history[1].atUs >= 15e6 - SPAN_US);
});

test("a flood of readings takes no more memory than it shows", () => {
  /** @type {Moment[]} */
  const history = [];
  for (let n = 0; n < 5000; n++) note(history, n, n);
  assert.equal(history.length, 200);
});

test("the range is the feature's, unless what is read is a tiny part of it", () => {
  const stick = [{ atUs: 0, values: [0.5] }];
  assert.deepEqual(rangeOf(stick, { minimum: -1, maximum: 1 }), [-1, 1]);
  const light = [300, 320].map((lux) => ({ atUs: 0, values: [lux] }));
  assert.deepEqual(rangeOf(light, { minimum: 0, maximum: 100000 }), [300, 320]);
  assert.deepEqual(rangeOf([{ atUs: 0, values: [-2, 1, 9] }]), [-9, 9]);
  assert.deepEqual(rangeOf([{ atUs: 0, values: [0] }]), [0, 1]);
});

test("a line holds what stands still and joins what moves", () => {
  const history = [
    { atUs: 0, values: [0] },
    { atUs: 5e6, values: [1] },
    { atUs: 5.1e6, values: [0.5] },
  ];
  assert.equal(
    pointsOf(history, 0, 10e6, [0, 1]),
    "0.0,29.0 50.0,29.0 50.0,1.0 51.0,15.0 100.0,15.0",
  );
});
