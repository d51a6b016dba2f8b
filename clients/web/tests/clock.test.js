import assert from "node:assert/strict";
import test from "node:test";

import { ClockOffset } from "../src/clock.js";
import { Dice } from "../testing/dice.js";
import { loadVectors } from "../testing/vectors.js";

for (const vector of loadVectors("clocksync")) {
  test(`${vector.name}: ${vector.note}`, () => {
    const clock = new ClockOffset();
    for (const [t0, t1, t2, t3] of vector.exchanges) clock.add({ t0, t1, t2, t3 });
    const found = clock.estimateAt(vector.at_us);
    assert.ok(Math.abs(found.offset_us - vector.offset_us) <= 1, `offset ${found.offset_us}`);
    assert.ok(Math.abs(found.error_us - vector.error_us) <= 1, `error ${found.error_us}`);
    assert.ok(Math.abs(found.drift_ppm - vector.drift_ppm) <= 0.01, `drift ${found.drift_ppm}`);
    assert.deepEqual([found.samples, found.state], [vector.samples, vector.state]);
    const { epoch, steps } = clock.statistics();
    assert.deepEqual([epoch, steps], [vector.epoch, vector.steps]);
  });
}

/**
 * An exchange with a bridge whose clock is `offset` ahead, over a link with two delays.
 * @param {number} t0
 * @param {number} offset
 * @param {number} there
 * @param {number} back
 */
function exchange(t0, offset, there, back) {
  const t1 = Math.round(t0 + there + offset);
  const t2 = t1 + 50;
  return { t0, t1, t2, t3: t0 + there + 50 + back };
}

test("before the first exchange nothing is known", () => {
  assert.equal(new ClockOffset().estimateAt(5).state, "unsynced");
  assert.equal(new ClockOffset().bridgeUs(5), 5);
});

test("the offset never lies outside the error, whatever the network does", () => {
  const dice = new Dice(8);
  for (let round = 0; round < 100; round++) {
    const drift = (dice.next() - 0.5) * 180e-6;
    const clock = new ClockOffset();
    let nowUs = 1e6;
    for (let i = 0; i < 60; i++) {
      nowUs += 100_000 + dice.below(9_000_000);
      const truth = 7e9 + drift * nowUs;
      clock.add(exchange(nowUs, truth, dice.below(30_000), dice.below(30_000)));
      const { offset_us: offset, error_us: error } = clock.estimateAt(nowUs + 100_000);
      assert.ok(Math.abs(7e9 + drift * (nowUs + 100_000) - offset) <= error + 2);
    }
  }
});

test("the error is never above half the lowest round trip plus what drift may add", () => {
  const clock = new ClockOffset();
  for (let i = 0; i < 5; i++) clock.add(exchange(i * 200_000, 1e6, 300 + i * 900, 300));
  assert.ok(clock.estimateAt(800_000).error_us <= 300 + 80 + 1);
});

test("a steady drift is found and carried on", () => {
  const clock = new ClockOffset();
  const offsetAt = (/** @type {number} */ us) => 1e6 + us * 40e-6;
  for (let us = 0; us < 300e6; us += 10e6) clock.add(exchange(us, offsetAt(us), 500, 500));
  const { drift_ppm: drift, offset_us: offset } = clock.estimateAt(330e6);
  assert.ok(Math.abs(drift - 40) < 5);
  assert.ok(Math.abs(offset - offsetAt(330e6)) < 500);
});

test("five exchanges with short round trips lock the estimate; long ones do not", () => {
  for (const [delayUs, state] of /** @type {const} */ ([
    [1000, "locked"],
    [50_000, "coarse"],
  ])) {
    const clock = new ClockOffset();
    for (let i = 0; i < 4; i++) clock.add(exchange(i * 1e6, 0, delayUs, delayUs));
    assert.equal(clock.estimateAt(4e6).state, "coarse");
    clock.add(exchange(4e6, 0, delayUs, delayUs));
    assert.equal(clock.estimateAt(4.2e6).state, state);
    assert.equal(clock.estimateAt(100e6).state, "holdover");
  }
});

test("impossible and very long round trips are discarded", () => {
  const clock = new ClockOffset();
  assert.equal(clock.add({ t0: 10, t1: 0, t2: 100, t3: 20 }), false);
  assert.equal(clock.add({ t0: 0, t1: 1, t2: 1, t3: 2_000_001 }), false);
  assert.equal(clock.statistics().discarded, 2);
  assert.equal(clock.estimateAt(0).samples, 0);
});

test("a clock that was set is noticed and believed", () => {
  const clock = new ClockOffset();
  for (let i = 0; i < 5; i++) clock.add(exchange(i * 1e6, 0, 500, 500));
  clock.add(exchange(6e6, 5e6, 500, 500));
  assert.equal(clock.statistics().steps, 1);
  assert.ok(Math.abs(clock.offsetAt(6e6) - 5e6) <= 700);
  assert.equal(clock.estimateAt(6e6).samples, 1);
});
