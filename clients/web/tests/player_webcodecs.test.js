import assert from "node:assert/strict";
import test from "node:test";

import { WebCodecsPlayer } from "../src/player_webcodecs.js";
import { FakeClock } from "../testing/fakes.js";
import { recordedEvents, streamSamples } from "../testing/samples.js";
import { STREAMS } from "../testing/streams.js";

/** A decoder that gives a picture out when told to. */
class FakeDecoder {
  /** @type {FakeDecoder[]} */
  static all = [];
  state = "unconfigured";
  /** @type {any[]} */
  chunks = [];
  codec = "";
  decodeQueueSize = 0;
  closedFrames = 0;

  /** @param {any} callbacks */
  constructor(callbacks) {
    this.callbacks = callbacks;
    FakeDecoder.all.push(this);
  }

  /** @param {{codec: string}} config */
  configure({ codec }) {
    this.codec = codec;
    this.state = "configured";
  }

  /** @param {any} chunk */
  decode(chunk) {
    this.chunks.push(chunk);
  }

  close() {
    this.state = "closed";
  }

  /** @param {number} index */
  finish(index) {
    const { timestamp } = this.chunks[index];
    const close = () => void this.closedFrames++;
    this.callbacks.output({ timestamp, displayWidth: 64, displayHeight: 48, close });
  }
}

function openPlayer() {
  FakeDecoder.all = [];
  const recorded = recordedEvents();
  const clock = new FakeClock();
  const player = new WebCodecsPlayer({
    events: recorded.events,
    Decoder: /** @type {any} */ (FakeDecoder),
    Chunk: /** @type {any} */ (
      class Chunk {
        /** @param {any} init */
        constructor(init) {
          Object.assign(this, init);
        }
      }
    ),
    clock,
  });
  return { player, clock, ...recorded };
}

const SAMPLES = streamSamples(STREAMS[0]);

test("pictures come out with the frame number and capture time of their samples", () => {
  const { player, pictures } = openPlayer();
  for (const sample of SAMPLES) player.push(sample);
  const [decoder] = FakeDecoder.all;
  assert.match(decoder.codec, /^avc1\.42/);
  assert.deepEqual(
    decoder.chunks.map(({ type }) => type),
    ["key", "delta", "delta", "delta"],
  );
  decoder.finish(1);
  assert.equal(pictures[0].frameSeq, SAMPLES[1].frameSeq);
  assert.equal(pictures[0].capturedUs, SAMPLES[1].capturedUs);
  assert.equal(player.statistics().decoded, 1);
});

test("the payload goes to the decoder as it came", () => {
  const { player } = openPlayer();
  player.push(SAMPLES[0]);
  assert.equal(FakeDecoder.all[0].chunks[0].data, SAMPLES[0].payload);
});

test("before a key frame one is asked for and nothing is decoded", () => {
  const { player, wishes } = openPlayer();
  player.push(SAMPLES[1]);
  assert.equal(wishes.keyFrames, 1);
  assert.equal(FakeDecoder.all.length, 0);
});

test("after an error a new decoder begins at the next key frame", () => {
  const { player, wishes } = openPlayer();
  player.push(SAMPLES[0]);
  FakeDecoder.all[0].callbacks.error(new Error("damaged"));
  assert.equal(FakeDecoder.all[0].state, "closed");
  player.push({ ...SAMPLES[1], seq: 2 });
  assert.ok(wishes.keyFrames >= 1);
  player.push({ ...SAMPLES[0], seq: 3 });
  assert.equal(FakeDecoder.all.length, 2);
  assert.equal(FakeDecoder.all[1].chunks.length, 1);
});

test("a player that fails again and again gives up", () => {
  const { player, givenUp, clock } = openPlayer();
  for (let i = 0; i < 4; i++) {
    player.push({ ...SAMPLES[0], seq: i });
    FakeDecoder.all[i].callbacks.error(new Error("damaged"));
    clock.advance(100);
  }
  assert.equal(givenUp.length, 1);
});

test("faults that lie far apart are no reason to give up", () => {
  const { player, givenUp, clock } = openPlayer();
  for (let i = 0; i < 20; i++) {
    player.push({ ...SAMPLES[0], seq: i });
    FakeDecoder.all[i].callbacks.error(new Error("damaged"));
    clock.advance(5000);
  }
  assert.deepEqual(givenUp, []);
});

test("a decoder that is stuck is replaced, because its pictures would be old", () => {
  const { player } = openPlayer();
  player.push(SAMPLES[0]);
  FakeDecoder.all[0].decodeQueueSize = 9;
  player.push(SAMPLES[1]);
  assert.equal(FakeDecoder.all[0].state, "closed");
  assert.equal(player.statistics().superseded, 1);
});

test("a closed player frees what still comes out", () => {
  const { player, pictures } = openPlayer();
  player.push(SAMPLES[0]);
  player.close();
  FakeDecoder.all[0].finish(0);
  assert.equal(pictures.length, 0);
  assert.equal(FakeDecoder.all[0].closedFrames, 1);
  player.push(SAMPLES[0]);
  assert.equal(FakeDecoder.all.length, 1);
});
