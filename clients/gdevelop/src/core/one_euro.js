/**
 * A filter that is calm when things rest and quick when they move.
 *
 * Knows: numbers. Does not know: tags. The One-Euro filter of Géry Casiez, Nicolas Roussel
 * and Daniel Vogel, "1€ Filter: A Simple Speed-based Low-pass Filter for Noisy Input in
 * Interactive Systems", CHI 2012: a low-pass filter whose cutoff rises with the speed.
 */

import { angleBetween, slerp } from "../../../web/src/rotation.js";

/** @typedef {import("../../../web/src/geometry.js").Quaternion} Quaternion */

/**
 * @typedef {object} Tuning
 * @property {number} restHz cutoff at rest: lower is calmer
 * @property {number} perSpeed how much the cutoff rises with speed
 */

// The paper's own cutoff for the speed.
const SPEED_HZ = 1;

/**
 * The share of a new value that a low-pass filter takes in.
 * @param {number} cutoffHz
 * @param {number} passedS
 */
function shareOf(cutoffHz, passedS) {
  const r = 2 * Math.PI * cutoffHz * passedS;
  return r / (r + 1);
}

/** Filters several numbers that move together, such as a position. */
export class OneEuro {
  /** @type {number[] | null} */
  #value = null;
  /** @type {number[]} */
  #speed = [];
  #lagS = 0;

  /** How far the value is behind what moves steadily. */
  get lagS() {
    return this.#lagS;
  }

  /**
   * @param {readonly number[]} measured
   * @param {number} passedS since the last one
   * @param {Tuning | null} tuning null: not filtered
   * @returns {readonly number[]}
   */
  next(measured, passedS, tuning) {
    const before = this.#value;
    if (before === null || tuning === null || !(passedS > 0)) return this.#jump(measured);
    const speedShare = shareOf(SPEED_HZ, passedS);
    this.#speed = measured.map((value, i) => {
      const speed = this.#speed[i] ?? 0;
      return speed + ((value - before[i]) / passedS - speed) * speedShare;
    });
    const share = shareOf(tuning.restHz + tuning.perSpeed * Math.hypot(...this.#speed), passedS);
    this.#lagS = (passedS * (1 - share)) / share;
    this.#value = measured.map((value, i) => before[i] + (value - before[i]) * share);
    return this.#value;
  }

  /** @param {readonly number[]} measured */
  #jump(measured) {
    this.#value = [...measured];
    this.#speed = measured.map(() => 0);
    this.#lagS = 0;
    return this.#value;
  }
}

/** The same for rotations. */
export class OneEuroRotation {
  /** @type {Quaternion | null} */
  #value = null;
  #speed = 0;
  #lagS = 0;

  get lagS() {
    return this.#lagS;
  }

  /**
   * @param {Quaternion} measured
   * @param {number} passedS since the last one
   * @param {Tuning | null} tuning null: not filtered
   * @returns {Quaternion}
   */
  next(measured, passedS, tuning) {
    const before = this.#value;
    if (before === null || tuning === null || !(passedS > 0)) {
      this.#value = measured;
      this.#speed = this.#lagS = 0;
      return measured;
    }
    const speed = angleBetween(before, measured) / passedS;
    this.#speed += (speed - this.#speed) * shareOf(SPEED_HZ, passedS);
    const share = shareOf(tuning.restHz + tuning.perSpeed * this.#speed, passedS);
    this.#lagS = (passedS * (1 - share)) / share;
    this.#value = slerp(before, measured, share);
    return this.#value;
  }
}
