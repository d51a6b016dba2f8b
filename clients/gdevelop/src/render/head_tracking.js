/**
 * How far a view moves when somebody moves a tag, on a hat for example, before the camera.
 *
 * Knows: a tag's position. Does not know: layers.
 */

// Fast enough to feel attached, slow enough to hide what is left of the detector's noise.
const FOLLOW_S = 0.06;
// A lost tag lets the view glide home rather than jump.
const RETURN_S = 0.5;

/** @typedef {{isVisible: (id: number, camera: string) => boolean, x: (id: number, camera: string) => number, y: (id: number, camera: string) => number}} Tags */

export class HeadTracking {
  #x = 0;
  #y = 0;

  /** @returns {{x: number, y: number}} pixels to the right and down */
  get shift() {
    return { x: this.#x, y: this.#y };
  }

  /**
   * @param {Tags} tags
   * @param {number} id
   * @param {number} strength pixels per centimetre
   * @param {number} elapsedS
   */
  step(tags, id, strength, elapsedS) {
    const isSeen = tags.isVisible(id, "");
    const scale = isSeen ? strength * 100 : 0;
    const share = 1 - Math.exp(-elapsedS / (isSeen ? FOLLOW_S : RETURN_S));
    // Somebody who looks into a camera has his right on the picture's left.
    this.#x += (-scale * (isSeen ? tags.x(id, "") : 0) - this.#x) * share;
    this.#y += (scale * (isSeen ? tags.y(id, "") : 0) - this.#y) * share;
  }
}
