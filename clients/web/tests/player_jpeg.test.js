import assert from "node:assert/strict";
import test from "node:test";

import { JpegPlayer } from "../src/player_jpeg.js";
import { FakeClock } from "../testing/fakes.js";
import { mediaSample, recordedEvents } from "../testing/samples.js";

function openPlayer() {
  const recorded = recordedEvents();
  /** @type {{resolve: (bitmap: any) => void, reject: (error: Error) => void}[]} */
  const decodes = [];
  const decode = () =>
    /** @type {Promise<ImageBitmap>} */ (
      new Promise((resolve, reject) => decodes.push({ resolve, reject }))
    );
  const player = new JpegPlayer({ events: recorded.events, decode, clock: new FakeClock() });
  return { player, decodes, ...recorded };
}

/** Let promises that are settled be noticed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A bitmap that remembers whether it was freed. */
function bitmap() {
  return {
    width: 4,
    height: 3,
    closed: false,
    close() {
      this.closed = true;
    },
  };
}

test("while one picture is decoded only the newest of the others waits", async () => {
  const { player, decodes, pictures } = openPlayer();
  for (const seq of [1, 2, 3, 4]) player.push(mediaSample({ seq, frameSeq: undefined }));
  decodes[0].resolve(bitmap());
  await settled();
  decodes[1].resolve(bitmap());
  await settled();
  assert.deepEqual(
    pictures.map(({ sample }) => sample.seq),
    [1, 4],
  );
  assert.equal(player.statistics().superseded, 2);
});

test("a picture is its own frame when frames are not counted", async () => {
  const { player, decodes, pictures } = openPlayer();
  player.push(mediaSample({ seq: 7, frameSeq: undefined }));
  decodes[0].resolve(bitmap());
  await settled();
  assert.equal(pictures[0].frameSeq, 7);
});

test("a damaged picture is counted and the next one is shown", async () => {
  const { player, decodes, pictures } = openPlayer();
  player.push(mediaSample({ seq: 1 }));
  decodes[0].reject(new Error("damaged"));
  await settled();
  player.push(mediaSample({ seq: 2 }));
  decodes[1].resolve(bitmap());
  await settled();
  assert.equal(pictures.length, 1);
  assert.equal(player.statistics().faults, 1);
});

test("the bitmap is freed by whoever takes the picture, or here when nobody does", async () => {
  const { player, decodes, pictures } = openPlayer();
  const [first, second] = [bitmap(), bitmap()];
  player.push(mediaSample({ seq: 1 }));
  decodes[0].resolve(first);
  await settled();
  pictures[0].close();
  player.push(mediaSample({ seq: 2 }));
  player.close();
  decodes[1].resolve(second);
  await settled();
  assert.deepEqual([first.closed, second.closed, pictures.length], [true, true, 1]);
});
