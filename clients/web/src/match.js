/**
 * Brings pictures and what was detected in them together.
 *
 * Knows: sequence numbers and capture times. Does not know: how either is drawn.
 * A picture may wait a moment for its detections, so that an outline never lies on another
 * picture than its own; it never waits for long, and a newer picture never waits for an
 * older one.
 */

/**
 * @typedef {object} Stamp
 * @property {number} [frameSeq]
 * @property {number} capturedUs
 */

// Two pictures at 30 a second. Detection that takes longer is shown late, not waited for.
const MAX_WAIT_US = 66_000;
// Detections silent for so long are not waited for at all.
const FRESH_US = 1_000_000;
const REMEMBERED = 32;

/**
 * Tell whether detections belong to a picture.
 * @param {Stamp} a
 * @param {Stamp} b
 */
export function belongsTo(a, b) {
  if (a.frameSeq !== undefined && b.frameSeq !== undefined) return a.frameSeq === b.frameSeq;
  return a.capturedUs === b.capturedUs;
}

/**
 * @template {Stamp} P
 * @template {Stamp} D
 */
export class FrameMatcher {
  /** @type {D[]} oldest first */
  #detections = [];
  /** @type {P | null} */
  #waiting = null;
  #waitingSinceUs = 0;
  #lastDetectionUs = -Infinity;
  #matched = 0;
  #unmatched = 0;

  /** Whether a picture waits. */
  get isWaiting() {
    return this.#waiting !== null;
  }

  /** How many pictures were shown with and without their detections. */
  statistics() {
    return { matched: this.#matched, unmatched: this.#unmatched };
  }

  /**
   * Learn what was detected.
   * @param {D} detections
   * @param {number} nowUs
   */
  learn(detections, nowUs) {
    this.#detections.push(detections);
    if (this.#detections.length > REMEMBERED) this.#detections.shift();
    this.#lastDetectionUs = nowUs;
  }

  /**
   * Return what was detected in a picture, or null.
   * @param {Stamp} picture
   * @returns {D | null}
   */
  find(picture) {
    for (let i = this.#detections.length - 1; i >= 0; i--) {
      if (belongsTo(this.#detections[i], picture)) return this.#detections[i];
    }
    return null;
  }

  /**
   * Take a decoded picture in. Returns the one that has to give way, if any.
   * @param {P} picture
   * @param {number} nowUs
   * @returns {P | null}
   */
  offer(picture, nowUs) {
    const replaced = this.#waiting;
    this.#waiting = picture;
    // The wait of a picture that was replaced counts on, or a fast camera with slow
    // detection would show nothing at all.
    if (replaced === null) this.#waitingSinceUs = nowUs;
    return replaced;
  }

  /**
   * Give out the picture that is to be shown now, if any, with its detections.
   * @param {number} nowUs
   * @returns {{picture: P, detections: D | null} | null}
   */
  take(nowUs) {
    const picture = this.#waiting;
    if (picture === null) return null;
    const detections = this.find(picture);
    const isWorthWaiting = nowUs - this.#lastDetectionUs < FRESH_US;
    if (detections === null && isWorthWaiting && nowUs - this.#waitingSinceUs < MAX_WAIT_US) {
      return null;
    }
    this.#waiting = null;
    if (detections) this.#matched++;
    else this.#unmatched++;
    return { picture, detections };
  }

  /** Give back the picture that waits, if any. */
  clearWaiting() {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }

  /** Forget everything. Returns the picture that waited, if any, so that it can be freed. */
  clear() {
    this.#detections = [];
    this.#lastDetectionUs = -Infinity;
    return this.clearWaiting();
  }
}
