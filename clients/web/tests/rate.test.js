import assert from "node:assert/strict";
import test from "node:test";

import { RateMeter } from "../src/rate.js";

test("a steady stream has its rate", () => {
  const meter = new RateMeter();
  for (let i = 0; i <= 60; i++) meter.tick(i * 33_333);
  assert.ok(Math.abs(meter.hz(60 * 33_333) - 30) < 0.5);
});

test("a stream that stops is seen to slow down, then to have stopped", () => {
  const meter = new RateMeter();
  for (let i = 0; i <= 30; i++) meter.tick(i * 33_333);
  const steady = meter.hz(1_000_000);
  assert.ok(meter.hz(1_500_000) < steady);
  assert.equal(meter.hz(4_000_000), 0);
});

test("one happening is no rate", () => {
  const meter = new RateMeter();
  meter.tick(0);
  assert.equal(meter.hz(0), 0);
});
