/**
 * The tags of one device, whether it has a camera or finds them by itself.
 *
 * Knows: the topic of tags. Does not know: pictures, elements.
 */

import { RateMeter } from "../rate.js";

/** @typedef {import("../subscription.js").Sample} Sample */

export class TagReader {
  #client;
  #subscription;
  #meter = new RateMeter();
  deviceId;
  /** @type {Sample | null} what was found last */
  newest = null;

  /**
   * @param {import("../client.js").BridgeClient} client
   * @param {string} deviceId
   * @param {(sample: Sample) => void} onTags
   */
  constructor(client, deviceId, onTags) {
    this.#client = client;
    this.deviceId = deviceId;
    // A few at a time: each belongs to a picture of its own.
    const mode = /** @type {const} */ ("ring");
    const wish = { topics: [`device/${deviceId}/tags`], mode, depth: 8 };
    this.#subscription = client.subscribe(wish, (sample) => {
      this.newest = sample;
      this.#meter.tick(sample.arrivedUs);
      onTags(sample);
    });
  }

  /** How often something looked for tags, a second. */
  get hz() {
    return this.#meter.hz(this.#client.nowUs());
  }

  /** What the bridge dropped on the way to this page, by reason. */
  get dropped() {
    return this.#subscription.dropped;
  }

  /** Take the wish back. */
  close() {
    this.#subscription.close();
  }
}
