/**
 * A pose that moves on: filtered, and led on to the moment when it will be seen.
 *
 * Knows: poses and times. Does not know: tags, cameras.
 */

import {
  conjugate,
  fromRotationVector,
  multiply,
  rotationVector,
} from "../../../web/src/rotation.js";
import { OneEuro, OneEuroRotation } from "./one_euro.js";

/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */
/** @typedef {import("../../../web/src/geometry.js").Vector3} Vector3 */

// Fitted to a hand that moves a tag: rest jitters by millimetres and tenths of a degree, and a
// metre or five radians per second should lag by no more than a picture.
const CALMEST_HZ = 0.7;
const LIVELIEST_HZ = 20;
const POSITION_PER_SPEED = 12;
const ROTATION_PER_SPEED = 2;

// Pictures come every 33 ms: the velocity is that between the last two, and hardly older.
const VELOCITY_S = 0.015;
const MAX_LEAD_S = 0.1;
// A picture or two may be missing. After that nobody knows, and the pose returns to where it
// was seen last.
const WAIT_S = 0.17;
const RETURN_S = 0.1;
// After such a hole the old velocity says nothing.
const GAP_S = 0.5;

/**
 * @param {number} amount 0 none, 1 most
 * @param {number} perSpeed
 */
function tuningOf(amount, perSpeed) {
  if (amount <= 0) return null;
  const restHz = LIVELIEST_HZ * (CALMEST_HZ / LIVELIEST_HZ) ** amount;
  return { restHz, perSpeed: perSpeed * (1.2 - amount) };
}

export class PoseMotion {
  #position = new OneEuro();
  #rotation = new OneEuroRotation();
  /** @type {Pose | null} */
  #measured = null;
  /** @type {Pose | null} */
  #filtered = null;
  /** @type {Vector3} metres per second */
  #velocity = [0, 0, 0];
  /** @type {Vector3} radians per second, in the camera's axes */
  #spin = [0, 0, 0];
  #atUs = 0;

  /**
   * Learn where it was seen.
   * @param {Pose} pose
   * @param {number} atUs
   * @param {number} smoothing 0 none, 1 most
   */
  learn(pose, atUs, smoothing) {
    const passedS = (atUs - this.#atUs) / 1e6;
    if (this.#measured === null || passedS > GAP_S || passedS < 0) this.#restart();
    else if (passedS > 0) this.#learnVelocity(this.#measured, pose, passedS);
    const tuning = tuningOf(smoothing, POSITION_PER_SPEED);
    const [x, y, z] = this.#position.next(pose.translation, passedS, tuning);
    const turning = tuningOf(smoothing, ROTATION_PER_SPEED);
    const rotation = this.#rotation.next(pose.rotation, passedS, turning);
    this.#filtered = { translation: [x, y, z], rotation };
    this.#measured = pose;
    this.#atUs = atUs;
  }

  #restart() {
    this.#position = new OneEuro();
    this.#rotation = new OneEuroRotation();
    this.#velocity = [0, 0, 0];
    this.#spin = [0, 0, 0];
  }

  /**
   * @param {Pose} before
   * @param {Pose} now
   * @param {number} passedS
   */
  #learnVelocity(before, now, passedS) {
    const share = 1 - Math.exp(-passedS / VELOCITY_S);
    const turned = rotationVector(multiply(now.rotation, conjugate(before.rotation)));
    for (let i = 0; i < 3; i++) {
      const velocity = (now.translation[i] - before.translation[i]) / passedS;
      this.#velocity[i] += (velocity - this.#velocity[i]) * share;
      this.#spin[i] += (turned[i] / passedS - this.#spin[i]) * share;
    }
  }

  /** Where it was seen last, filtered; null before the first time. */
  get seen() {
    return this.#filtered;
  }

  /** Where it was seen last, as it was. */
  get measured() {
    return this.#measured;
  }

  /**
   * Where it will be: at constant velocity, a tenth of a second ahead at most, and back to
   * where it was seen when nothing more is heard of it.
   * @param {number} atUs
   * @returns {Pose | null}
   */
  predict(atUs) {
    if (this.#filtered === null) return null;
    const aheadS = Math.max(0, (atUs - this.#atUs) / 1e6);
    const lead = leadOf(aheadS);
    // The filter is behind by its lag: what leads on has to make good for that as well.
    const trust = aheadS > 0 ? lead / Math.min(aheadS, MAX_LEAD_S) : 1;
    const moveS = lead + this.#position.lagS * trust;
    const turnS = lead + this.#rotation.lagS * trust;
    const { translation, rotation } = this.#filtered;
    const [x, y, z] = translation.map((value, i) => value + this.#velocity[i] * moveS);
    const [a, b, c] = this.#spin;
    const turned = fromRotationVector([a * turnS, b * turnS, c * turnS]);
    return { translation: [x, y, z], rotation: multiply(turned, rotation) };
  }
}

/** @param {number} aheadS */
function leadOf(aheadS) {
  const overdueS = Math.max(0, aheadS - WAIT_S);
  return Math.min(aheadS, MAX_LEAD_S) * Math.exp(-overdueS / RETURN_S);
}
