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
  assert.deepEqual(matcher.take(3000), { picture: stamp(2), detections: stamp(2), passed: [] });
  assert.equal(matcher.take(4000), null);
});

test("a picture does not wait for long", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  matcher.offer(stamp(2), 0);
  assert.equal(matcher.take(65_999), null);
  assert.deepEqual(matcher.take(66_000)?.picture, stamp(2));
});

test("where nothing is detected at all, pictures are shown at once", () => {
  const matcher = new FrameMatcher();
  matcher.offer(stamp(1), 0);
  assert.deepEqual(matcher.take(0)?.detections, null);
  matcher.learn(stamp(1), 0);
  matcher.offer(stamp(40), 1_000_000);
  assert.notEqual(matcher.take(1_000_000), null);
});

test("the newest picture with detections is shown, older ones are passed, newer ones wait on", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  for (const seq of [2, 3, 4]) matcher.offer(stamp(seq), seq * 10_000);
  matcher.learn(stamp(2), 41_000);
  matcher.learn(stamp(3), 42_000);
  const shown = matcher.take(43_000);
  assert.deepEqual([shown?.picture, shown?.passed], [stamp(3), [stamp(2)]]);
  assert.ok(matcher.isWaiting);
  matcher.learn(stamp(4), 44_000);
  assert.deepEqual(matcher.take(45_000)?.picture, stamp(4));
});

test("three pictures wait at most, and patience counts from the first", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  for (const seq of [2, 3, 4]) assert.equal(matcher.offer(stamp(seq), 0), null);
  assert.deepEqual(matcher.offer(stamp(5), 60_000), stamp(2));
  const shown = matcher.take(66_000);
  assert.deepEqual([shown?.picture, shown?.passed], [stamp(5), [stamp(4), stamp(3)]]);
});

test("detections of another picture are never shown, and pictures never go back", () => {
  const matcher = new FrameMatcher();
  let [last, matched, unmatched] = [0, 0, 0];
  for (let seq = 1; seq < 300; seq++) {
    matcher.offer(stamp(seq), seq * 33_000);
    if (seq > 2 && seq % 5) matcher.learn(stamp(seq - 1), seq * 33_000);
    const shown = matcher.take(seq * 33_000 + 1000);
    if (shown === null) continue;
    assert.ok(shown.picture.capturedUs > last * 33_000);
    last = shown.picture.capturedUs / 33_000;
    if (shown.detections) matched++;
    else unmatched++;
    if (shown.detections) assert.equal(shown.detections.frameSeq, last);
  }
  assert.ok(matched > 100 && unmatched > 0);
});

test("clearing gives the waiting pictures back, to be freed", () => {
  const matcher = new FrameMatcher();
  matcher.learn(stamp(1), 0);
  matcher.offer(stamp(2), 0);
  assert.deepEqual(matcher.clear(), [stamp(2)]);
  assert.equal(matcher.find(stamp(1)), null);
});
