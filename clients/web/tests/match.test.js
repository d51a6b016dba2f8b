import assert from "node:assert/strict";
import test from "node:test";

import { FrameMatcher, belongsTo } from "../src/match.js";

/** @param {number} frameSeq */
function stamp(frameSeq) {
  return { frameSeq, capturedUs: frameSeq * 33_000 };
}

test("what belongs together has the same frame, or the same capture time where frames are not counted", () => {
  assert.ok(belongsTo({ frameSeq: 1, capturedUs: 5 }, { frameSeq: 1, capturedUs: 6 }));
  assert.ok(!belongsTo({ frameSeq: 1, capturedUs: 5 }, { frameSeq: 2, capturedUs: 5 }));
  assert.ok(belongsTo({ capturedUs: 5 }, { frameSeq: 2, capturedUs: 5 }));
});

test("a picture waits for its detections and is shown with them", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  matcher.offer(stamp(2), 1000);
  assert.equal(matcher.take(2000), null);
  matcher.learn(stamp(2), 3000);
  assert.deepEqual(matcher.take(3000), { picture: stamp(2), detections: stamp(2) });
  assert.equal(matcher.take(4000), null);
});

test("a picture does not wait for long", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  matcher.offer(stamp(2), 0);
  assert.equal(matcher.take(65_999), null);
  assert.deepEqual(matcher.take(66_000), { picture: stamp(2), detections: null });
});

test("where nothing is detected at all, pictures are shown at once", () => {
  const matcher = new FrameMatcher();
  matcher.offer(stamp(1), 0);
  assert.deepEqual(matcher.take(0), { picture: stamp(1), detections: null });
  matcher.learn(stamp(1), 0);
  matcher.offer(stamp(40), 1_000_000);
  assert.notEqual(matcher.take(1_000_000), null);
});

test("a newer picture replaces one that waits, and inherits its patience", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  assert.equal(matcher.offer(stamp(2), 0), null);
  assert.deepEqual(matcher.offer(stamp(3), 33_000), stamp(2));
  assert.deepEqual(matcher.take(66_000), { picture: stamp(3), detections: null });
});

test("detections of another picture are never shown", () => {
  const matcher = new FrameMatcher();
  for (let seq = 1; seq < 100; seq++) {
    if (seq % 3) matcher.learn(stamp(seq), seq * 33_000);
    matcher.offer(stamp(seq), seq * 33_000);
    const shown = matcher.take(seq * 33_000 + 1000);
    if (shown?.detections) assert.equal(shown.detections.frameSeq, shown.picture.frameSeq);
  }
});

test("clearing gives the waiting picture back, to be freed", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  matcher.offer(stamp(2), 0);
  assert.deepEqual(matcher.clear(), stamp(2));
  assert.equal(matcher.find(stamp(1)), null);
});
