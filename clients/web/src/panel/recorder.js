/**
 * Recording, when the bridge has a recorder (plugins/recorder/README.md).
 *
 * Knows: `sys/recordings` and /v1/recordings. Does not know: what is in a recording.
 */

import { RestError } from "./rest.js";

/**
 * @typedef {object} Recording
 * @property {string} id
 * @property {string} name
 * @property {"recording" | "finished" | "failed" | "recovered"} state
 * @property {string} reason
 * @property {number} started_wall_us
 * @property {number} duration_us
 * @property {number} size_bytes
 * @property {number} samples
 */

export class Recorder {
  #rest;
  isThere = false;
  /** @type {Recording[]} those that run first, then the newest first */
  recordings = [];
  fault = "";

  /**
   * @param {import("./rest.js").Rest} rest
   * @param {import("../client.js").BridgeClient} client
   * @param {() => void} onChange
   */
  constructor(rest, client, onChange) {
    this.#rest = rest;
    let ended = 0;
    client.subscribe({ topics: ["sys/recordings"] }, ({ value }) => {
      this.isThere = true;
      const running = recordingsIn(value).filter(({ state }) => state === "recording");
      const others = this.recordings.filter(({ state }) => state !== "recording");
      this.recordings = [...running, ...others];
      // The topic names the last few; the whole list is asked for when one has ended.
      const now = recordingsIn(value).length - running.length;
      if (now !== ended) void this.look().then(onChange);
      ended = now;
      onChange();
    });
  }

  get isRecording() {
    return this.recordings.some(({ state }) => state === "recording");
  }

  /** Ask for the list. */
  async look() {
    const found = await this.#ask(() => this.#rest.get("/v1/recordings"));
    if (found === null) return;
    this.isThere = true;
    this.recordings = recordingsIn(found);
  }

  /** Start, or stop everything that is being recorded. */
  async toggle() {
    const running = this.recordings.filter(({ state }) => state === "recording");
    this.fault = "";
    if (running.length === 0) await this.#ask(() => this.#rest.post("/v1/recordings", {}));
    for (const { id } of running) {
      await this.#ask(() => this.#rest.post(`/v1/recordings/${encodeURIComponent(id)}/stop`, {}));
    }
    if (!this.fault) await this.look();
  }

  /**
   * @param {() => Promise<any>} request
   * @returns {Promise<any>} null when it was refused; `fault` says why
   */
  async #ask(request) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof RestError) && !(error instanceof TypeError)) throw error;
      this.fault = error.message;
      return null;
    }
  }
}

/**
 * @param {any} value
 * @returns {Recording[]}
 */
function recordingsIn(value) {
  return Array.isArray(value?.recordings) ? value.recordings : [];
}
