/**
 * Recording, when the bridge has a recorder.
 *
 * Knows: /v1/recordings. Does not know: what is in a recording.
 */

import { RestError } from "./rest.js";

export class Recorder {
  #rest;
  isThere = false;
  isRecording = false;
  fault = "";

  /** @param {import("./rest.js").Rest} rest */
  constructor(rest) {
    this.#rest = rest;
  }

  /** Look whether there is a recorder and what it does. */
  async look() {
    try {
      const found = await this.#rest.get("/v1/recordings");
      this.isThere = found !== null;
      this.isRecording = Boolean(found?.active);
    } catch (error) {
      if (!(error instanceof RestError) && !(error instanceof TypeError)) throw error;
      this.isThere = false;
    }
  }

  /** Start, or stop what is being recorded. */
  async toggle() {
    const path = this.isRecording ? "/v1/recordings/stop" : "/v1/recordings/start";
    try {
      await this.#rest.post(path, {});
      this.fault = "";
    } catch (error) {
      if (!(error instanceof RestError) && !(error instanceof TypeError)) throw error;
      this.fault = error.message;
    }
    await this.look();
  }
}
