import assert from "node:assert/strict";
import test from "node:test";

import { KeyFrameGate } from "../src/access_unit.js";
import { FLAG_DISCONTINUITY } from "../src/wire.js";
import { mediaSample, streamSamples } from "../testing/samples.js";
import { STREAMS } from "../testing/streams.js";

const [STREAM, OTHER] = STREAMS;

test("nothing passes before a key frame", () => {
  const gate = new KeyFrameGate();
  const [key, ...deltas] = streamSamples(STREAM);
  for (const delta of deltas) assert.equal(gate.admit(delta), null);
  assert.equal(gate.skipped, 3);
  assert.equal(gate.admit({ ...key, seq: 5 })?.isKey, true);
});

test("a key frame tells the stream's parameters once", () => {
  const gate = new KeyFrameGate();
  const [key, delta] = streamSamples(STREAM);
  const unit = gate.admit(key);
  assert.deepEqual([unit?.changed?.widthPx, unit?.changed?.heightPx], [64, 48]);
  assert.equal(gate.admit(delta)?.changed, null);
  assert.equal(gate.admit({ ...key, seq: 3 })?.changed, null);
  assert.equal(gate.admit({ ...streamSamples(OTHER)[0], seq: 4 })?.changed?.widthPx, 100);
});

test("a hole closes the gate until the next key frame", () => {
  for (const hole of [{ seq: 4 }, { seq: 3, flags: FLAG_DISCONTINUITY }]) {
    const gate = new KeyFrameGate();
    const [key, delta] = streamSamples(STREAM);
    gate.admit(key);
    assert.notEqual(gate.admit(delta), null);
    assert.equal(gate.admit({ ...delta, ...hole }), null);
    assert.ok(gate.isWaiting);
    assert.notEqual(gate.admit({ ...key, seq: 9 }), null);
  }
});

test("a sample that only claims to be a key frame does not open the gate", () => {
  const gate = new KeyFrameGate();
  assert.equal(gate.admit(mediaSample({ flags: 1 })), null);
  assert.ok(gate.isWaiting);
});

test("after a restart the parameters are told again", () => {
  const gate = new KeyFrameGate();
  const [key] = streamSamples(STREAM);
  gate.admit(key);
  gate.restart();
  assert.notEqual(gate.admit({ ...key, seq: 2 })?.changed, null);
});
