/** Plays JPEG samples by the browser's own image decoder. Works everywhere. */

import { FaultCount } from "./fault_count.js";
import { systemClock } from "./system.js";

/** @typedef {import("./subscription.js").Sample} Sample */

/**
 * @typedef {object} JpegPlayerOptions
 * @property {import("./player.js").PlayerEvents} events
 * @property {(blob: Blob) => Promise<ImageBitmap>} [decode]
 * @property {import("./system.js").Clock} [clock]
 */

export class JpegPlayer {
  kind = /** @type {const} */ ("jpeg");
  #events;
  #decode;
  #clock;
  /** @type {Sample | null} the newest sample while another one is being decoded */
  #next = null;
  #isDecoding = false;
  #isClosed = false;
  #faults = new FaultCount();
  #received = 0;
  #decoded = 0;
  #superseded = 0;

  /** @param {JpegPlayerOptions} options */
  constructor({ events, decode = (blob) => createImageBitmap(blob), clock = systemClock }) {
    this.#events = events;
    this.#decode = decode;
    this.#clock = clock;
  }

  /** @param {Sample} sample of a JPEG topic */
  push(sample) {
    this.#received++;
    if (this.#next !== null) this.#superseded++;
    this.#next = sample;
    if (!this.#isDecoding) void this.#decodeNewest();
  }

  async #decodeNewest() {
    this.#isDecoding = true;
    while (this.#next !== null && !this.#isClosed) {
      const sample = this.#next;
      this.#next = null;
      await this.#show(sample);
    }
    this.#isDecoding = false;
  }

  /** @param {Sample} sample */
  async #show(sample) {
    const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (sample.payload);
    let bitmap;
    try {
      bitmap = await this.#decode(new Blob([bytes], { type: "image/jpeg" }));
    } catch (error) {
      // One damaged picture is forgotten; the next one stands for itself.
      if (this.#faults.add(this.#clock.nowUs())) this.#events.onGivenUp(String(error));
      return;
    }
    if (this.#isClosed) {
      bitmap.close();
      return;
    }
    this.#decoded++;
    this.#events.onPicture({
      source: bitmap,
      widthPx: bitmap.width,
      heightPx: bitmap.height,
      sample,
      frameSeq: sample.frameSeq ?? sample.seq,
      capturedUs: sample.capturedUs,
      isLive: false,
      isExact: true,
      close: () => bitmap.close(),
    });
  }

  /** @returns {import("./player.js").PlayerStatistics} */
  statistics() {
    return {
      received: this.#received,
      decoded: this.#decoded,
      skipped: 0,
      superseded: this.#superseded,
      faults: this.#faults.total,
      codec: "jpeg",
    };
  }

  /** Give everything back. A picture that is being decoded is dropped. */
  close() {
    this.#isClosed = true;
    this.#next = null;
  }
}
