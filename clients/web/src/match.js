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
// Decoders lend their pictures: one that gets none back stops.
const MAX_WAITING = 3;

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
  /** @type {P[]} oldest first */
  #waiting = [];
  #waitingSinceUs = 0;
  #lastDetectionUs = -Infinity;

  /** Whether a picture waits. */
  get isWaiting() {
    return this.#waiting.length > 0;
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
    // Counted from the first that waits: a fast camera with slow detection would show
    // nothing at all if each picture brought new patience.
    if (this.#waiting.length === 0) this.#waitingSinceUs = nowUs;
    this.#waiting.push(picture);
    return this.#waiting.length > MAX_WAITING ? (this.#waiting.shift() ?? null) : null;
  }

  /**
   * Give out the picture that is to be shown now, if any: the newest with its detections,
   * or the newest of all when it is not worth waiting. `passed` are older ones, to be freed.
   * @param {number} nowUs
   * @returns {{picture: P, detections: D | null, passed: P[]} | null}
   */
  take(nowUs) {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const detections = this.find(this.#waiting[i]);
      if (detections !== null) return this.#give(i, detections, nowUs);
    }
    const isWorthWaiting =
      nowUs - this.#lastDetectionUs < FRESH_US && nowUs - this.#waitingSinceUs < MAX_WAIT_US;
    if (this.#waiting.length === 0 || isWorthWaiting) return null;
    return this.#give(this.#waiting.length - 1, null, nowUs);
  }

  /**
   * @param {number} index
   * @param {D | null} detections
   * @param {number} nowUs
   */
  #give(index, detections, nowUs) {
    const [picture, ...older] = this.#waiting.splice(0, index + 1).reverse();
    this.#waitingSinceUs = nowUs;
    return { picture, detections, passed: older };
  }

  /** Give back the pictures that wait. */
  clearWaiting() {
    return this.#waiting.splice(0);
  }

  /** Forget everything. Returns the pictures that waited, so that they can be freed. */
  clear() {
    this.#detections = [];
    this.#lastDetectionUs = -Infinity;
    return this.clearWaiting();
  }
}
