/**
 * One tag in the eyes of one camera, over time.
 *
 * Knows: where it was seen, when, and where it will be. Does not know: topics, names.
 */

import { choosePose } from "./pose_choice.js";
import { OneEuro } from "./one_euro.js";
import { PoseMotion } from "./pose_motion.js";

/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */
/** @typedef {import("../../../web/src/geometry.js").Point} Point */
/** @typedef {import("./tag_values.js").SeenTag} SeenTag */

/**
 * How it looks in the picture: parts of the picture's width and height, degrees.
 * @typedef {{x: number, y: number, angleDeg: number, size: number}} Look
 */

/**
 * @typedef {object} Sight
 * @property {SeenTag} tag
 * @property {{widthPx: number, heightPx: number} | null} picture
 * @property {import("../../../web/src/geometry.js").Intrinsics | null} lens
 * @property {number} capturedUs
 * @property {number} arrivedUs
 */

/** @typedef {{smoothing: number, isPredicting: boolean}} Manner */

// A pose this old says nothing about which of two solutions is right.
const MEMORY_US = 500_000;
// A picture is shown a frame after the game has drawn it.
const UNTIL_SHOWN_US = 16_000;
const DEG = 180 / Math.PI;
// Hundredths of the picture jitter at rest by ten-thousandths.
const LOOK_PER_SPEED = 20;

export class TagTrack {
  #motion = new PoseMotion();
  #look = new OneEuro();
  /** @type {Look | null} */
  #shown = null;
  #capturedUs = 0;
  #arrivedUs = -Infinity;
  #poseUs = -Infinity;
  /** @type {number | null} */
  #sizeM = null;
  /** @type {Pose | null} */
  #origin = null;
  isVisible = false;
  wasVisible = false;

  /** @param {number} id */
  constructor(id) {
    this.id = id;
  }

  get capturedUs() {
    return this.#capturedUs;
  }

  get arrivedUs() {
    return this.#arrivedUs;
  }

  get sizeM() {
    return this.#sizeM;
  }

  /** How it looked in the picture last, or null when nobody told. */
  get look() {
    return this.#shown;
  }

  /**
   * Where it was in the picture last: what tells two tags of one number apart.
   * @returns {Point | null}
   */
  get place() {
    return this.#shown === null ? null : [this.#shown.x, this.#shown.y];
  }

  /**
   * @param {Sight} sight
   * @param {Manner} manner
   */
  see({ tag, picture, lens, capturedUs, arrivedUs }, { smoothing }) {
    const passedS = (capturedUs - this.#capturedUs) / 1e6;
    this.#sizeM = tag.sizeM ?? this.#sizeM;
    const before = capturedUs - this.#poseUs < MEMORY_US ? this.#motion.measured : null;
    const pose = choosePose(tag.solutions, before);
    if (pose !== null) {
      this.#motion.learn(pose, capturedUs, smoothing);
      this.#poseUs = capturedUs;
    }
    this.#learnLook(lookOf(tag, picture) ?? projected(pose, lens), passedS, smoothing);
    this.#capturedUs = capturedUs;
    this.#arrivedUs = arrivedUs;
  }

  /**
   * @param {Look | null} look
   * @param {number} passedS
   * @param {number} smoothing
   */
  #learnLook(look, passedS, smoothing) {
    if (look === null) return;
    const restHz = 20 * 0.05 ** smoothing;
    const isFresh = this.#shown !== null && passedS < MEMORY_US / 1e6;
    const tuning = smoothing > 0 && isFresh ? { restHz, perSpeed: LOOK_PER_SPEED } : null;
    const [x, y, size] = this.#look.next([look.x, look.y, look.size], passedS, tuning);
    // The angle has a seam and no scale to share; half a degree of jitter is not seen in 2D.
    this.#shown = { x, y, size, angleDeg: look.angleDeg };
  }

  /**
   * The pose to show now, in the camera's space; null when nobody told one.
   * @param {number} nowUs
   * @param {Manner} manner
   */
  pose(nowUs, { isPredicting }) {
    return isPredicting ? this.#motion.predict(nowUs + UNTIL_SHOWN_US) : this.#motion.seen;
  }

  /** Let the present pose be the origin. */
  center() {
    this.#origin = this.#motion.seen;
  }

  uncenter() {
    this.#origin = null;
  }

  get origin() {
    return this.#origin;
  }

  /**
   * The bridge's clock is another one now.
   * @param {number} shiftUs
   */
  rebase(shiftUs) {
    this.#capturedUs += shiftUs;
    this.#arrivedUs += shiftUs;
    this.#poseUs = -Infinity;
    this.#motion = new PoseMotion();
  }
}

/**
 * @param {SeenTag} tag
 * @param {{widthPx: number, heightPx: number} | null} picture
 * @returns {Look | null}
 */
function lookOf({ corners }, picture) {
  if (corners === null || picture === null) return null;
  const [a, b, c, d] = corners;
  const [x, y] = crossing(a, c, b, d);
  const edges = [distance(a, b), distance(b, c), distance(c, d), distance(d, a)];
  return {
    // Pixel centres are whole numbers, the picture begins half a pixel before the first.
    x: (x + 0.5) / picture.widthPx,
    y: (y + 0.5) / picture.heightPx,
    angleDeg: Math.atan2(b[1] - a[1] + c[1] - d[1], b[0] - a[0] + c[0] - d[0]) * DEG + 0,
    size: edges.reduce((sum, edge) => sum + edge, 0) / 4 / picture.widthPx,
  };
}

/**
 * @param {Pose | null} pose
 * @param {import("../../../web/src/geometry.js").Intrinsics | null} lens
 * @returns {Look | null}
 */
function projected(pose, lens) {
  if (pose === null || lens === null || pose.translation[2] <= 0) return null;
  const [x, y, z] = pose.translation;
  const [w, qx, qy, qz] = pose.rotation;
  return {
    x: ((lens.fx_px * x) / z + lens.cx_px + 0.5) / lens.width_px,
    y: ((lens.fy_px * y) / z + lens.cy_px + 0.5) / lens.height_px,
    angleDeg: Math.atan2(2 * (qx * qy + w * qz), 1 - 2 * (qy * qy + qz * qz)) * DEG + 0,
    size: 0,
  };
}

/**
 * Where the lines a–c and b–d cross: the centre of the tag, also when it is foreshortened.
 * @param {Point} a
 * @param {Point} c
 * @param {Point} b
 * @param {Point} d
 * @returns {Point}
 */
function crossing([ax, ay], [cx, cy], [bx, by], [dx, dy]) {
  const across = (cx - ax) * (dy - by) - (cy - ay) * (dx - bx);
  if (Math.abs(across) < 1e-9) return [(ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4];
  const share = ((bx - ax) * (dy - by) - (by - ay) * (dx - bx)) / across;
  return [ax + share * (cx - ax), ay + share * (cy - ay)];
}

/**
 * @param {Point} a
 * @param {Point} b
 */
function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
