import assert from "node:assert/strict";
import test from "node:test";

import { Screen } from "../src/screen.js";
import { mediaSample } from "../testing/samples.js";

/** A canvas that remembers what was drawn on it. */
function fakeCanvas() {
  /** @type {any[]} */
  const drawn = [];
  const context = new Proxy(/** @type {any} */ ({}), {
    get: (target, name) =>
      name === "drawImage"
        ? (/** @type {any} */ source) => drawn.push(source)
        : name === "measureText"
          ? () => ({ width: 10 })
          : (target[name] ?? (() => {})),
    set: (target, name, value) => {
      target[name] = value;
      return true;
    },
  });
  return { width: 1, height: 1, clientWidth: 640, drawn, getContext: () => context };
}

function openScreen() {
  const picture = fakeCanvas();
  const overlay = fakeCanvas();
  /** @type {(() => void)[]} */
  const frames = [];
  /** @type {import("../src/screen.js").Shown[]} */
  const shown = [];
  const clock = { nowUs: 0 };
  const screen = new Screen({
    picture: /** @type {any} */ (picture),
    overlay: /** @type {any} */ (overlay),
    nowUs: () => clock.nowUs,
    onShown: (one) => shown.push(one),
    nextFrame: (fn) => frames.push(fn),
  });
  const nextFrame = () => frames.splice(0).forEach((fn) => fn());
  return { screen, picture, overlay, clock, shown, nextFrame };
}

/**
 * @param {number} frameSeq
 * @param {Partial<import("../src/player.js").Picture>} [more]
 */
function pictureOf(frameSeq, more = {}) {
  const closed = { count: 0 };
  /** @type {any} */
  const picture = {
    source: `picture ${frameSeq}`,
    widthPx: 320,
    heightPx: 240,
    sample: mediaSample({ seq: frameSeq, frameSeq }),
    frameSeq,
    capturedUs: frameSeq,
    isLive: false,
    isExact: true,
    close: () => void closed.count++,
    closed,
    ...more,
  };
  return picture;
}

/** @param {number} frameSeq */
function detectedIn(frameSeq) {
  const lens = { width_px: 320, height_px: 240, fx_px: 300, fy_px: 300, cx_px: 160, cy_px: 120 };
  const corners = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ];
  const tag = { tag_id: 3, size_m: 0.1, corners_px: corners, decision_margin: 9, solutions: [] };
  /** @type {any} */
  const value = { frame_seq: frameSeq, intrinsics: lens, tags: [tag] };
  return { frameSeq, capturedUs: frameSeq, value };
}

test("a picture is drawn in an animation frame, at its own size, and freed", () => {
  const { screen, picture, shown, nextFrame } = openScreen();
  const one = pictureOf(1);
  screen.offer(one);
  assert.deepEqual(picture.drawn, []);
  nextFrame();
  assert.deepEqual(picture.drawn, ["picture 1"]);
  assert.deepEqual([picture.width, picture.height, one.closed.count], [320, 240, 1]);
  assert.equal(shown[0].frameSeq, 1);
});

test("outlines come with the picture they belong to, in picture pixels whatever the canvas", () => {
  const { screen, overlay, nextFrame } = openScreen();
  screen.learn(detectedIn(1));
  screen.offer(pictureOf(1));
  nextFrame();
  assert.equal(overlay.width, 640);
  assert.deepEqual(screen.shown?.detectedFrameSeq, 1);
  assert.deepEqual(screen.drawnCorners[0].corners[2], [10, 10]);
  assert.equal(screen.statistics().outlined, 1);
});

test("outlines that come late are added while their picture is still there", () => {
  const { screen, nextFrame, clock } = openScreen();
  screen.offer(pictureOf(1));
  nextFrame();
  assert.equal(screen.shown?.detectedFrameSeq, null);
  screen.learn(detectedIn(1));
  assert.equal(screen.shown?.detectedFrameSeq, 1);
  screen.offer(pictureOf(2));
  clock.nowUs = 100_000;
  nextFrame();
  assert.deepEqual([screen.shown?.frameSeq, screen.drawnCorners], [2, []]);
});

test("every picture is freed exactly once, shown or not", () => {
  const { screen, nextFrame, clock } = openScreen();
  screen.learn(detectedIn(0));
  const all = Array.from({ length: 20 }, (_, i) => pictureOf(i + 1));
  all.forEach((picture, i) => {
    screen.offer(picture);
    clock.nowUs += 10_000;
    if (i % 4 === 0) nextFrame();
  });
  screen.clear();
  assert.deepEqual(new Set(all.map(({ closed }) => closed.count)), new Set([1]));
});

test("a live source is drawn at once, and outlined only when it is known which picture it is", () => {
  const { screen, picture } = openScreen();
  screen.learn(detectedIn(1));
  screen.learn(detectedIn(2));
  screen.offer(pictureOf(1, { isLive: true, isExact: false }));
  assert.deepEqual([picture.drawn.length, screen.shown?.detectedFrameSeq], [1, null]);
  screen.offer(pictureOf(2, { isLive: true }));
  assert.equal(screen.shown?.detectedFrameSeq, 2);
});

test("without outlines nothing waits for them", () => {
  const { screen, picture } = openScreen();
  screen.learn(detectedIn(1));
  screen.showsOverlay = false;
  screen.offer(pictureOf(2));
  assert.deepEqual(picture.drawn, ["picture 2"]);
  screen.offer(pictureOf(1));
  assert.deepEqual(screen.drawnCorners, []);
});

test("a cleared screen shows nothing", () => {
  const { screen, nextFrame } = openScreen();
  screen.offer(pictureOf(1));
  nextFrame();
  screen.clear();
  assert.equal(screen.shown, null);
});
