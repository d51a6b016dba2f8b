/**
 * How a board is held, from where it feels "up".
 *
 * Knows: gravity. Does not know: topics. Board axes: x to its right, y to its top edge, z
 * out of its face; lying face up it feels (0, 0, 9.81).
 */

import { rotate } from "../../../web/src/geometry.js";
import { NO_ROTATION, conjugate, normalized } from "../../../web/src/rotation.js";

/** @typedef {import("../../../web/src/geometry.js").Vector3} Vector3 */
/** @typedef {import("../../../web/src/geometry.js").Quaternion} Quaternion */

// Hands shake at eight to twelve cycles a second; a sixteenth of a second takes most of that.
const SMOOTHING_S = 0.06;
// What falls or is thrown feels no "up".
const LEAST_GRAVITY = 2;
const DEG = 180 / Math.PI;

/** @type {Vector3} */
const FACE_UP = [0, 0, 1];

export class Tilt {
  /** @type {Vector3 | null} where up is, in the board's axes */
  #up = null;
  /** @type {Quaternion} what makes the resting position a level one */
  #leveling = NO_ROTATION;

  /**
   * Learn from an accelerometer.
   * @param {Vector3} felt m/s²
   * @param {number} passedS since the last time
   */
  feel([x, y, z], passedS) {
    const size = Math.hypot(x, y, z);
    if (!(size > LEAST_GRAVITY)) return;
    this.#approach([x / size, y / size, z / size], passedS);
  }

  /**
   * Learn from an orientation.
   * @param {Quaternion} worldFromBoard
   * @param {number} passedS since the last time
   */
  turn(worldFromBoard, passedS) {
    this.#approach(rotate(conjugate(worldFromBoard), FACE_UP), passedS);
  }

  /**
   * @param {Vector3} up
   * @param {number} passedS
   */
  #approach(up, passedS) {
    const before = this.#up ?? up;
    const share = 1 - Math.exp(-Math.max(0, passedS) / SMOOTHING_S);
    const mixed = up.map((value, i) => before[i] + (value - before[i]) * share);
    const size = Math.hypot(...mixed);
    // Straight over the top there is no between.
    this.#up = size < 0.1 ? up : /** @type {Vector3} */ (mixed.map((value) => value / size));
  }

  /** Let the board lie level as it is held now. */
  calibrate() {
    this.#leveling = this.#up === null ? NO_ROTATION : rotationBetween(this.#up, FACE_UP);
  }

  /** Degrees; the right edge down is positive in x, the edge towards the player down in y. */
  get angles() {
    if (this.#up === null) return { x: 0, y: 0 };
    const [x, y, z] = rotate(this.#leveling, this.#up);
    return {
      x: Math.atan2(-x, Math.hypot(y, z)) * DEG + 0,
      y: Math.atan2(y, Math.hypot(x, z)) * DEG + 0,
    };
  }
}

/**
 * The shortest turn that brings one direction onto another.
 * @param {Vector3} from
 * @param {Vector3} to
 * @returns {Quaternion}
 */
function rotationBetween([ax, ay, az], [bx, by, bz]) {
  const dot = ax * bx + ay * by + az * bz;
  // A board that hangs upside down is turned about its own x axis.
  if (dot < -0.999999) return [0, 1, 0, 0];
  const cross = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
  return normalized([1 + dot, ...cross]) ?? NO_ROTATION;
}
