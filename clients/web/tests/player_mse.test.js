import assert from "node:assert/strict";
import test from "node:test";

import { MsePlayer } from "../src/player_mse.js";
import { FakeClock } from "../testing/fakes.js";
import { recordedEvents, streamSamples } from "../testing/samples.js";
import { STREAMS } from "../testing/streams.js";

class FakeBuffer {
  updating = false;
  /** @type {Uint8Array[]} */
  appended = [];
  /** @type {[number, number][]} */
  removed = [];
  /** @type {any} */
  onupdateend = null;
  /** @type {any} */
  onerror = null;

  /** @param {Uint8Array} bytes */
  appendBuffer(bytes) {
    assert.equal(this.updating, false);
    this.updating = true;
    this.appended.push(bytes);
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  remove(start, end) {
    this.removed.push([start, end]);
    this.updating = true;
  }

  finish() {
    this.updating = false;
    this.onupdateend?.();
  }
}

class FakeSource {
  /** @type {FakeSource[]} */
  static all = [];
  /** @type {any} */
  onsourceopen = null;
  type = "";
  buffer = new FakeBuffer();

  constructor() {
    FakeSource.all.push(this);
  }

  /** @param {string} type */
  addSourceBuffer(type) {
    this.type = type;
    return this.buffer;
  }
}

function fakeVideo() {
  /** @type {any} */
  const video = {
    ranges: /** @type {[number, number][]} */ ([]),
    currentTime: 0,
    playbackRate: 1,
    paused: false,
    videoWidth: 64,
    videoHeight: 48,
    error: null,
    frame: /** @type {any} */ (null),
    get buffered() {
      const { ranges } = this;
      return {
        length: ranges.length,
        start: (/** @type {number} */ i) => ranges[i][0],
        end: (/** @type {number} */ i) => ranges[i][1],
      };
    },
    play: async () => {},
    pause: () => {},
    load: () => {},
    removeAttribute: () => {},
    requestVideoFrameCallback(/** @type {any} */ fn) {
      this.frame = fn;
    },
  };
  return video;
}

function openPlayer() {
  FakeSource.all = [];
  const video = fakeVideo();
  const recorded = recordedEvents();
  const urls = { createObjectURL: () => "blob:1", revokeObjectURL: () => {} };
  const Source = /** @type {any} */ (FakeSource);
  const clock = new FakeClock();
  const player = new MsePlayer({ video, events: recorded.events, Source, urls, clock });
  return { player, video, ...recorded };
}

const SAMPLES = streamSamples(STREAMS[0]);

/** @param {Uint8Array} bytes */
function boxTypes(bytes) {
  const types = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += view.getUint32(at)) {
    types.push(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
  }
  return types;
}

test("the first append holds the init segment and all fragments that waited for the source", () => {
  const { player } = openPlayer();
  player.push(SAMPLES[0]);
  player.push(SAMPLES[1]);
  const [source] = FakeSource.all;
  source.onsourceopen();
  assert.match(source.type, /^video\/mp4; codecs="avc1\.42/);
  assert.deepEqual(boxTypes(source.buffer.appended[0]), [
    "ftyp",
    "moov",
    "moof",
    "mdat",
    "moof",
    "mdat",
  ]);
});

test("one append is under way at a time and the next takes what came meanwhile", () => {
  const { player } = openPlayer();
  player.push(SAMPLES[0]);
  const [source] = FakeSource.all;
  source.onsourceopen();
  for (const sample of SAMPLES.slice(1)) player.push(sample);
  assert.equal(source.buffer.appended.length, 1);
  source.buffer.finish();
  assert.deepEqual(boxTypes(source.buffer.appended[1]).length, 6);
});

test("a shown picture is told with the frame number of its sample, once", () => {
  const { player, video, pictures } = openPlayer();
  for (const sample of SAMPLES) player.push(sample);
  FakeSource.all[0].onsourceopen();
  const ticks = 3000; // the second picture: the first one is taken to last 1/30 s
  for (let i = 0; i < 2; i++) video.frame(0, { mediaTime: ticks / 90_000, presentationTime: 990 });
  assert.deepEqual(
    pictures.map(({ frameSeq }) => frameSeq),
    [SAMPLES[1].frameSeq],
  );
  assert.deepEqual([pictures[0].isLive, pictures[0].isExact], [true, true]);
});

test("a page that is late does not claim to know which picture the video shows by then", () => {
  const { player, video, pictures } = openPlayer();
  for (const sample of SAMPLES) player.push(sample);
  FakeSource.all[0].onsourceopen();
  video.frame(0, { mediaTime: 0, presentationTime: 979 }); // it is 1000 ms now
  assert.equal(pictures[0].isExact, false);
});

test("far behind the live edge the playback jumps there, a little behind it hurries", () => {
  const { player, video } = openPlayer();
  player.push(SAMPLES[0]);
  const [source] = FakeSource.all;
  source.onsourceopen();
  video.ranges = [[0, 5]];
  source.buffer.finish();
  assert.ok(Math.abs(video.currentTime - 4.95) < 1e-9);
  assert.equal(player.statistics().jumps, 1);
  video.currentTime = 4.8;
  source.buffer.finish();
  assert.ok(video.playbackRate > 1);
  video.currentTime = 4.95;
  source.buffer.finish();
  assert.equal(video.playbackRate, 1);
});

test("what was played is removed up to a key frame, never into a group of pictures", () => {
  const { player, video } = openPlayer();
  const perSecond = 30;
  for (let seq = 1; seq <= 5 * perSecond; seq++) {
    const isKey = (seq - 1) % (2 * perSecond) === 0; // at 0, 2 and 4 seconds
    player.push({ ...(isKey ? SAMPLES[0] : SAMPLES[1]), seq, capturedUs: (seq * 1e6) / perSecond });
    if (seq === 1) FakeSource.all[0].onsourceopen();
    FakeSource.all[0].buffer.updating = false;
  }
  const [{ buffer }] = FakeSource.all;
  video.ranges = [[0, 5]];
  video.currentTime = 4.95;
  buffer.finish();
  assert.equal(buffer.removed.length, 1);
  const [start, end] = buffer.removed[0];
  assert.ok(start === 0 && Math.abs(end - 2) < 0.01, `removed ${start} to ${end}`);
  video.ranges = [[2, 5]];
  buffer.finish();
  assert.equal(buffer.removed.length, 1);
});

test("a stream that goes on for long without a key frame is asked for one", () => {
  const { player, video, wishes } = openPlayer();
  player.push(SAMPLES[0]);
  FakeSource.all[0].onsourceopen();
  video.ranges = [[0, 31]];
  video.currentTime = 30.95;
  FakeSource.all[0].buffer.finish();
  assert.equal(wishes.keyFrames, 1);
});

test("after a refused fragment everything begins anew with a key frame", () => {
  const { player, wishes } = openPlayer();
  player.push(SAMPLES[0]);
  const [source] = FakeSource.all;
  source.onsourceopen();
  source.buffer.onerror();
  assert.equal(wishes.keyFrames, 1);
  player.push(SAMPLES[1]);
  assert.equal(FakeSource.all.length, 1);
  player.push({ ...SAMPLES[0], seq: 3 });
  assert.equal(FakeSource.all.length, 2);
});

test("another codec opens another source", () => {
  const { player } = openPlayer();
  player.push(SAMPLES[0]);
  player.push({ ...streamSamples(STREAMS[1])[0], seq: 2 });
  FakeSource.all[1].onsourceopen();
  assert.match(FakeSource.all[1].type, /avc1\.64/);
  assert.deepEqual(boxTypes(FakeSource.all[1].buffer.appended[0]), [
    "ftyp",
    "moov",
    "moof",
    "mdat",
  ]);
});

test("a source that never opens does not collect pictures for ever", () => {
  const { player } = openPlayer();
  player.push(SAMPLES[0]);
  for (let seq = 2; seq < 200; seq++) player.push({ ...SAMPLES[1], seq });
  assert.ok(player.statistics().superseded > 0);
  assert.ok(player.statistics().skipped > 0);
});
