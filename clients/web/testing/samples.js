/** Media samples for tests of players. */

import { FLAG_KEY_FRAME } from "../src/wire.js";

/** @typedef {import("../src/subscription.js").Sample} Sample */

/**
 * @param {Partial<Sample>} more
 * @returns {Sample}
 */
export function mediaSample(more) {
  const seq = more.seq ?? 1;
  return {
    topic: "device/cam-1/camera/h264",
    kind: "h264",
    seq,
    capturedUs: seq * 33_333,
    receivedUs: seq * 33_333 + 1000,
    arrivedUs: seq * 33_333 + 2000,
    flags: 0,
    hops: [],
    frameSeq: 1000 + seq,
    payload: Uint8Array.of(0, 0, 1, 0x41, 9),
    ...more,
  };
}

/**
 * Turn a recorded stream into samples, the first of them a key frame.
 * @param {import("./streams.js").Stream} stream
 * @param {number} [firstSeq]
 */
export function streamSamples(stream, firstSeq = 1) {
  return stream.units.map((payload, i) =>
    mediaSample({ seq: firstSeq + i, payload, flags: i === 0 ? FLAG_KEY_FRAME : 0 }),
  );
}

/** Events of a player, remembered. */
export function recordedEvents() {
  /** @type {import("../src/player.js").Picture[]} */
  const pictures = [];
  /** @type {string[]} */
  const givenUp = [];
  const wishes = { keyFrames: 0 };
  return {
    pictures,
    givenUp,
    wishes,
    events: {
      onPicture: (/** @type {import("../src/player.js").Picture} */ picture) =>
        void pictures.push(picture),
      onKeyFrameWanted: () => void wishes.keyFrames++,
      onGivenUp: (/** @type {string} */ text) => void givenUp.push(text),
    },
  };
}
