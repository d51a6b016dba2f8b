/**
 * H.264 samples as players need them: when to begin, and with which parameters.
 *
 * Knows: key frames, parameter sets, discontinuities. Does not know: decoders.
 */

import { NAL_PPS, NAL_SPS, nalType, parseSps, splitNalUnits, startsSequence } from "./annexb.js";
import { FLAG_DISCONTINUITY, FLAG_KEY_FRAME } from "./wire.js";

/** @typedef {import("./subscription.js").Sample} Sample */

/**
 * @typedef {object} StreamParameters
 * @property {Uint8Array} sps
 * @property {Uint8Array} pps
 * @property {string} codec
 * @property {number} widthPx
 * @property {number} heightPx
 * @property {import("./annexb.js").HighProfile | null} high
 */

/**
 * @typedef {object} AccessUnit
 * @property {Sample} sample
 * @property {Uint8Array[]} units
 * @property {boolean} isKey
 * @property {StreamParameters | null} changed new parameters, on a key frame that brings some
 */

/** Lets through what a decoder can use: nothing before a key frame, nothing after a hole. */
export class KeyFrameGate {
  #isWaiting = true;
  /** @type {StreamParameters | null} */
  #parameters = null;
  #lastSeq = -1;
  skipped = 0;

  /** True until the next key frame. */
  get isWaiting() {
    return this.#isWaiting;
  }

  /** The decoder lost its state: begin anew at the next key frame, with its parameters. */
  restart() {
    this.#isWaiting = true;
    this.#parameters = null;
  }

  /**
   * Return what to decode, or null when this sample is of no use.
   * @param {Sample} sample
   * @returns {AccessUnit | null}
   * @throws {RangeError} when a key frame's parameters are damaged
   */
  admit(sample) {
    const payload = sample.payload ?? new Uint8Array();
    const isKey = (sample.flags & FLAG_KEY_FRAME) !== 0;
    const isHole =
      (sample.flags & FLAG_DISCONTINUITY) !== 0 ||
      (this.#lastSeq >= 0 && sample.seq !== this.#lastSeq + 1);
    this.#lastSeq = sample.seq;
    if (isHole && !isKey) this.#isWaiting = true;
    if (this.#isWaiting && !isKey) {
      this.skipped++;
      return null;
    }
    const units = splitNalUnits(payload);
    if (this.#isWaiting && !startsSequence(units)) {
      this.skipped++;
      return null;
    }
    const changed = isKey ? this.#learn(units) : null;
    if (this.#parameters === null) {
      this.skipped++;
      return null;
    }
    this.#isWaiting = false;
    return { sample, units, isKey, changed };
  }

  /**
   * @param {Uint8Array[]} units
   * @returns {StreamParameters | null}
   */
  #learn(units) {
    const sps = units.find((unit) => nalType(unit) === NAL_SPS);
    const pps = units.find((unit) => nalType(unit) === NAL_PPS);
    if (sps === undefined || pps === undefined) return null;
    const known = this.#parameters;
    if (known !== null && isSame(known.sps, sps) && isSame(known.pps, pps)) return null;
    // Copies: views would keep the whole message alive.
    this.#parameters = { sps: sps.slice(), pps: pps.slice(), ...parseSps(sps) };
    return this.#parameters;
  }
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function isSame(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
