import assert from "node:assert/strict";
import test from "node:test";

import { LatencyLedger, percentile, stepsOf } from "../src/latency.js";

/** @type {import("../src/latency.js").Passage} */
const PASSAGE = {
  capturedUs: 1000,
  receivedUs: 5000,
  hops: [
    ["grabbed", 2000],
    ["received", 5000],
    ["h264.start", 5500],
    ["h264.end", 9000],
  ],
  arrivedUs: 10_000,
  shownUs: 15_000,
};

test("each step is the time between two stamps, in order of the way", () => {
  assert.deepEqual(
    stepsOf(PASSAGE).map(({ name, durationUs }) => [name, durationUs]),
    [
      ["grabbed", 1000],
      ["to the bridge", 3000],
      ["wait for h264", 500],
      ["h264", 3500],
      ["to this page", 1000],
      ["decode and show", 5000],
    ],
  );
});

test("the steps add up to the whole way", () => {
  const sum = stepsOf(PASSAGE).reduce((total, { durationUs }) => total + durationUs, 0);
  assert.equal(sum, 14_000);
});

test("a sample that is not shown ends at its arrival", () => {
  const steps = stepsOf({ ...PASSAGE, shownUs: undefined, hops: [] });
  assert.deepEqual(
    steps.map(({ name }) => name),
    ["to the bridge", "to this page"],
  );
});

test("percentiles are values that occurred", () => {
  const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.deepEqual(
    [0.5, 0.99, 1].map((p) => percentile(sorted, p)),
    [50, 99, 100],
  );
  assert.equal(percentile([], 0.5), 0);
  assert.equal(percentile([3], 0.01), 3);
});

test("the ledger tells percentiles of each step and of the whole", () => {
  const ledger = new LatencyLedger();
  for (let i = 1; i <= 100; i++) ledger.add({ ...PASSAGE, shownUs: 10_000 + i * 100 });
  const show = ledger.steps().at(-1);
  assert.deepEqual(
    [show?.name, show?.count, show?.p50Us, show?.p99Us],
    ["decode and show", 100, 5000, 9900],
  );
  assert.equal(ledger.total().p50Us, 14_000);
});

test("only the newest samples count, and another way starts a new account", () => {
  const ledger = new LatencyLedger(10);
  for (let i = 0; i < 50; i++) ledger.add(PASSAGE);
  assert.equal(ledger.total().count, 10);
  ledger.add({ ...PASSAGE, hops: [] });
  assert.equal(ledger.total().count, 1);
  assert.equal(ledger.steps().length, 3);
});
