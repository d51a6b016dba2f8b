/** Plays H.264 samples by WebCodecs: the least delay, in secure contexts only. */

import { KeyFrameGate } from "./access_unit.js";
import { FaultCount } from "./fault_count.js";
import { systemClock } from "./system.js";

/** @typedef {import("./subscription.js").Sample} Sample */

// A decoder keeps up with a camera by an order of magnitude. One that has so many pictures
// before it is stuck, and every further one would only be older when it comes out.
const MAX_QUEUE = 8;
// Chunks are numbered 1 ms apart: their times only have to differ and to rise.
const STEP_US = 1000;

/**
 * @typedef {object} WebCodecsPlayerOptions
 * @property {import("./player.js").PlayerEvents} events
 * @property {typeof VideoDecoder} [Decoder]
 * @property {typeof EncodedVideoChunk} [Chunk]
 * @property {import("./system.js").Clock} [clock]
 */

export class WebCodecsPlayer {
  kind = /** @type {const} */ ("webcodecs");
  #events;
  #Decoder;
  #Chunk;
  #clock;
  #gate = new KeyFrameGate();
  #faults = new FaultCount();
  /** @type {VideoDecoder | null} */
  #decoder = null;
  /** @type {Map<number, Sample>} samples inside the decoder, by the time of their chunk */
  #inside = new Map();
  #codec = "";
  #stampUs = 0;
  #received = 0;
  #decoded = 0;
  #superseded = 0;
  #isClosed = false;

  /** @param {WebCodecsPlayerOptions} options */
  constructor({ events, Decoder = VideoDecoder, Chunk = EncodedVideoChunk, clock = systemClock }) {
    this.#events = events;
    this.#Decoder = Decoder;
    this.#Chunk = Chunk;
    this.#clock = clock;
  }

  /** @param {Sample} sample of an H.264 topic */
  push(sample) {
    if (this.#isClosed) return;
    this.#received++;
    try {
      this.#decode(sample);
    } catch (error) {
      this.#fail(error);
    }
    if (this.#gate.isWaiting && !this.#isClosed) this.#events.onKeyFrameWanted();
  }

  /** @param {Sample} sample */
  #decode(sample) {
    if (this.#decoder !== null && this.#decoder.decodeQueueSize > MAX_QUEUE) {
      this.#superseded += this.#inside.size;
      this.#discardDecoder();
    }
    const unit = this.#gate.admit(sample);
    if (unit === null) return;
    if (unit.changed !== null) this.#configure(unit.changed.codec);
    this.#stampUs += STEP_US;
    this.#inside.set(this.#stampUs, sample);
    this.#decoder?.decode(
      new this.#Chunk({
        type: unit.isKey ? "key" : "delta",
        timestamp: this.#stampUs,
        data: /** @type {Uint8Array<ArrayBuffer>} */ (sample.payload),
      }),
    );
  }

  /** @param {string} codec */
  #configure(codec) {
    this.#codec = codec;
    this.#decoder ??= new this.#Decoder({
      output: (frame) => this.#emit(frame),
      error: (error) => this.#fail(error),
    });
    // No description: the stream is Annex B and carries its parameters itself.
    this.#decoder.configure({ codec, optimizeForLatency: true });
  }

  /** @param {VideoFrame} frame */
  #emit(frame) {
    const sample = this.#inside.get(frame.timestamp);
    this.#inside.delete(frame.timestamp);
    if (sample === undefined || this.#isClosed) {
      frame.close();
      return;
    }
    this.#decoded++;
    this.#events.onPicture({
      source: frame,
      widthPx: frame.displayWidth,
      heightPx: frame.displayHeight,
      sample,
      frameSeq: sample.frameSeq,
      capturedUs: sample.capturedUs,
      isLive: false,
      isExact: true,
      close: () => frame.close(),
    });
  }

  /** @param {unknown} error */
  #fail(error) {
    if (this.#isClosed) return;
    this.#discardDecoder();
    if (this.#faults.add(this.#clock.nowUs())) this.#events.onGivenUp(String(error));
    else this.#events.onKeyFrameWanted();
  }

  #discardDecoder() {
    if (this.#decoder !== null && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
    this.#inside.clear();
    this.#gate.restart();
  }

  /** @returns {import("./player.js").PlayerStatistics} */
  statistics() {
    return {
      received: this.#received,
      decoded: this.#decoded,
      skipped: this.#gate.skipped,
      superseded: this.#superseded,
      faults: this.#faults.total,
      codec: this.#codec,
    };
  }

  /** Give the decoder back. Pictures inside it are dropped. */
  close() {
    this.#isClosed = true;
    this.#discardDecoder();
  }
}
